// Newton-MR (Roosta, Liu, Xu & Mahoney 2018): θ ← θ + α·p, p = −H⁺g by MINRES-QLP (linalg/minres_qlp.h), α by halving
// until
//   ‖g(θ+αp)‖² ≤ ‖g‖² − 2ρα·(‖g‖² − ‖r‖²),  r = g + H·p,  ρ = 1e-4
// −(‖g‖² − ‖r‖²) = pᵀHg is half the slope of ‖g‖² along p: MINRES leaves r ⊥ H·p, so every step of it gives a descent
// of the gradient's norm, whatever the signs of H. The merit is ‖g‖ alone: it goes to minima, saddles and maxima alike.
// MINRES ends at ‖H·r‖ ≤ min(1e-4, ‖g‖/‖g₀‖)·‖H‖‖r‖: quadratic where H is regular on the range that g lies in; on the
// orbits of equal points that networks have as well, where H is singular.
//
// Can't: leave a gradient-flat point. There g is near the kernel of H, ‖r‖ ≈ ‖g‖, and no step lowers ‖g‖.
// Cost a step: 2 a product, at most 2P and 1,000 of them, a gradient a trial, a linearization.
#pragma once

#include <optional>

#include "saddlescope/optimize/finder.h"

namespace saddlescope {

class NewtonMr final : public Finder {
 public:
  Point start(const Objective& objective, std::span<const double> theta, Context& context) override;
  std::optional<Stop> step(const Objective& objective, Point& point, Context& context) override;

 private:
  double first_gradient_ = 0;  ///< ‖g₀‖
};

}  // namespace saddlescope
