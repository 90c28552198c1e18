// Taylor's model along a line beside the true loss, and how far it can be trusted.
//
//   m(t) = Σ_{j ≤ order} cⱼ·tʲ,  cⱼ the Taylor coefficients of L(θ + t·d) with their errors (Linearization::along)
//   trust radius: the largest r with |L(θ + t·d) − m(t)| ≤ 0.1·|m(t) − L(θ)| for all 0 < ‖t·d‖ ≤ r, in either direction
// The error counts beyond the rounding of both losses, of the coefficients and of θ + t·d itself (that of its entries
// times the gradient there). That of the loss at θ + t·d is measured there, and only where the rest doesn't settle
// it: at a θ where terms cancel it says nothing of how they round elsewhere. Where the predicted change passes through
// 0 the radius ends at the latest, unless the error is rounding there too.
// Looked for by steps of a factor 2^¼ outwards (16 nearer than eps·max(1, ‖θ‖)), from where numbers can hold the step
// and the change can be told from rounding to
// 1e3·max(1, ‖θ‖), at the zeros of the predicted change and of its derivatives besides (a double zero, or a change that
// is nearly 0), then between the last two by sections of nine.
// Claimed: at the radius, and at `from`, the first such step, the error and all rounding together are within the share:
// rounding makes the radius smaller, never larger. At no step between them that was looked at is the error beyond its
// share by more than rounding. Nearer than `from` rounding hides the change: under a large constant, or where numbers
// around θ lie far apart, that may be far out. Where no step is certain before one that is beyond, or as far as anyone
// looked, the radius is undetermined, and says why. A loss that is its own model has none: `at_least`.
// Not claimed: that no violation lies between two steps, or nearer than `from`.
// Where a coefficient beyond the second isn't known (an objective that has no series of its own) the model ends before
// it.
// On a kink nothing holds but the losses: the line says so (at_kink).
// Cost: a series and up to some four hundred losses a side, in blocks of eight; where rounding is in doubt at a step, a
// gradient and its measurement of rounding there: at every step, where terms cancel all along.
#pragma once

#include <cstddef>
#include <optional>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

struct TaylorOptions {
  int order = 2;  ///< 2 … 4
  std::size_t points = 101;  ///< of the line, odd or even, ≥ 2
  /// R > 0: t from −R to R, in multiples of d; none: twice the larger trust radius, or usual_range().
  std::optional<double> range = {};
};

/// direction: ‖d‖ > 0, finite. error: e_L at θ. Throws Error(interrupted) on a stop.
TaylorLine taylor_line(const Linearization& at, const Direction& direction, double error, const TaylorOptions& options,
                       Context& context);

}  // namespace saddlescope
