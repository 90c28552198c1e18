#include "saddlescope/cli/census_folder.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "saddlescope/base/error.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/formats/file.h"
#include "saddlescope/report/census_csv.h"
#include "saddlescope/report/census_svg.h"

namespace saddlescope::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRunFormat = "saddlescope/census-run";

std::string text_of(const std::string& path) {
  const Bytes bytes = read_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};  // NOLINT(*-reinterpret-cast): bytes as text
}

Json start_losses(std::span<const CensusEntry> entries, Context& context) {
  Json losses = Json::array();
  for (const CensusEntry& entry : entries) {
    losses.push_back(entry.make()->value(entry.start(context.seed), context));
  }
  return losses;
}

}  // namespace

CensusFolder::CensusFolder(const std::string& folder, const std::string& run, std::span<const CensusEntry> entries,
                           Context& context)
    : folder_(folder, FolderKind::census) {
  require_same_census(run, entries, context);
  read_networks();
}

// The flags are the same, and what the files they name hold gives the same losses.
void CensusFolder::require_same_census(const std::string& run, std::span<const CensusEntry> entries,
                                       Context& context) const {
  const std::string path = folder_.file("run.json");
  const Json now = start_losses(entries, context);
  std::error_code failed;
  if (!fs::exists(path, failed)) {
    AtomicFile(path).commit(to_text(Json{{"format", kRunFormat}, {"version", 1}, {"run", run}, {"start_losses", now}}));
    return;
  }
  const Json kept = parsed_from_folder(text_of(path), path, "a census");
  if (!kept.is_object() || kept.value("format", "") != kRunFormat || kept.value("version", 0) != 1) {
    throw_bad_input("is no census that this program can go on with.", path, "Name another folder with -o.");
  }
  require_same_arguments("census", "census", kept.value("run", ""), run, path, " (--runs and --weights may differ)");
  const Json before = kept.value("start_losses", Json::array());
  for (std::size_t e = 0; e < now.size(); ++e) {
    const bool number = e < before.size() && before[e].is_number() && now[e].is_number();
    const double a = number ? before[e].get<double>() : 0, b = number ? now[e].get<double>() : 0;
    if (same_loss(a, b)) continue;
    throw_bad_input(fmt::format("belongs to another census: the first network of {} began at a loss of {}, here it "
                                "begins at {}. The data have changed.",
                                entries[e].name, a, b),
                    path, "Name another folder with -o.");
  }
}

void CensusFolder::read_networks() {
  const std::string path = folder_.file("networks.jsonl");
  std::error_code failed;
  std::string text;
  if (fs::exists(path, failed) && fs::file_size(path, failed) > 0) text = text_of(path);
  const std::size_t whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < whole;) {
    const std::size_t end = text.find('\n', begin);
    const std::string where = fmt::format("{}, line {}", path, ++number);
    try {
      done_.push_back(census_network_from_json(parsed_from_folder(text.substr(begin, end - begin), where, "a census")));
    } catch (const Error& error) {
      throw_bad_input(error.message(), where, "Take the line out, or name another folder with -o.");
    }
    begin = end + 1;
  }
  networks_.open(path, whole);
}

void CensusFolder::append(std::span<const CensusNetwork> records) const {
  std::string lines;
  for (const CensusNetwork& record : records) {
    lines += to_json(record).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  networks_.append(std::as_bytes(std::span(lines)));
}

void CensusFolder::write_result(const Census& census, const Json& document) const {
  AtomicFile(folder_.file("census.csv")).commit(to_csv(census));
  AtomicFile(folder_.file("census.svg")).commit(to_svg(census));
  AtomicFile(folder_.file("census.json")).commit(to_text(document));
}

}  // namespace saddlescope::cli
