// What the tests of the project's claims share: problems from the flags a user types, and every result from the library
// call behind the command.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/commands/diagnose.h"
#include "saddlescope/commands/escape.h"
#include "saddlescope/commands/train.h"
#include "saddlescope/problem/problem.h"

namespace saddlescope {

using ::testing::AnyOf;

inline Diagnosis look(const Objective& objective, std::span<const double> theta) {
  Context context;
  return diagnose(objective, theta, {}, context);
}

inline Problem formula(const std::string& function, const std::string& at) {
  ProblemDescription description;
  description.function = function;
  description.at = at;
  Context context;
  return make_problem(description, context);
}

inline Diagnosis look(const Problem& problem) { return look(*problem.objective, problem.theta); }

/// A network on a built-in data set. init: empty for PyTorch's.
inline Problem network_on(const std::string& data, const std::string& model, const std::string& init = "",
                          std::uint64_t seed = 0) {
  ProblemDescription description;
  description.data = data;
  description.model = model;
  if (!init.empty()) description.init = init;
  description.seed = seed;
  Context context;
  context.seed = seed;
  return make_problem(description, context);
}

/// The lecture's network on its function, sampled at the midpoints of 128 cells.
inline Problem lectures_task(std::uint64_t seed) {
  ProblemDescription description;
  description.model = "mlp:1-10-10-1:tanh";
  description.data = "sin(5*pi*x)/(5*pi*x)";
  description.x_range = "0:1";
  description.seed = seed;
  Context context;
  context.seed = seed;
  return make_problem(description, context);
}

/// `steps` full-batch steps without a stall test.
inline Training run(const Objective& objective, std::span<const double> theta, const std::string& optimizer,
                    std::optional<double> learning_rate, std::size_t steps) {
  TrainCommandOptions options;
  options.minimize.optimizer.name = optimizer;
  options.minimize.optimizer.learning_rate = learning_rate;
  options.minimize.steps = steps;
  options.minimize.stall = 0;
  Context context;
  return train(objective, theta, options, context);
}

inline Training run(const Problem& problem, std::span<const double> theta, const std::string& optimizer,
                    std::optional<double> learning_rate, std::size_t steps) {
  return run(*problem.objective, theta, optimizer, learning_rate, steps);
}

/// Where they end, at the optimizer's own learning rate.
inline Vector trained(const Objective& objective, std::span<const double> theta, const std::string& optimizer,
                      std::size_t steps) {
  return run(objective, theta, optimizer, {}, steps).theta;
}

inline Escape walk_out(const Problem& problem, std::span<const double> theta, std::size_t rounds = 10,
                       std::uint64_t seed = 0) {
  EscapeCommandOptions options;
  options.escape.rounds = rounds;
  Context context;
  context.seed = seed;
  return run_escape(*problem.objective, theta, options, context);
}

/// All eigenvalues as expected, to `relative` times the largest in absolute value.
inline void expect_eigenvalues(const Spectrum& spectrum, std::vector<double> expected, double relative = 1e-10) {
  std::sort(expected.begin(), expected.end());
  ASSERT_EQ(spectrum.eigenvalues.size(), expected.size());
  const double scale = std::max(std::abs(expected.front()), std::abs(expected.back()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(spectrum.eigenvalues[i], expected[i], relative * scale) << "eigenvalue " << i;
  }
}

/// Counts without their tolerance.
inline std::vector<std::size_t> counts(const Inertia& inertia) {
  return {inertia.negative, inertia.flat, inertia.positive};
}

}  // namespace saddlescope
