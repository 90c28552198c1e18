#include "saddlescope/commands/stall.h"

#include <fmt/format.h>

#include "saddlescope/base/error.h"

namespace saddlescope {

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
  return by;
}

}  // namespace saddlescope
