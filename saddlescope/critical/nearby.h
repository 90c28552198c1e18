// Which signs a critical point within reach must share with this one (Kantorovich's theorem).
//
// τ ≥ τ_θ + 2·‖H(θ+2s) − H(θ)‖,  s = −Σ_{|λᵢ|>τ} (uᵢᵀg/λᵢ)·uᵢ
// Any τ that satisfies it is valid: then L on θ + span{uᵢ : |λᵢ| > τ} has a stationary point within 2‖s‖, which keeps
// the signs of those λᵢ. τ is sought by bisection on its logarithm up to ‖H‖. Where only s = 0 satisfies it though the
// gradient is above its rounding, no critical point is in reach.
// ‖H(θ+2s) − H(θ)‖: Lanczos on the difference of products, its residual added, times 1.1: an estimate that counts as a
// bound (docs/methods.md). Three ways in which the difference at that one point reads as none though the Hessian does
// change are closed: 2s is never taken shorter than eight units of rounding of θ; since g is known to e_g alone, the
// change at 2·e_g/|λ| along the flattest direction outside counts as well; for a formula two points on the way to 2s
// do.
#pragma once

#include "saddlescope/critical/point.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct HessianDifference {
  double norm = 0;  ///< infinite where L, ∇L or H aren't finite there
  std::size_t products = 0;
};

/// ‖H(there) − H(θ)‖ for the linearization `at` θ, by 12 Lanczos steps on the difference of products: an estimate that
/// counts as a bound. Cost: a linearization and up to 26 products.
HessianDifference hessian_change(const Linearization& at, std::span<const double> there, Context& context);

struct Reach {
  bool in_reach = false;  ///< false: the band is everything and s = 0
  Band band;
  Vector s;  ///< Newton step outside the band, length P
  Vector gradient_band;  ///< the gradient left inside the band, length P
  std::size_t hessian_vector_products = 0;
};

Reach reach(const MeasuredPoint& point, Context& context);

/// For the result: nothing where no critical point is in reach.
std::optional<Nearby> nearby(const MeasuredPoint& point, const Reach& reach);

}  // namespace saddlescope
