// Step length along a descent direction d by the strong Wolfe conditions, with φ(t) = L(θ + t·d):
//   φ(t) ≤ φ(0) + c₁·t·φ'(0) + e,   |φ'(t)| ≤ c₂·|φ'(0)|,   c₁ = 1e-4, c₂ = 0.9.
// e, the rounding error of L, makes it Hager and Zhang's approximate condition where a decrease drowns in rounding:
// near a perfect fit slopes stay accurate long after differences of L are noise.
// Bracket by expansion, then zoom (Nocedal & Wright 2006, algorithms 3.5 and 3.6). A trial that isn't finite is too
// far.
// Where no trial meets the second condition, the lowest that meets the first and lies below φ(0) by more than e counts.
#pragma once

#include <span>
#include <string>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

struct WolfeSearch {
  bool found = false;
  double step = 0;  ///< t
  Point point;  ///< θ + t·d, evaluated; meaningful if found
  int evaluations = 0;  ///< of loss and gradient
  std::string failure;  ///< why nothing was found
};

/// first: the first t to try, > 0. loss_error: e ≥ 0. Needs φ'(0) < 0 and a finite point.
/// Cost: one gradient a trial, at most 50, mostly 1 or 2.
WolfeSearch strong_wolfe_search(const Objective& objective, const Point& point, std::span<const double> d, double first,
                                double loss_error, Context& context);

}  // namespace saddlescope
