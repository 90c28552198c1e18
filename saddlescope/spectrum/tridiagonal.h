// The symmetric tridiagonal eigenproblem T = U·Λ·Uᵀ by implicit QL, carrying any few rows along: Z ← Z·U.
//
// With Z = zᵀ one gets all parts uᵢᵀz in O(n²), without a single eigenvector: the idea by which Golub & Welsch (1969)
// get Gauss weights. The rotations are orthogonal, so ‖Zᵢ‖ is kept to rounding row by row however eigenvalues cluster
// (eigenvectors computed in separate batches can't promise that). With Z = I: eigenvectors, for small n.
#pragma once

#include <span>

#include "saddlescope/linalg/block.h"

namespace saddlescope {

/// d (n, diagonal of T) := eigenvalues, ascending; e (n, subdiagonal, last entry unused) is destroyed;
/// Z (r × n) := Z·U. An off-diagonal counts as zero at eps·(|dᵢ| + |dᵢ₊₁|) or eps·‖T‖/8: backward error O(eps·‖T‖).
/// Any scaling. Throws Error(numerical) if 60 sweeps don't isolate an eigenvalue (not seen for finite input).
/// Cost: about 1.7 n²/2 rotations, each on r + 2 numbers. Source: Parlett 1998, ch. 8; Golub & Van Loan, §8.3.
void tridiagonal_eigen(std::span<double> d, std::span<double> e, Block Z);

}  // namespace saddlescope
