// A document of a result: refused, or a page in which nothing of it stands where it could run; the same bytes twice.
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "fuzz/harness.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/results/json.h"

using namespace saddlescope;

namespace {

std::size_t scripts(const std::string& html) {
  constexpr std::string_view kTag = "<script";
  std::size_t n = 0;
  for (std::size_t at = html.find(kTag); at != std::string::npos; at = html.find(kTag, at + kTag.size())) ++n;
  return n;
}

std::string page_of(const Json& document, Language language) {
  return page(std::span(&document, 1), {.language = language, .interactive = false});
}

}  // namespace

SADDLESCOPE_FUZZ_TARGET(bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const Json document = parse_json(text, "a.json");
  try {
    const std::string html = page_of(document, Language::english);
    fuzz::require(scripts(html) == 0, "no script stands in a page without any");
    fuzz::require(html == page_of(document, Language::english), "the same document gives the same page");
    page_of(document, Language::traditional_chinese);
    const std::string live = page(std::span(&document, 1), {});
    fuzz::require(scripts(live) == 4, "a page has four script elements");
  } catch (const Error& error) {
    fuzz::require(error.kind() != ErrorKind::internal, "a document is never a fault of ours");
    fuzz::require(!error.message().empty(), "a refusal says what is wrong");
  }
}
