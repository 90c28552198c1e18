// The narrator and what the acts of networks share.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "saddlescope/commands/demo/acts.h"
#include "saddlescope/commands/diagnose.h"
#include "saddlescope/commands/train.h"
#include "saddlescope/report/words.h"

namespace saddlescope::demo_acts {

void Narrator::heading(std::string_view text) {
  say_(fmt::format("\n{}\n{}\n\n", text, std::string(text.size(), '=')));
}
void Narrator::paragraph(std::string_view text) { say_(report::folded(text, 0) + "\n"); }
void Narrator::command(std::string_view text) { say_(fmt::format("  $ saddlescope {}\n\n", text)); }

void Narrator::lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += fmt::format("    {}\n", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  say_(out + "\n");
}

Problem network(const std::string& model, const std::string& data, const std::string& init, std::uint64_t seed,
                bool standardize, Context& context) {
  ProblemDescription description;
  description.model = model;
  description.data = data;
  if (!init.empty()) description.init = init;
  description.seed = seed;
  description.standardize = standardize;
  return make_problem(description, context);
}

Training run(const Problem& problem, std::span<const double> theta, const std::string& optimizer, double learning_rate,
             std::size_t steps, Context& context) {
  TrainCommandOptions options;
  options.minimize.optimizer.name = optimizer;
  options.minimize.optimizer.learning_rate = learning_rate;
  options.minimize.steps = steps;
  options.minimize.stall = 0;
  options.problem = problem.summary;
  return train(*problem.objective, theta, options, context);
}

ProblemSummary trained(const Problem& problem, std::string_view flags, std::string_view file) {
  ProblemSummary summary = problem.summary;
  summary.weights = fmt::format("{}: saddlescope train {} {} -o {}", file, summary.arguments, flags, file);
  summary.arguments = fmt::format("--model {} --data {} --weights {}", summary.description,
                                  summary.data.substr(0, summary.data.find(": ")), file);
  return summary;
}

Json by_command(Json document, std::string_view command) {
  document["command"] = fmt::format("saddlescope {}", command);
  return document;
}

Diagnosis look(const Problem& problem, std::span<const double> theta, const ProblemSummary& summary, Context& context) {
  DiagnoseOptions options;
  options.problem = summary;
  options.landscape = true;
  return diagnose(*problem.objective, theta, options, context);
}

Vector with_noise(std::span<const double> theta, double sigma, Context& context) {
  RandomStream random = context.random("demo: noise");
  Vector noisy(theta.begin(), theta.end());
  for (double& entry : noisy) entry += sigma * random.normal();
  return noisy;
}

Way way(std::string name, const Problem& problem, const Training& training, Context& context, double before) {
  const double right = problem.objective->anatomy()->accuracy(training.theta, context).value_or(0);
  return {std::move(name), training.loss, 100 * right, training.seconds + before, training.steps};
}

Way way(std::string name, const Problem& problem, std::span<const double> from, const std::string& optimizer,
        double learning_rate, std::size_t steps, Context& context, double before) {
  return way(std::move(name), problem, run(problem, from, optimizer, learning_rate, steps, context), context, before);
}

std::string table(const std::vector<Way>& ways) {
  std::size_t width = 0;
  for (const Way& way : ways) width = std::max(width, way.name.size());
  std::string text =
      fmt::format("{:<{}}  {:>10}  {:>9}  {:>7}  {:>8}\n", "", width, "loss", "accuracy", "steps", "time");
  for (const Way& way : ways) {
    text += fmt::format("{:<{}}  {:>10.5f}  {:>7.1f} %  {:>7}  {:>8}\n", way.name, width, way.loss, way.accuracy,
                        way.steps, report::seconds(way.seconds));
  }
  return text;
}

}  // namespace saddlescope::demo_acts
