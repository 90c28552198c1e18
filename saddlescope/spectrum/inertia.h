// Signs of eigenvalues by symmetric factorization, without computing an eigenvalue.
//
//   H + σI = P·L·D·Lᵀ·Pᵀ, D of 1×1 and 2×2 blocks (Bunch & Kaufman, LAPACK dsytrf);  inertia(H + σI) = inertia(D)
// (Sylvester's law). n₋ is counted at σ = τ, n₊ at σ = −τ, the rest is flat; τ = 0 takes a single factorization.
//
// Proves: the counts are exact for the matrix that was really factored, so every eigenvalue farther than
// ‖H + σI − LDLᵀ‖ from ±τ is counted right. measured_inertia() estimates that norm (four Lanczos steps, with a
// reserve). Those nearer may be called either way. A zero pivot (H = 0, say) is flat, no error. Not a bound for errors
// in H itself.
// Cost: 2·P³/3 flops, the two factorizations side by side where context.threads ≥ 2; each on one BLAS thread, so that
// the counts don't depend on the number of threads. They share one P × (P+1) array: columns 0 … P−1 hold the factors of
// H + τI on and below the diagonal, columns 1 … P those of H − τI above it. So H and all factors take 16·P² bytes: 6.4
// GB at P = 20,000. Source: Golub & Van Loan, §4.4; Higham 2002, ch. 11.
#pragma once

#include <memory>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

/// Signs of H's eigenvalues: n₋(H + τI), n₊(H − τI), the rest flat. H: symmetric, P × P, lower triangle read; tau ≥ 0,
/// in units of H. Throws Error(bad input) if H isn't square, or tau is negative or not finite; Error(numerical) if H
/// isn't finite; Error(memory) if P(P+1) doubles aren't allowed. Any scaling of H. Cost: 2P³/3 flops, P(P+1) doubles.
Inertia inertia(ConstBlock H, double tau, Context& context);

struct MeasuredInertia {
  Inertia inertia;
  double factorization_error = 0;  ///< the larger ‖H ± τI − LDLᵀ‖, from a few products (ToleranceTerms::factorization)
};

/// The same with its error, from four Lanczos steps on the difference (residual added). Cost: 8 products with H and
/// LDLᵀ more.
MeasuredInertia measured_inertia(ConstBlock H, double tau, Context& context);

/// H + σI = P·L·D·Lᵀ·Pᵀ, or P·U·D·Uᵀ·Pᵀ, the same from the other end. Keeps the factors only; H may change afterwards.
class LdltFactorization {
 public:
  /// Preconditions and errors as inertia()'s; shift: any finite σ.
  LdltFactorization(ConstBlock H, double shift, Context& context);
  /// In a triangle of an array that others hold as well: A is P × P with no other columns between, and must live as
  /// long. largest: max |hᵢⱼ| of H, all finite.
  LdltFactorization(ConstBlock H, double largest, double shift, Triangle triangle, Block A);

  LdltFactorization(const LdltFactorization&) = delete;
  LdltFactorization& operator=(const LdltFactorization&) = delete;

  std::size_t size() const { return pivots_.size(); }
  std::size_t negative() const { return negative_; }
  std::size_t zero() const { return zero_; }  ///< exact zeros of D
  std::size_t positive() const { return size() - negative_ - zero_; }

  /// y = P·L·D·Lᵀ·Pᵀ·x (the matrix that was really factored, to rounding). Cost: 2P² flops.
  void multiply(std::span<const double> x, std::span<double> y) const;
  /// X := (H + σI)⁻¹·X, up to the error of the factors. X: P × k. Not finite where zero() > 0. Cost: 2P²k flops.
  void solve(Block X) const;

 private:
  void factor(ConstBlock H, double largest, double shift);
  void count_signs();
  // Both triangles are read as a lower one: for the upper, rows and columns counted from the end.
  std::size_t at(std::size_t k) const { return triangle_ == Triangle::lower ? k : size() - 1 - k; }
  double entry(std::size_t i, std::size_t j) const { return factors_(at(i), at(j)); }
  int pivot(std::size_t k) const { return pivots_[at(k)]; }

  Matrix own_;  // where nobody else holds them
  Triangle triangle_ = Triangle::lower;
  Block factors_;  // of 2^−exponent_·(H + σI), as dsytrf leaves them
  std::vector<int> pivots_;
  int exponent_ = 0;
  std::size_t negative_ = 0, zero_ = 0;
};

/// H + τI and H − τI, factored side by side in one P × (P+1) array. Keeps the factors only.
class ShiftedFactorizations {
 public:
  /// Preconditions and errors as inertia()'s; tau > 0.
  ShiftedFactorizations(ConstBlock H, double tau, Context& context);

  const LdltFactorization& plus() const { return *plus_; }  ///< of H + τI
  const LdltFactorization& minus() const { return *minus_; }  ///< of H − τI
  Inertia inertia() const;
  /// ‖H ± τI − LDLᵀ‖, the larger, H being what was factored.
  double error(ConstBlock H, Context& context) const;

 private:
  double tau_;
  Matrix shared_;
  std::unique_ptr<LdltFactorization> plus_, minus_;
};

/// Bytes of a P × (P+1) array.
double bytes_of_shifted_factorizations(std::size_t P);

}  // namespace saddlescope
