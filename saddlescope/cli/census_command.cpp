#include "saddlescope/cli/census_command.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/base/shell.h"
#include "saddlescope/census/reproduce.h"
#include "saddlescope/cli/census_folder.h"
#include "saddlescope/commands/census.h"
#include "saddlescope/formats/atomic_file.h"
#include "saddlescope/problem/weight_names.h"
#include "saddlescope/report/census_svg.h"
#include "saddlescope/report/text.h"
#include "saddlescope/results/json.h"

namespace saddlescope::cli {
namespace {

namespace fs = std::filesystem;

// Files of ours that are named like weights and hold something else (training_folder.h, surface_folder.h).
constexpr std::array<std::string_view, 2> kNoWeights{"state.safetensors", "directions.safetensors"};

bool is_pattern(const std::string& text) { return text.find_first_of("*?[") != std::string::npos; }

// Whether a pattern is meant for a file that it matches. One that names an ending ('*.bin') says so itself.
bool is_meant(const fs::path& file, const fs::path& pattern) {
  if (std::ranges::find(kNoWeights, file.filename().string()) != kNoWeights.end()) return false;
  const std::string asked = pattern.extension().string(), ending = file.extension().string();
  return (!asked.empty() && !is_pattern(asked)) || ending == ".safetensors" || ending == ".npz";
}

// "run holds 12 .npz (checkpoint-000001000.npz first), 1 .csv, 2 .json.": what a pattern that matches nothing missed.
std::string contents(const fs::path& pattern) {
  const fs::path folder = pattern.has_parent_path() ? pattern.parent_path() : ".";
  std::error_code failed;
  if (is_pattern(folder.string())) return "No folder matches, or none holds such a file.";
  if (!fs::is_directory(folder, failed)) return fmt::format("There is no folder {}.", folder.string());
  std::map<std::string, std::size_t> endings;
  std::string first;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (!at->is_regular_file(failed)) continue;
    const std::string name = at->path().filename().string();
    ++endings[at->path().extension().string()];
    if (is_meant(name, "*") && (first.empty() || naturally_less(name, first))) first = name;
  }
  std::string list;
  for (const auto& [ending, count] : endings) {
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", count, ending.empty() ? "without an ending" : ending);
  }
  if (list.empty()) return fmt::format("{} holds no file.", folder.string());
  const std::string weights = first.empty() ? "no weights" : fmt::format("of weights {} first", first);
  return fmt::format("{} holds {}; {}.", folder.string(), list, weights);
}

// Weights that match, 2 before 10. A file named as it is, is taken as it is; of what a pattern matches only what may
// be weights: 'run/*' is meant for the checkpoints, whatever else a run has put there.
std::vector<std::string> files_matching(const std::string& pattern) {
  glob_t found{};
  const int code = ::glob(pattern.c_str(), GLOB_NOSORT | GLOB_TILDE, nullptr, &found);
  std::vector<std::string> files;
  for (std::size_t i = 0; code == 0 && i < found.gl_pathc; ++i) {
    if (!is_pattern(pattern) || is_meant(found.gl_pathv[i], pattern)) files.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  if (files.empty()) {
    throw_bad_input(fmt::format("no file of weights matches \"{}\". {}", pattern, contents(pattern)), "--weights",
                    "Weights end in .safetensors or .npz.");
  }
  std::ranges::sort(files, [](const std::string& a, const std::string& b) {
    return naturally_less(a, b) || (!naturally_less(b, a) && a < b);
  });
  return files;
}

ProblemDescription without_model(const Arguments& arguments) {
  ProblemDescription description = arguments.problem;
  description.model.reset();
  description.weights.reset();
  description.weights_layout.reset();
  description.seed = 0;
  return description;
}

// Models in their order, data, seed, how: with it the same networks.
std::string run_of(const Arguments& arguments, std::span<const CensusEntry> entries) {
  std::string text;
  for (const CensusEntry& entry : entries) text += fmt::format("--model {} ", shell_quoted(entry.name));
  text += saddlescope::arguments(without_model(arguments));
  text += fmt::format(" --seed {}", arguments.problem.seed);
  const std::string more = census_flags(arguments.census);
  return more.empty() ? text : text + " " + more;
}

void refuse_what_a_census_has_no_use_for(const Arguments& arguments) {
  if (arguments.problem.expect_loss) {
    throw Error(ErrorKind::usage, "--expect-loss is of one point; a census has many.", {}, "Leave it out.");
  }
}

// Where the results are.
std::string written(const Arguments& arguments) {
  std::string text;
  if (arguments.output) {
    text += fmt::format("\nWritten: census.json, census.csv, census.svg and networks.jsonl in {}\n", *arguments.output);
  }
  return text;
}

}  // namespace

int run_census_command(const Arguments& arguments, Output& output, Context& context) {
  refuse_what_a_census_has_no_use_for(arguments);
  CensusCommandOptions options;
  options.census = arguments.census;
  options.census.validate();
  const std::vector<CensusEntry> entries = census_entries(arguments.problem, arguments.models, context);
  census_finders(entries, options.census);  // says what is wrong with them before anything is written
  std::unique_ptr<CensusFolder> folder;
  if (arguments.output) {
    folder = std::make_unique<CensusFolder>(*arguments.output, run_of(arguments, entries), entries, context);
    options.done = folder->done();
    options.observer = [&folder](std::span<const CensusNetwork> records) { folder->append(records); };
  }
  if (arguments.problem.weights) {
    options.points = census_points(entries, files_matching(*arguments.problem.weights),
                                   arguments.problem.weights_layout.value_or("out-in"), context);
  }
  if (options.census.runs == 0 && options.points.empty()) {
    throw Error(ErrorKind::usage, "--runs 0 leaves --weights alone, and there are none.", {},
                "Raise --runs, or name files with --weights.");
  }
  options.problem.arguments = saddlescope::arguments(without_model(arguments));
  options.problem.data = entries.front().data;
  const Census result = census(entries, options, context);
  const Json document = output.stamped(to_json(result));
  if (folder) folder->write_result(result, document);
  output.result(to_text(result) + written(arguments), document);
  return result.interrupted ? static_cast<int>(ErrorKind::interrupted) : 0;
}

}  // namespace saddlescope::cli
