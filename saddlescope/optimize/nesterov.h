// Gradient descent with Nesterov's momentum (Nesterov 1983) in PyTorch's form (Sutskever et al. 2013),
// torch.optim.SGD(lr=η, momentum=μ, nesterov=True):
//   b ← μ·b + ∇L(θ), b = ∇L at the first step;  θ ← θ − η·(∇L(θ) + μ·b).
// θ is the point that the gradient is taken at (the textbook's look-ahead point), so that one gradient a step is
// enough.
// Takes a zero step where ∇L = 0 and b = 0: it can't leave a saddle that it starts on.
#pragma once

#include <span>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class Nesterov final : public FirstOrderOptimizer {
 public:
  Nesterov(double learning_rate, double momentum) : learning_rate_(learning_rate), momentum_(momentum) {}

  void state(StateArchive& archive) override { archive.parameters("buffer", buffer_); }

 private:
  void move(std::span<const double> g, std::span<double> theta) override;

  double learning_rate_, momentum_;
  Vector buffer_;  ///< b; empty before the first step
};

}  // namespace saddlescope
