// Trust-region Newton for ∇L = 0: θ ← θ + s,
//   s = argmin ‖g + H·s‖ over ‖s‖ ≤ Δ, s in a Krylov space of H started at g
// taken where ½‖g‖² falls by kTaken of what that promises. Δ begins at 0.1·max(1, ‖θ‖); a poor step: Δ ← ‖s‖/4; a good
// one at the border: Δ ← 2Δ (Conn, Gould & Toint 2000, ch. 16; Nocedal & Wright 2006, §11.2). The merit is the
// gradient's norm and not the loss, which would lead away from saddles: with Frye et al. 2021 ("Newton-TR") that makes
// it a finder of critical points of every kind. In the basis of Ritz vectors, with values Θ, parts p of g and ends e of
// the space (lanczos.h),
//   ‖g + H·V·S·y‖² = ‖p + Θy‖² + (eᵀy)²,
// of which the ball's minimizer is found exactly (secular.h). The space grows until a third more of it promises less
// than 1 % more, or it holds 120 vectors (fewer where a quarter of the memory holds no more).
//
// Converges to stationary points of ‖g‖²: critical points, superlinearly where H is regular and the space large enough;
// and gradient-flat ones, where it stalls. Where ‖g‖ falls towards infinity (left of
// Rosenbrock's bend it falls to 1) it runs off.
// Cost a step: 2 a product, 4Pj² flops, a gradient a trial, a linearization.
#pragma once

#include "saddlescope/optimize/finder.h"

namespace saddlescope {

class TrustRegionNewton final : public Finder {
 public:
  Point start(const Objective& objective, std::span<const double> theta, Context& context) override;
  std::optional<Stop> step(const Objective& objective, Point& point, Context& context) override;

 private:
  double radius_ = 0;
};

}  // namespace saddlescope
