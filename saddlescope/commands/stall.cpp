#include "saddlescope/commands/stall.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/optimize/adam.h"
#include "saddlescope/stall/thresholds.h"

namespace saddlescope {

static_assert(kAdamBeta1 == Adam::kBeta1, "the threshold is that of the method that is run");

TrainedBy trained_by(const OptimizerOptions& options) {
  make_optimizer(options);  // says what is wrong with them
  const OptimizerEntry& entry = find_optimizer(options.name);
  TrainedBy by;
  by.optimizer = options.name;
  by.learning_rate = options.learning_rate ? *options.learning_rate : entry.learning_rate.value_or(0);
  by.momentum = options.momentum ? *options.momentum : entry.momentum.value_or(0);
  by.epsilon = options.epsilon ? *options.epsilon : entry.epsilon.value_or(0);
  return by;
}

TrainedBy trained_by(const HowTrained& how) {
  if (how.batch_size && *how.batch_size == 0) throw_bad_input("a batch has at least one sample.", "--batch-size 0");
  TrainedBy by;
  if (how.optimizer) {
    by = trained_by(OptimizerOptions{*how.optimizer, how.learning_rate, how.momentum, how.epsilon});
  } else if (how.learning_rate || how.momentum || how.epsilon) {
    const std::string_view flag = how.learning_rate ? "learning-rate" : how.momentum ? "momentum" : "epsilon";
    throw Error(ErrorKind::usage, fmt::format("--{} says nothing without the optimizer it was given to.", flag), {},
                "Name it with --optimizer.");
  }
  by.batch_size = how.batch_size;
  by.preconditioner = preconditioner(by, how.state);
  return by;
}

namespace {

// A state comes from a file.
void require_means(double step, const Vector& square) {
  if (!(step >= 1) || step != std::floor(step)) {
    throw_bad_input(fmt::format("\"optimizer.step\" is {}, no number of steps.", step), "the saved state",
                    "Leave the state out: what it would tell is then undecided.");
  }
  const auto bad = std::find_if(square.begin(), square.end(), [](double v) { return !(v >= 0); });
  if (bad == square.end()) return;
  throw_bad_input(fmt::format("\"optimizer.v\" holds {}; a mean of squares is at least 0.", *bad), "the saved state",
                  "Leave the state out: what it would tell is then undecided.");
}

}  // namespace

Vector preconditioner(const TrainedBy& by, const NamedVectors& state) {
  const auto entry = [&](std::string_view name) -> const Vector* {
    const auto found = std::find_if(state.begin(), state.end(), [&](const auto& one) { return one.first == name; });
    return found == state.end() ? nullptr : &found->second;
  };
  const Vector *step = entry("optimizer.step"), *square = entry("optimizer.v");
  if (by.optimizer != "adam" || !step || !square || step->empty() || step->front() == 0) return {};
  const double k = step->front(), mean = 1 - std::pow(Adam::kBeta1, k), root = 1 - std::pow(Adam::kBeta2, k);
  require_means(k, *square);
  Vector D(square->size());
  for (std::size_t i = 0; i < D.size(); ++i) D[i] = mean * (std::sqrt((*square)[i] / root) + by.epsilon);
  return D;
}

}  // namespace saddlescope
