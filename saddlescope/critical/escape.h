// The way out along negative curvature, wherever that is certain, whatever the verdict on the point.
//
// Certain: vᵀHv + e < 0 for a unit vector v, e = 3·max|vᵀΔH·v| over perturbed evaluations, plus the rounding of the dot
// product, plus the smaller of P·eps·‖H‖ and the objective's relative error times ‖H‖. That is finer by far than any
// fraction of λmax: a saturated network's plateau has λ = −6e-12 beside 6.2 (docs/methods.md §1).
// Directions: the lowest eigenvectors; of a multiple λmin random vectors of its eigenspace, since an eigenvector as
// LAPACK returns it may leave whole units untouched for ever; the sum of those that are certain. Each is searched on
// both sides (line_search.h); the largest measured decrease wins.
//
// Proves: negative curvature at θ, and a decrease beyond the rounding of both losses where one is reported. Where none
// is, only that these searches found none.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "saddlescope/critical/escape_options.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/training.h"
#include "saddlescope/spectrum/dense.h"

namespace saddlescope {

/// How many directions a round tries at most.
inline constexpr std::size_t kEscapeDirections = 8;

/// The eigenvalues whose vectors escape_route asks for: all copies of the lowest (at most 64) and 8 more.
IndexRange escape_range(std::span<const double> values);

/// values: eigenvalues of H at θ, all of them, ascending; vectors: orthonormal, column j to values[j], the first
/// escape_range(values).count or more of them. rounding: as measured at θ; e_L and e_g are read. Empty without certain
/// negative curvature; a route with step 0 and worth 0 where no search measured a decrease. direction has norm 1 and
/// points the way the positive step goes: downhill; on a tie its largest component is positive.
/// Random numbers: context.random("escape").
std::optional<EscapeRoute> escape_route(const Linearization& at, std::span<const double> values, ConstBlock vectors,
                                        const Rounding& rounding, const Floor& floor, Context& context);

/// Round after round along escape_route's best direction, until one of (Escape::stopped)
///   second_order_stationary  no certain negative curvature, and the gradient is as good as zero; with higher_orders,
///   nor
///                            was a lower point found by those;
///   no_negative_curvature    none, but the gradient isn't zero: train on from here;
///   no_decrease              certain negative curvature along which no search found a lower loss;
///   kink                     θ lies on one, and no search found a lower loss: what is left derivatives can't say;
///   budget                   all rounds done;  interrupted  what was reached so far is kept.
/// "As good as zero": ‖g‖ ≤ e_g; or, with data, Δ = ½Σ(uᵢᵀg)²/|λᵢ| + ‖g_band‖·max(1, ‖θ‖) ≤ 1e-8·S; without, the Newton
/// step has ‖s‖ ≤ 1e-4 and ‖g_band‖ ≤ 10·e_g + 1e-4·P·eps·‖H‖. The band: |λ| ≤ P·eps·‖H‖.
/// Without the dense Hessian `no_negative_curvature` says only that 300 products showed none.
/// Fills in everything but problem, weights and environment; what it cost is counted at the seam (objective/counted.h).
/// Cost: up to 60 products a round (Lanczos from a random start; 300 without the dense Hessian); where they find no way
/// down, and for P ≤ 60, a dense Hessian and its eigenvalues, counted as P products. Throws Error(numerical) if the
/// start isn't finite.
Escape escape(const Objective& objective, std::span<const double> theta, const EscapeOptions& options,
              Context& context);

}  // namespace saddlescope
