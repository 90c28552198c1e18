// The training methods by name, each with its options' defaults and one line of help. A new method is its own .h and
// .cpp, one line in CMakeLists.txt and one entry in registry.cpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

/// What the user chose; an option left out takes the method's default.
struct OptimizerOptions {
  std::string name = "adam";
  std::optional<double> learning_rate;  ///< > 0
  std::optional<double> momentum;       ///< in [0, 1)
  std::optional<double> epsilon;        ///< > 0
};

/// An option's value for each method that has it.
struct OptimizerSettings {
  double learning_rate = 0, momentum = 0, epsilon = 0;
};

struct OptimizerEntry {
  std::string_view name, help;
  std::optional<double> learning_rate, momentum, epsilon;  ///< defaults; empty: the method has no such option
  std::unique_ptr<Optimizer> (*make)(const OptimizerSettings& settings);
};

/// All methods, in the order help lists them.
std::span<const OptimizerEntry> optimizers();

/// Throws Error(bad input) for an unknown name, listing the known ones.
const OptimizerEntry& find_optimizer(std::string_view name);

/// Throws Error(bad input) for an unknown name, a value out of range, or an option the method doesn't have.
std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options);

}  // namespace saddlescope
