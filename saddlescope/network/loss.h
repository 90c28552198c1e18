// The losses, PyTorch's definitions, one file each under network/losses/. A loss says which targets it takes, how a
// chunk of samples contributes (as a graph, so that every derivative follows), and what a network can reach at best.
//
// Invariant: contributions carry the whole data set's 1/N, never the chunk's, so that they simply add.
// Invariant: a loss depends on θ through the outputs alone; weight decay is no part of it.
// A new loss: its file, one line in loss.cpp, one in CMakeLists.txt; the tests' grid takes it up from the list.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/engine/graph.h"
#include "saddlescope/network/targets.h"

namespace saddlescope {

struct DataSet;  // data/data_set.h

/// Σ of a loss over some samples at the constant output that fits them best. Not attained: the infimum needs an
/// infinite output.
struct ConstantFit {
  long double sum = 0;
  bool attained = true;
};

class Loss {
 public:
  virtual ~Loss() = default;
  virtual std::string_view name() const = 0;

  /// The data set's targets in the form this loss takes for a network of so many outputs. Throws Error(bad input)
  /// naming shapes and what would work where they don't fit.
  virtual Targets take(const DataSet& data, std::size_t outputs) const = 0;

  /// A chunk's contribution, a scalar: outputs and targets [C, n] (samples last), `samples` of the whole data set.
  virtual engine::Value graph(engine::Value outputs, engine::Value targets, std::size_t samples) const = 0;

  /// Σₙ over `members`, undivided.
  virtual ConstantFit best_constant(const Targets& targets, std::span<const std::size_t> members) const = 0;
  /// The loss of outputs that are all 0.
  virtual double at_zero(const Targets& targets) const = 0;
  /// What the sum over samples is divided by: N, or N·C.
  virtual double divisor(std::size_t samples, std::size_t outputs) const = 0;

  /// s where a chunk's contribution is ½‖s·(outputs − targets)‖²; 0: the loss is no sum of squares.
  virtual double residual_factor(std::size_t /*samples*/, std::size_t /*outputs*/) const { return 0; }

  /// One sample's outputs to what they predict, on the scale of the targets: probabilities where outputs are logits.
  virtual void to_prediction(std::span<double> /*outputs*/) const {}
  /// How clearly one sample's outputs name its class; nothing where its loss is lowest at finite outputs.
  virtual std::optional<double> margin(std::span<const double> /*outputs*/, std::span<const double> /*target*/) const {
    return std::nullopt;
  }

  /// Class indices are among the targets it takes.
  virtual bool takes_classes() const { return false; }
  /// Residuals output − target at which a derivative of the loss jumps; empty where it is smooth.
  virtual std::vector<double> kinks() const { return {}; }
  /// Why 0 can't be undercut, in words.
  virtual std::string floor_reason() const = 0;
};

/// The loss of that name. Throws Error(bad input) listing the known ones.
const Loss& loss(std::string_view name);

/// All of them.
std::span<const Loss* const> losses();

/// "mse, cross-entropy, …"
std::string loss_names();

/// Cross-entropy for class targets, else mse (contract: Loss). Integer targets are classes where there is more than
/// one output.
const Loss& default_loss(const DataSet& data, std::size_t outputs);

}  // namespace saddlescope
