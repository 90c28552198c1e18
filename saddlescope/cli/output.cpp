#include "saddlescope/cli/output.h"

#include <fmt/format.h>

#include <exception>
#include <functional>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/cli/file_names.h"
#include "saddlescope/cli/progress.h"
#include "saddlescope/cli/streams.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/report/pictures.h"
#include "saddlescope/report/text.h"

namespace saddlescope::cli {

namespace {

// Each is done, whatever became of those before it; then the first failure is thrown.
void each(std::initializer_list<std::function<void()>> steps) {
  std::exception_ptr first;
  for (const auto& step : steps) {
    try {
      step();
    } catch (...) {
      if (!first) first = std::current_exception();
    }
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace

std::string page_words(const std::string& path, std::size_t bytes, std::size_t documents) {
  constexpr double kMega = 1e6, kLight = 3 * kMega;  // what browsers open at once, on a phone too
  std::string text = "Page: " + path + "\n";
  const auto size = static_cast<double>(bytes);
  if (size <= kLight) return text;
  return text + fmt::format("It takes {:.1f} MB, which some browsers are slow to open{}.\n", size / kMega,
                            documents > 1 ? fmt::format("; of its {} results fewer would be lighter", documents) : "");
}

Output::Output(const Targets& targets) {
  if (targets.report) require_ending("--report", *targets.report, ".html", "a page is HTML");
  if (targets.json == "-") {
    to_standard_output_ = true;
  } else if (targets.json) {
    file_ = std::make_unique<AtomicFile>(*targets.json);
  }
  if (targets.report) page_ = std::make_unique<AtomicFile>(*targets.report);
  if (targets.svg) pictures_.emplace_back(*targets.svg, PictureFormat::svg);
  if (targets.png) pictures_.emplace_back(*targets.png, PictureFormat::png);
}

void Output::set(std::string command, Language language) {
  command_ = std::move(command);
  language_ = language;
}

Json Output::stamped(Json document) const {
  if (!command_.empty() && document.is_object() && !document.contains("command")) document["command"] = command_;
  return document;
}

// The file first: the work behind it may have taken hours, and each of the others can be made from it again.
void Output::result(const std::string& text, const Json& document) {
  clear_progress();
  const Json stamp = stamped(document);
  each({[&] { write(stamp); }, [&] { say(text); }, [&] { write_page(stamp); },
        [&] {
          if (page_) say("\n" + page_words(page_->target(), page_bytes_, shown(stamp).size()));
        },
        [&] { say(write_pictures(stamp)); }});
}

void Output::say(const std::string& text) {
  clear_progress();
  if (!to_standard_output_ && !text.empty()) to_standard_output(text);
}

void Output::to_standard_output(const std::string& text) {
  reader_gone_ = reader_gone_ || !write_standard_output(text);
}

void Output::failure(const Failure& failure, const Json& document) {
  clear_progress();
  write_standard_error(to_text(failure));
  const Json stamp = stamped(document);
  each({[&] {
          if (!document_written_) write(stamp);
        },
        [&] {
          if (!page_written_) write_page(stamp);
        }});
}

void Output::write(const Json& document) {
  const std::string text = to_text(document);
  if (to_standard_output_) to_standard_output(text);
  if (file_) file_->commit(text);
  document_written_ = true;
}

void Output::show(std::vector<Json> documents, std::string page) {
  shown_ = std::move(documents);
  shown_page_ = std::move(page);
}

std::span<const Json> Output::shown(const Json& document) const {
  return shown_.empty() ? std::span(&document, 1) : std::span<const Json>(shown_);
}

std::string Output::write_pictures(const Json& document) {
  if (pictures_.empty()) return {};
  const std::vector<report::Picture> pictures = report::pictures(shown(document), language_);
  if (pictures.empty()) return "\nThis result has no chart: no picture was written.\n";
  std::string said = "\n";
  std::string kept;
  for (PictureFiles& files : pictures_) {
    const PictureFiles::Written written = files.write(pictures);
    for (const std::string& path : written.paths) said += "Picture: " + path + "\n";
    for (const std::string& path : written.kept) kept += (kept.empty() ? "" : ", ") + path;
  }
  if (kept.empty()) return said;
  say(said);
  throw_bad_input("is there already, and no picture that this program drew: it was left as it is.", kept,
                  "Move it away, or name another picture; report draws them again from a document (--json).");
}

// Made from the document, as `report` makes it again.
void Output::write_page(const Json& document) {
  if (!page_) return;
  const std::string html = shown_page_ ? *shown_page_ : page(std::span(&document, 1), {.language = language_});
  page_->commit(html);
  page_bytes_ = html.size();
  page_written_ = true;
}

}  // namespace saddlescope::cli
