// Gradient descent with momentum (heavy ball, Polyak 1964) in PyTorch's form, torch.optim.SGD(lr=η, momentum=μ):
//   b ← μ·b + ∇L(θ), b = ∇L at the first step;  θ ← θ − η·b.
// Takes a zero step where ∇L = 0 and b = 0: it can't leave a saddle that it starts on.
#pragma once

#include <span>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class Momentum final : public FirstOrderOptimizer {
 public:
  Momentum(double learning_rate, double momentum) : learning_rate_(learning_rate), momentum_(momentum) {}

  void state(StateArchive& archive) override { archive.parameters("buffer", buffer_); }

 private:
  void move(std::span<const double> g, std::span<double> theta) override;

  double learning_rate_, momentum_;
  Vector buffer_;  ///< b; empty before the first step
};

}  // namespace saddlescope
