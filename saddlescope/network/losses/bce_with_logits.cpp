// Binary cross-entropy of logits: L = 1/(N·C)·Σ softplus(ŷ) − t·ŷ, t ∈ [0, 1]. Best constant: the logit of the mean;
// its loss is that mean's entropy, an infimum only where every label is 0 or every label is 1.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "saddlescope/base/error.h"
#include "saddlescope/network/losses/elementwise.h"
#include "saddlescope/network/losses/list.h"

namespace saddlescope {
namespace {

long double entropy_term(long double p) { return p > 0 ? -p * std::log(p) : 0; }

class BceWithLogits final : public ElementwiseLoss {
 public:
  std::string_view name() const override { return "bce-with-logits"; }
  std::string floor_reason() const override {
    return "binary cross-entropy is never below the mean entropy of the labels' own distributions";
  }

  void to_prediction(std::span<double> outputs) const override {
    for (double& z : outputs) z = 1 / (1 + std::exp(-z));
  }
  std::optional<double> margin(std::span<const double> outputs, std::span<const double> target) const override {
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < outputs.size(); ++c) {
      if (target[c] != 0 && target[c] != 1) return std::nullopt;
      smallest = std::min(smallest, target[c] == 1 ? outputs[c] : -outputs[c]);
    }
    return smallest;
  }

 protected:
  engine::Value element(engine::Value output, engine::Value target) const override {
    // softplus(z) − t·z would cancel where the label is met: each half keeps its digits.
    return target * softplus(-output) + (1.0 - target) * softplus(output);
  }
  Fit best(std::span<const double> column) const override {
    const long double p = mean(column);
    return {static_cast<long double>(column.size()) * (entropy_term(p) + entropy_term(1 - p)), p > 0 && p < 1};
  }
  long double element_at_zero(double /*target*/) const override { return std::numbers::ln2_v<long double>; }
  void check(double target, std::size_t sample, const std::string& where) const override {
    if (target >= 0 && target <= 1) return;
    throw_bad_input(fmt::format("bce-with-logits takes labels between 0 and 1; sample {} has {}.", sample, target),
                    where, "Take another loss, mse for instance, or relabel the two classes 0 and 1.");
  }
};

}  // namespace

const Loss& bce_with_logits() {
  static const BceWithLogits loss;
  return loss;
}

}  // namespace saddlescope
