#include "saddlescope/census/reproduce.h"

#include <fmt/format.h>

#include <filesystem>

#include "saddlescope/base/shell.h"

namespace saddlescope {
namespace {

void add(std::string& text, std::string_view flag, const auto& value) {
  text += fmt::format("{}{} {}", text.empty() ? "" : " ", flag, value);
}

void add_finding(std::string& text, const CensusOptions& options) {
  const CensusOptions usual;
  if (options.tolerance != usual.tolerance) add(text, "--tolerance", options.tolerance);
  if (options.iterations != usual.iterations) add(text, "--iterations", options.iterations);
}

void add_optimizer(std::string& text, const OptimizerOptions& optimizer) {
  if (optimizer.name != OptimizerOptions().name) add(text, "--optimizer", optimizer.name);
  if (optimizer.learning_rate) add(text, "--learning-rate", *optimizer.learning_rate);
  if (optimizer.momentum) add(text, "--momentum", *optimizer.momentum);
  if (optimizer.epsilon) add(text, "--epsilon", *optimizer.epsilon);
}

std::string record(const CensusEntry& entry, const CensusOptions& options, const std::string& which) {
  if (entry.arguments.empty()) return {};
  const std::string how = census_flags(options);
  return fmt::format("saddlescope census {} {}{}{}", entry.arguments, which, how.empty() ? "" : " ", how);
}

std::string weights_of(const CensusPoint& point) {
  std::string text = "--weights " + shell_quoted(point.name);
  if (!point.layout.empty() && point.layout != "out-in") text += " --weights-layout " + shell_quoted(point.layout);
  return text;
}

}  // namespace

std::string census_flags(const CensusOptions& options) {
  std::string text;
  for (const std::string& finder : options.finders) add(text, "--finder", finder);
  add_finding(text, options);
  if (options.start) add(text, "--start", *options.start);
  add_optimizer(text, options.optimizer);
  if (options.steps != CensusOptions().steps) add(text, "--steps", options.steps);
  return text;
}

std::string record_command(const CensusEntry& entry, const CensusOptions& options, std::uint64_t seed) {
  return record(entry, options, fmt::format("--runs 1 --seed {}", seed));
}

std::string record_command(const CensusEntry& entry, const CensusOptions& options, std::uint64_t seed,
                           const CensusPoint& point) {
  return record(entry, options, fmt::format("--runs 0 --seed {} {}", seed, weights_of(point)));
}

std::vector<std::string> diagnosis_commands(const CensusEntry& entry, const CensusOptions& options, std::uint64_t seed,
                                            std::size_t steps, std::string_view finder) {
  if (entry.arguments.empty()) return {};
  const std::string name = fmt::format("seed-{}", seed), drawn = fmt::format("{} --seed {}", entry.arguments, seed);
  const auto at = [&](const std::string& weights) {
    return fmt::format("{} --weights {} --seed {}", entry.arguments_at_weights, weights, seed);
  };
  std::vector<std::string> commands;
  std::string from = drawn;
  if (steps > 0) {
    std::string how;
    add_optimizer(how, options.optimizer);
    add(how, "--steps", steps);
    commands.push_back(fmt::format("saddlescope train {} {} --stall 0 -o {}-start.npz", drawn, how, name));
    from = at(name + "-start.npz");
  }
  std::string how = fmt::format("--finder {}", finder);
  add_finding(how, options);
  commands.push_back(fmt::format("saddlescope find {} {} -o {}.npz", from, how, name));
  commands.push_back(fmt::format("saddlescope diagnose {} --report {}.html", at(name + ".npz"), name));
  return commands;
}

std::vector<std::string> diagnosis_commands(const CensusEntry& entry, std::uint64_t seed, const CensusPoint& point) {
  if (entry.arguments.empty()) return {};
  const std::string page = std::filesystem::path(point.name).stem().string() + ".html";
  return {fmt::format("saddlescope diagnose {} {} --seed {} --report {}", entry.arguments_at_weights, weights_of(point),
                      seed, shell_quoted(page))};
}

}  // namespace saddlescope
