// Saddle-free Newton (Dauphin et al. 2014): θ ← θ − (|H| + δ·I)⁻¹·∇L(θ), |H| with the absolute eigenvalues of H, on the
// Krylov space of H started at ∇L:
//   −V·S·(|Θ| + δ)⁻¹·p  (Ritz values Θ, parts p: krylov_model.h), up to 60 products.
// As in the paper several dampings are tried, δ = 1, 1e-1, …, 1e-6 of the largest |θ|, and the lowest loss is taken;
// where none lies below the present one, δ = 1e1, …, 1e6; where none of these, it ends and says so.
// What it can't do: negative eigenvalues repel it, but only along the gradient: at ∇L = 0 its step is zero, and the
// Krylov space of a gradient that lies in a symmetric subspace never leaves it. It needs exact products.
// Cost a step: a gradient, 2 a product, 7 losses (14 where the first seven fail).
#pragma once

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class SaddleFreeNewton final : public Optimizer {
 public:
  std::optional<Stop> step(const Objective& objective, const Point& point, Point& next, Context& context) override;
  void state(StateArchive& /*archive*/) override {}  // remembers nothing
};

}  // namespace saddlescope
