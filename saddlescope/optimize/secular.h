// The two subproblems of second order in an eigenbasis, solved exactly: with parts p of the gradient along eigenvectors
// of eigenvalues θ, the global minimizer y of
//   m(y) = Σ pᵢyᵢ + ½·Σ θᵢyᵢ²     over ‖y‖ ≤ Δ                 (trust region)
//   m(y) + σ/3·‖y‖³               over all y                   (cubic regularization)
// Both are yᵢ = −pᵢ/(θᵢ + λ) with θᵢ + λ ≥ 0 and one equation for λ ≥ 0: ‖y‖ = Δ, or λ = 0 inside; ‖y‖ = λ/σ. The left
// side falls with λ, so that bisection on log(λ − max(0, −min θ)) finds it to the last bit.
// Hard case: p has no part along the lowest θ < 0 (p = 0 at a critical point) and λ = −min θ leaves y too short. The
// rest of its length goes along that eigenvector: both signs are as good. It is what leads out of an exact saddle.
//
// Proves: global minimality, to rounding: these are the conditions of Moré & Sorensen 1983, thm 2.1, and of Cartis,
// Gould & Toint 2011, thm 3.1. Cost: some 70 passes over the n values. Source: Conn, Gould & Toint 2000, §7.3.
#pragma once

#include <span>

#include "saddlescope/base/shape.h"

namespace saddlescope {

/// θ and p, of one length, in any order.
struct DiagonalModel {
  Vector values, parts;
};

struct ModelStep {
  Vector y;
  double multiplier = 0;  ///< λ
  double length = 0;  ///< ‖y‖
  double decrease = 0;  ///< what the model promises, −m(y), the cubic term included; at least 0
};

/// radius > 0.
ModelStep minimize_in_ball(const DiagonalModel& model, double radius);
/// sigma > 0.
ModelStep minimize_cubic(const DiagonalModel& model, double sigma);

}  // namespace saddlescope
