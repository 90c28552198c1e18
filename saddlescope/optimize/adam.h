// Adam (Kingma & Ba 2015), with PyTorch's arithmetic, torch.optim.Adam(lr=η, betas=(β₁, β₂), eps=ε), at step k = 1, 2,
// …:
//   m ← m + (1−β₁)(g − m);  v ← β₂·v + (1−β₂)·g²;
//   θ ← θ − η/(1−β₁ᵏ) · m / (√v/√(1−β₂ᵏ) + ε), entry by entry.
// An entry moves by about η whatever the size of its gradient, unless that lies under ε: then hardly at all.
#pragma once

#include <cstddef>
#include <span>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class Adam final : public FirstOrderOptimizer {
 public:
  static constexpr double kBeta1 = 0.9, kBeta2 = 0.999;

  Adam(double learning_rate, double epsilon) : learning_rate_(learning_rate), epsilon_(epsilon) {}

  void state(StateArchive& archive) override;

 private:
  void move(std::span<const double> g, std::span<double> theta) override;

  double learning_rate_, epsilon_;
  std::size_t step_ = 0;
  Vector mean_, square_;  ///< m and v
};

}  // namespace saddlescope
