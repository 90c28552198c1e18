// Gradient descent: θ ← θ − η·∇L(θ). PyTorch: torch.optim.SGD(lr=η).
// Takes a zero step wherever ∇L = 0: it can't leave a saddle that it starts on.
#pragma once

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class GradientDescent final : public FirstOrderOptimizer {
 public:
  explicit GradientDescent(double learning_rate) : learning_rate_(learning_rate) {}

  void state(StateArchive& /*archive*/) override {}  // remembers nothing

 private:
  void move(std::span<const double> g, std::span<double> theta) override;

  double learning_rate_;
};

}  // namespace saddlescope
