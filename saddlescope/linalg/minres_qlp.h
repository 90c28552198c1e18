// MINRES-QLP: x = A⁺b for a symmetric A known by its products alone, indefinite, singular or incompatible with b as may
// be.
//   Lanczos A·V = V·T + β·v·eᵀ from b;  x = argmin ‖x‖ over argmin ‖b − A·x‖, x in the Krylov space of V
// by T = Q·L·P: Householder reflections from the left, as MINRES has them, and from the right, which make L lower
// triangular, so that x is built from orthogonal directions and its length is known at every step.
// Where A is singular and b has a part outside its range the residual ends at that part, and x is the shortest of all
// that leave it: the pseudo-inverse solution.
//
// Invariants of each x: ‖b − A·x‖ never grows with the steps; bᵀA·x = ‖b‖² − ‖b − A·x‖² ≥ 0.
// Proves: the residuals it reports, up to rounding, which orthogonality lost in Lanczos makes grow with the steps. Not
// that A is singular, and of a singular A with a b that doesn't fit x is A⁺b only as far as `normal_residual` says: in one
// of eight random systems (P = 26) the kernel's part of b is a Ritz vector to rounding before the others are, and later
// steps would only bring copies of it, so x ends with ‖A·r‖ up to 2e-2·‖A‖‖r‖.
// Cost: a product a step and 9 passes over vectors; 7 vectors.
// Source: Choi, Paige & Saunders 2011, "MINRES-QLP: a Krylov subspace method for indefinite or singular symmetric
// systems", SIAM J. Sci. Comput. 33, 1810–1836.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "saddlescope/linalg/operator.h"

namespace saddlescope {

struct MinresOptions {
  double residual = 0;  ///< ends where ‖r‖ ≤ this·(‖A‖‖x‖ + ‖b‖)
  double normal_residual = 0;  ///< ends where ‖A·r‖ ≤ this·‖A‖‖r‖ at the x of the step before, and keeps that
  double norm = 0;  ///< of A, as far as it is known: the first steps can't tell A·b = 0 from a small A otherwise
  std::size_t steps = 0;  ///< at most; 0: 4P
  double longest = 1e300;  ///< ends before ‖x‖ exceeds this
};

enum class MinresEnd {
  residual,  ///< as asked for, or no residual is left to rounding
  normal_residual,  ///< as asked for, or b's part in the range of A is used up to rounding
  length,  ///< the next x would be longer than asked for
  steps,  ///< out of steps
  singular  ///< what is left of A in this space is zero to rounding: x is A⁺b as far as normal_residual tells
};
std::string_view to_string(MinresEnd end);

struct MinresSolution {
  Vector x;
  MinresEnd end = MinresEnd::steps;
  std::size_t steps = 0;  ///< products
  double residual = 0;  ///< ‖b − A·x‖, by recurrence
  double normal_residual = 0;  ///< ‖A·r‖/(‖A‖·‖r‖) before the last step, by recurrence
  double norm = 0;  ///< of A, as the steps saw it
};

/// b: length A.size(), finite; 0 is legal. Throws Error: numerical (a product that isn't finite), interrupted.
MinresSolution minres_qlp(const SymmetricOperator& A, std::span<const double> b, const MinresOptions& options,
                          Context& context);

}  // namespace saddlescope
