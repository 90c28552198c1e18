// Perturbed gradient descent (Jin et al. 2017): θ ← θ − η·∇L(θ) + ξ, with noise ξ, uniform in the ball of radius r,
// where the gradient is small and none was added in the last T steps; ξ = 0 otherwise.
//   small: ‖∇L‖·max(1, ‖θ‖) ≤ 1e-3·(L − floor), |L| where no floor is known: what the loop calls a tiny gradient;
//   r = 1e-3·max(1, ‖θ‖);  T = 100.
// The paper derives all of these from Lipschitz constants of gradient and Hessian and adds the noise before the
// gradient step; with g small that is the same to first order and costs no gradient more.
//
// Leaves a strict saddle: of curvature −λ in about ln(1/r)/(ηλ) steps, which is many where |λ| is small. What it can't
// do: tell that it has arrived (the paper's test needs the same constants): the loop's stall test ends it. On a plateau
// whose way out is longer than r it does no better than gradient descent. Cost a step: a gradient.
// Source of ξ: context.random("perturbed gradient descent", step).
#pragma once

#include <cstdint>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class PerturbedGradientDescent final : public Optimizer {
 public:
  static constexpr double kRadius = 1e-3;  ///< r, of max(1, ‖θ‖)
  static constexpr std::uint64_t kPause = 100;  ///< T

  explicit PerturbedGradientDescent(double learning_rate) : learning_rate_(learning_rate) {}

  bool leaves_critical_points() const override { return true; }
  std::optional<Stop> step(const Objective& objective, const Point& point, Point& next, Context& context) override;
  void state(StateArchive& archive) override {
    archive("step", step_);
    archive("next_noise", next_noise_);
  }

 private:
  bool gradient_is_small(const Objective& objective, const Point& point);

  double learning_rate_;
  std::optional<Floor> floor_;  // of the objective: a proof takes time
  std::uint64_t step_ = 0, next_noise_ = 0;
};

/// Uniform in the ball of that radius in ℝⁿ: a Gaussian direction, r·u^(1/n) far.
Vector uniform_in_ball(std::size_t n, double radius, RandomStream& random);

}  // namespace saddlescope
