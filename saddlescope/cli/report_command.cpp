#include "saddlescope/cli/report_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/base/memory_size.h"
#include "saddlescope/cli/file_names.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/formats/file.h"
#include "saddlescope/report/page/section.h"
#include "saddlescope/results/json.h"
#include "saddlescope/results/json_size.h"

namespace saddlescope::cli {
namespace {

constexpr std::size_t kLargest = std::size_t{256} << 20;
// What a page makes of a value while it is made: the result, its charts, their figures and their text, of which one
// result at a time has its own. Measured: 70, of a surface of a million losses.
constexpr double kPageBytes = 100;

// Of what `surface -o DIR` or `census -o DIR` goes on from the result is named (report/page/), but one that was killed
// hasn't written it.
std::string remedy(const Error& error, const Json& document, const std::filesystem::path& path) {
  for (const std::string_view command : {"surface", "census"}) {
    const std::string result = fmt::format("{}.json", command), folder = path.parent_path().string();
    const bool kept = document.is_object() && document.contains("format") &&
                      document.at("format") == fmt::format("saddlescope/{}-run", command);
    std::error_code failed;
    if (!kept || std::filesystem::exists(path.parent_path() / result, failed)) continue;
    return fmt::format(
        "{} isn't there, since the run didn't come to its end. The same command with -o {} goes on from "
        "there and writes it.",
        result, folder.empty() ? "." : folder);
  }
  return error.remedy().empty() ? "Name a file that --json wrote." : error.remedy();
}

// A document, and its sections behind those before. held: what the documents before take. Throws Error(memory) before a
// tree is made that doesn't fit.
Json read(const std::string& path, double& held, Language language, std::vector<report::Section>& sections,
          const Context& context) {
  const Bytes bytes = read_file(path, {std::min(context.memory, kLargest)});
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const TreeSize tree = tree_size(text);
  const double page = kPageBytes * static_cast<double>(tree.values);
  const double needed = held + static_cast<double>(bytes.size()) + tree.bytes + page;
  context.require_memory(needed, fmt::format("The page of {}{}", path, held > 0 ? " and of those before it" : ""),
                         fmt::format("--memory {} would hold it.", memory_that_fits(needed)));
  held += tree.bytes;
  Json document = parse_json(text, path);
  try {
    std::ranges::move(report::sections(document, language), std::back_inserter(sections));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) throw;
    throw_bad_input(error.message(), path, remedy(error, document, path));
  }
  return document;
}

std::string target_of(const Arguments& arguments) {
  if (arguments.report && arguments.output) {
    throw Error(ErrorKind::usage, "-o and --report both say where the page goes.", {}, "Leave one of them out.");
  }
  if (arguments.report) return *arguments.report;
  const std::filesystem::path alone =
      std::filesystem::path(arguments.files.front()).filename().replace_extension(".html");
  const std::string target = arguments.output.value_or(arguments.files.size() == 1 ? alone.string() : "report.html");
  require_ending("-o", target, ".html", "a page is HTML");
  for (const std::string& read : arguments.files) {
    if (!same_file(target, read)) continue;
    throw Error(ErrorKind::usage, "the page would be written over " + read + ", which it is made of.", {},
                "Name another file with -o.");
  }
  return target;
}

}  // namespace

int run_report_command(const Arguments& arguments, Output& output, Context& context) {
  if (arguments.files.empty()) {
    throw Error(ErrorKind::usage, "report takes the results that a page is to show.", {},
                "Write one with --json: saddlescope diagnose ... --json run.json, then saddlescope report run.json.");
  }
  const std::string target = target_of(arguments);
  std::unique_ptr<AtomicFile> file;
  if (!arguments.report) file = std::make_unique<AtomicFile>(target);
  std::vector<Json> documents;
  documents.reserve(arguments.files.size());
  double held = 0;
  std::vector<report::Section> sections;
  for (const std::string& path : arguments.files) {
    const std::size_t before = sections.size();
    documents.push_back(read(path, held, arguments.language, sections, context));
    if (arguments.files.size() == 1) continue;
    for (std::size_t s = before; s < sections.size(); ++s) {  // two runs of one problem differ in nothing else
      sections[s].title = path + " · " + sections[s].title;
    }
  }
  Json answer = {{"format", "saddlescope/report"}, {"version", 1}, {"documents", Json::array()}};
  for (const Json& document : documents) answer["documents"].push_back(document.at("format"));
  answer["page"] = file ? target : *arguments.report;
  const Environment e = environment(context);
  answer["seed"] = context.seed;
  answer["engine"] = "native";
  answer["environment"] = {{"version", e.version}, {"cpu", e.cpu}, {"blas", e.blas}, {"threads", e.threads}};
  std::string html = report::page_of(std::move(sections), documents.size() > 1, {.language = arguments.language});
  if (file) file->commit(html);
  const std::string said = file ? page_words(target, html.size(), documents.size()) : "";
  output.show(std::move(documents), std::move(html));
  output.result(said, answer);
  return 0;
}

}  // namespace saddlescope::cli
