// Networks trained as people train them, each from a recipe of one line, and the causes that a diagnosis finds in them.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/network/network.h"
#include "tests/claims/claims.h"

namespace saddlescope {

struct Recipe {
  std::string data, model, optimizer;
  std::optional<double> learning_rate;
  std::size_t steps = 3000;
  std::uint64_t seed = 0;
  bool standardize = true;
  std::string init{};
  std::optional<double> init_scale{};
};

inline ProblemDescription described(const Recipe& recipe) {
  ProblemDescription description;
  description.data = recipe.data;
  description.model = recipe.model;
  description.seed = recipe.seed;
  description.standardize = recipe.standardize;
  if (recipe.data.starts_with("sin")) {
    description.x_range = "0:1";
    description.samples = 200;
  }
  if (!recipe.init.empty()) description.init = recipe.init;
  description.init_scale = recipe.init_scale;
  return description;
}

struct Trained {
  Problem problem;
  Vector theta;
  Training training;

  const Objective& objective() const { return *problem.objective; }
  const NetworkObjective& network() const { return dynamic_cast<const NetworkObjective&>(*problem.objective); }
};

inline Trained trained(const Recipe& recipe) {
  Context context;
  context.seed = recipe.seed;
  Trained made{make_problem(described(recipe), context), {}, {}};
  made.training = run(made.problem, made.problem.theta, recipe.optimizer, recipe.learning_rate, recipe.steps);
  made.theta = made.training.theta;
  return made;
}

inline Diagnosis look_knowing(const Objective& objective, std::span<const double> theta, const HowTrained& how) {
  DiagnoseOptions options;
  options.trained = how;
  Context context;
  return diagnose(objective, theta, options, context);
}

inline Diagnosis look_knowing(const Trained& made, const Recipe& recipe) {
  HowTrained how;
  how.optimizer = recipe.optimizer;
  how.learning_rate = recipe.learning_rate;
  return look_knowing(made.objective(), made.theta, how);
}

inline std::vector<std::string> causes(const Diagnosis& d) {
  std::vector<std::string> all;
  for (const StallCause& cause : d.stall) all.push_back(cause.cause);
  return all;
}

inline const StallCause& cause(const Diagnosis& d, const std::string& name) {
  for (const StallCause& one : d.stall) {
    if (one.cause == name) return one;
  }
  static const StallCause none;
  ADD_FAILURE() << name << " is not among " << ::testing::PrintToString(causes(d));
  return none;
}

inline std::string named(const Recipe& recipe) {
  return fmt::format("{} on {}, {}, seed {}", recipe.model, recipe.data, recipe.optimizer, recipe.seed);
}

}  // namespace saddlescope
