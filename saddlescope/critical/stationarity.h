// Is this a critical point, merely a small gradient, or a flat stretch?
//
// Data (S: what is at stake, methods §1): critical iff ‖g‖ ≤ e_g, or L − floor + e_L ≤ tol·S with an attained floor, or
//   Δ ≤ tol·S and Δ ≤ (L − floor)/30,  Δ = ½ Σ_{|λᵢ|>τ} (uᵢᵀg)²/|λᵢ| + min(‖g_band‖·ℓ, fall of L along −g_band within
//   ℓ)
// Formula: critical iff ‖g‖ ≤ e_g, or ‖s‖ ≤ 1e-4 and ‖g_band‖ ≤ 10·e_g + 1e-4·τ (‖H‖ for τ where none is in reach).
// Here ℓ = max(1, ‖θ‖). Gradient-flat: ‖Hg‖ ≤ 1e-3·‖H‖‖g‖ and no point along −g lies lower by 1e-4·S (‖g‖·ℓ for S where
// there is none): Frye et al. 2021.
#pragma once

#include <optional>
#include <string>

#include "saddlescope/critical/nearby.h"
#include "saddlescope/critical/point.h"

namespace saddlescope {

struct Stationarity {
  bool critical = false;
  bool bounded = true;  ///< every number it rests on has a bound; false where a search had a say
  std::string why;  ///< what was measured against what
};

/// stake: S, or nothing for a formula. tolerance: the 1e-8 of the rule.
Stationarity stationarity(const MeasuredPoint& point, const Reach& reach, const Floor& floor,
                          std::optional<double> stake, double tolerance, Context& context);

/// What settles without any eigenpair that a point isn't critical, measured against what; nothing where that doesn't:
///   data ½(‖g‖ − e_g)²/‖H‖ > tol·S and L − floor > tol·S;  formula ‖g‖ > 2e-4·‖H‖ + 10·e_g.
/// hessian: ‖H‖ or more.
std::optional<std::string> plainly_not_critical(const Linearization& at, double gradient_error, double hessian,
                                                const Floor& floor, std::optional<double> stake, double tolerance);

/// ‖Hg‖/(‖H‖‖g‖); nothing where g = 0 or H = 0.
std::optional<double> gradient_flatness(const MeasuredPoint& point);

/// Whether a point that isn't critical is gradient-flat. flatness: ‖Hg‖/(‖H‖‖g‖), nothing where H = 0.
bool is_gradient_flat(const Linearization& at, std::optional<double> flatness, std::optional<double> stake,
                      Context& context);
bool is_gradient_flat(const MeasuredPoint& point, std::optional<double> stake, Context& context);

/// Whether what is left of the gradient at a point that counts as critical, on the length of a step, promises all that
/// is left above a floor that is attained: ‖g_left‖·max(1, ‖θ‖) ≥ L − floor > 0. The floor's own points may then lie
/// along it, and the point is neither shown to be critical nor shown not to be. Far above the floor (a plateau) it
/// never holds.
bool floor_in_reach(const Linearization& at, double left, const Floor& floor, Context& context);

/// Does L not depend on θ at all? Value and gradient are then the same at eight random points too.
bool looks_constant(const MeasuredPoint& point, Context& context);

}  // namespace saddlescope
