// Cross-entropy: L = −1/N·Σₙ Σ_c t_cn·log softmax(ŷₙ)_c, the targets class indices (t one-hot) or probabilities. Best
// constant: the mean of the targets' distributions; its loss is that mean's entropy, an infimum only where a class has
// probability 0. Null direction everywhere: a constant added to all outputs of a sample.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/network/losses/list.h"
#include "saddlescope/network/take_targets.h"

namespace saddlescope {
namespace {

class CrossEntropy final : public Loss {
 public:
  std::string_view name() const override { return "cross-entropy"; }
  std::string floor_reason() const override {
    return "cross-entropy is never below the mean entropy of the targets' own distributions";
  }

  Targets take(const DataSet& data, std::size_t outputs) const override {
    if (outputs == 1) {
      throw_bad_input("cross-entropy over a single output is constant: its softmax is always 1.", "loss cross-entropy",
                      "Take --loss bce-with-logits with labels 0 and 1, or a network with one output a class.");
    }
    if (is_classes(data, outputs)) return take_classes(data, outputs);
    Targets targets = take_numbers(data, outputs, *this);
    require_probabilities(data.y);
    return targets;
  }
  bool takes_classes() const override { return true; }

  engine::Value graph(engine::Value outputs, engine::Value targets, std::size_t samples) const override {
    // Shifted by the largest output first, so that the error is one of the loss's own size, not of the outputs'.
    const engine::Value shifted = outputs - broadcast(max_along(outputs, 0), outputs.shape(), {0});
    const engine::Value log_sum = log(sum(exp(shifted), {0}));
    const engine::Value log_softmax = shifted - broadcast(log_sum, outputs.shape(), {0});
    return sum(targets * log_softmax) * (-1 / divisor(samples, 0));
  }

  ConstantFit best_constant(const Targets& targets, std::span<const std::size_t> members) const override {
    std::vector<long double> mass(targets.width);
    long double total = 0;
    for (const std::size_t n : members) {
      for (std::size_t c = 0; c < targets.width; ++c) {
        mass[c] += targets.of(n)[c];
        total += targets.of(n)[c];
      }
    }
    ConstantFit fit;
    for (const long double m : mass) {
      if (m > 0)
        fit.sum -= m * std::log(m / total);
      else
        fit.attained = false;
    }
    return fit;
  }

  double at_zero(const Targets& targets) const override {
    long double total = 0;
    for (const double t : targets.values) total += t;
    return static_cast<double>(total * std::log(static_cast<long double>(targets.width)) / targets.samples);
  }

  double divisor(std::size_t samples, std::size_t /*outputs*/) const override { return static_cast<double>(samples); }

  void to_prediction(std::span<double> outputs) const override {
    const double largest = *std::max_element(outputs.begin(), outputs.end());
    double total = 0;
    for (double& z : outputs) total += z = std::exp(z - largest);
    for (double& z : outputs) z /= total;
  }
  std::optional<double> margin(std::span<const double> outputs, std::span<const double> target) const override {
    const auto right = std::find(target.begin(), target.end(), 1.0);
    if (right == target.end()) return std::nullopt;
    const auto own = static_cast<std::size_t>(right - target.begin());
    double other = -std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < outputs.size(); ++c) {
      if (c != own) other = std::max(other, outputs[c]);
    }
    return outputs[own] - other;
  }
};

}  // namespace

const Loss& cross_entropy() {
  static const CrossEntropy loss;
  return loss;
}

}  // namespace saddlescope
