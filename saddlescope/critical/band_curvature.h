// Curvature inside the band, measured along the band's own directions: finer than τ_θ, which the stiffest one sets for
// all.
//
// With U_N the eigenvectors in the band and U_O those outside, Q = [U_N U_O] is nonsingular, so that H has the signs of
// QᵀHQ (Sylvester), and these are the signs of C = U_OᵀHU_O and of S together (Haynsworth 1968):
//   S = A − BᵀC⁻¹B,   A = U_NᵀHU_N,  B = U_OᵀHU_N
// Neither asks that the vectors be eigenvectors, or orthonormal beyond rounding. The error of S is that of A along
// directions of N, measured by perturbed evaluations, plus that of B, squared, over the smallest |λ| outside: for
// 10¹⁵y² + x² it is 10⁻¹⁵, where τ_θ is 4.
// Proves: the sign of every eigenvalue of S beyond its error, to the standard of the measured bounds (docs/methods.md
// §2).
// Cost: n products and five perturbed evaluations of n + 4 products, n = dim N; n²P flops. Meant for few parameters.
#pragma once

#include <optional>

#include "saddlescope/critical/point.h"

namespace saddlescope {

/// The point with the band's eigenpairs replaced by those of S and with S's error, ten times, as its tolerance. Nothing
/// where that shows no more than τ_θ does, or beyond few parameters.
std::optional<MeasuredPoint> measure_band(const MeasuredPoint& point, const Band& band, Context& context);

}  // namespace saddlescope
