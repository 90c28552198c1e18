// Two-sided doubling line search on the true loss along a unit vector u, for directions of negative curvature.
//
//   m(t) = c₁t + c₂t² + c₃t³ + c₄t⁴, cⱼ the Taylor coefficients of L(θ + t·u) − L(θ).
// On each side it starts at the lowest minimizer of m (with c₁ = c₃ = 0: t = √(−c₂/2c₄) = √(−6λ/D⁴L[u⁴])), where c₄ > 0
// gives it one, else at 1e-4·max(1, ‖θ‖). From there the step doubles until the true loss rises, up to 1e4·max(1, ‖θ‖),
// and halves while that finds lower points. A loss that is the same to rounding hasn't risen: a plateau is crossed. Nor
// is a rise the end that the gradient accounts for (t < 2·c₁/|c₂| on the uphill side). Six more points within a factor
// 2 of the lowest one refine it. Keeps the lowest point seen.
//
// Proves: the decrease, beyond the rounding error of both losses. Not that no lower point lies on the line. Where the loss
// falls out of what f64 holds, the last finite one counts.
// Never a step of 1/|λ|, which has no meaning on a plateau. Cost: one series, two losses a doubling while both sides
// live, at most some 60. Source: docs/methods.md §7.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "saddlescope/objective/objective.h"

namespace saddlescope {

struct LineSearch {
  double step = 0;  ///< t of the lowest point, signed; 0 where no decrease beyond rounding was seen
  double loss = 0;  ///< L(θ + t·u)
  double decrease = 0;  ///< L(θ) − loss; 0 where step is 0
  /// By the model named next; none where it doesn't reach so far: it says more than L − floor, or no decrease where one
  /// was measured.
  std::optional<double> predicted_decrease;
  std::string predicted_by;  ///< "quartic" at m's minimizer on the side of the step, "quadratic" at the step
  double predicted_step = 0;  ///< where the model was asked: that minimizer, or the step; of the step's sign
};

/// u: of norm 1. loss_error: e_L at θ ≥ 0. floor: bounds the prediction alone. Equal to rounding, +u is taken.
LineSearch search_line(const Linearization& at, std::span<const double> u, double loss_error, const Floor& floor,
                       Context& context);

/// The lowest minimizer over t > 0 of c₁t + c₂t² + c₃t³ + c₄t⁴ (c[0] isn't read) if it lies below 0 and c₄ > 0.
std::optional<double> quartic_minimizer(std::span<const double> c);

}  // namespace saddlescope
