// A point whose signs are counted by two factorizations, without its eigenvalues (spectrum/inertia.h).
//
//   n₋ = ν₋(H + τ_θI), n₊ = ν₊(H − τ_θI)   the counts: exact beyond τ_θ (Sylvester), the factors' error measured
//   or ±H − σI = L·Lᵀ, σ > τ_θ             where Lanczos sees one sign alone: all |λ| > τ_θ, the factors' error bounded
//                                          a priori (spectrum/definite.h)
//   ends of the spectrum, ‖H‖              block Lanczos, each value with its residual as bound
//   τ_θ = P·eps·‖H‖ + ‖E_H‖ + the factors' own error (of the two factorizations: a few Lanczos steps on H ± τI − LDLᵀ,
//   the
//     residual added, which is a measurement and no bound);  E_H on Ritz vectors of the ends and on random vectors,
//     with a reserve, and once the factors are there on what inverse iteration makes of these: where that shows more,
//     all is counted anew
// Where no eigenvalue is flat the same factors give the Newton step, and Lanczos on the inverse estimates the smallest
// |λ|; a wider band that has to be empty is counted by the same factors up to σ, beyond by factors of its own. A
// verdict by signs then asks for no eigenpair at all.
// Eigenpairs are looked for when somebody asks. Where few lie outside ±τ_θ (as at points with many flat directions) all
// of those, by the same Lanczos run: that none is missing the counts say, not the iteration. Elsewhere by the reduction
// of exact (4P³/3 flops more). A verdict differs from that of `--spectrum exact` only where an eigenvalue lies between
// the two tolerances: the reserve and the factorization's error make this one a little larger.
// Cost: 2P³/3 flops, half of that where one factorization does, twice or more where a tolerance turns out too small;
// some 30 products with H, ten perturbed evaluations or more. Memory: P(P+1) doubles beside H.
#pragma once

#include "saddlescope/critical/point.h"

namespace saddlescope {

/// As measure_point(). H must live as long as the result: eigenpairs are computed from it when they are asked for.
MeasuredPoint measure_by_factorization(const Linearization& at, ConstBlock H, double asymmetry,
                                       const MeasureOptions& how, Context& context);

}  // namespace saddlescope
