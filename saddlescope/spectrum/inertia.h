// Signs of eigenvalues by symmetric factorization, without computing an eigenvalue.
//
//   H + σI = P·L·D·Lᵀ·Pᵀ, D of 1×1 and 2×2 blocks (Bunch & Kaufman, LAPACK dsytrf);  inertia(H + σI) = inertia(D)
// (Sylvester's law). n₋ is counted at σ = τ, n₊ at σ = −τ, the rest is flat; τ = 0 takes a single factorization.
//
// Proves: the counts are exact for a matrix within ‖H + σI − LDLᵀ‖ of H + σI, which measured_inertia() measures: so
// every eigenvalue farther than that from ±τ is counted right. Those nearer may be called either way. A zero pivot
// (H = 0, say) is flat, no error. Not a bound for errors in H itself.
// Cost: 2·P³/3 flops, two factorizations side by side where context.threads ≥ 2 and memory allow; each on one BLAS
// thread, so that the counts don't depend on the number of threads. Source: Golub & Van Loan, §4.4; Higham 2002, ch. 11.
#pragma once

#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

/// Signs of H's eigenvalues: n₋(H + τI), n₊(H − τI), the rest flat. H: symmetric, P × P, lower triangle read; tau ≥ 0,
/// in units of H. Throws Error(bad input) if H isn't square, not finite, or tau is negative or not finite; Error(memory)
/// if P² doubles aren't allowed. Any scaling of H. Cost: 2P³/3 flops, 2P² doubles (P² with one thread).
Inertia inertia(ConstBlock H, double tau, Context& context);

struct MeasuredInertia {
  Inertia inertia;
  double factorization_error = 0;  ///< the larger ‖H ± τI − LDLᵀ‖, from a few products (ToleranceTerms::factorization)
};

/// The same with its error, from four Lanczos steps on the difference (residual added). Cost: 8 products with H and LDLᵀ
/// more.
MeasuredInertia measured_inertia(ConstBlock H, double tau, Context& context);

/// H + σI = P·L·D·Lᵀ·Pᵀ. Keeps the factors only; H may change afterwards.
class LdltFactorization {
 public:
  /// Preconditions and errors as inertia()'s; shift: any finite σ.
  LdltFactorization(ConstBlock H, double shift, Context& context);

  std::size_t size() const { return factors_.rows(); }
  std::size_t negative() const { return negative_; }
  std::size_t zero() const { return zero_; }  ///< exact zeros of D
  std::size_t positive() const { return size() - negative_ - zero_; }

  /// y = P·L·D·Lᵀ·Pᵀ·x (the matrix that was really factored, to rounding). Cost: 2P² flops.
  void multiply(std::span<const double> x, std::span<double> y) const;

 private:
  void count_signs();

  Matrix factors_;  // of 2^−exponent_·(H + σI), lower triangle, as dsytrf leaves them
  std::vector<int> pivots_;
  int exponent_ = 0;
  std::size_t negative_ = 0, zero_ = 0;
};

}  // namespace saddlescope
