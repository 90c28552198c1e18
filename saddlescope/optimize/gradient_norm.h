// Minimizing f(θ) = ½‖∇L(θ)/σ‖², its gradient H·g/σ² exact (squared_gradient.h), by L-BFGS with strong Wolfe steps
// (l_bfgs.h). σ = ‖H·u‖, u along H·g at the start: a step of −∇f is then as long as f's curvature asks for there, in
// whatever units L is measured.
// The plainest finder, kind to every kind of critical point. ‖g‖ falls, or rises by no more than what
// the line search takes for f's rounding.
//
// Can't: tell zeros of ∇L from points where g lies in the kernel of H, where f is stationary too: it stalls there more
// often than it finds anything (Frye et al. 2021), and says so (FinderEnd::gradient_flat). f is conditioned like H²:
// slow. Where ‖g‖ falls towards infinity (left of Rosenbrock's bend it falls to 1) it runs off.
// Cost a step: a linearization and a product a trial of the line search, mostly one.
#pragma once

#include <optional>

#include "saddlescope/optimize/finder.h"
#include "saddlescope/optimize/l_bfgs.h"

namespace saddlescope {

class GradientNorm final : public Finder {
 public:
  Point start(const Objective& objective, std::span<const double> theta, Context& context) override;
  std::optional<Stop> step(const Objective& objective, Point& point, Context& context) override;

 private:
  LBfgs method_;
  double sigma_ = 1;
  Point squared_;  ///< the same θ with f and ∇f
};

}  // namespace saddlescope
