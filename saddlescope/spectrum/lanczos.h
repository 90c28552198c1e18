// Single-vector Lanczos with full two-pass reorthogonalization.
//
//   A·V = V·T + β·v·eⱼᵀ;  V: P × j, orthonormal, first column start/‖start‖;  T = VᵀAV: j × j, tridiagonal;  v ⊥ V, ‖v‖
//   = 1
// Ritz pairs: T = S·Θ·Sᵀ, θᵢ with vector V·sᵢ and residual ‖A·V·sᵢ − θᵢ·V·sᵢ‖ = β·|sᵢ[j]|.
//
// Proves: [θᵢ − β|sᵢ[j]|, θᵢ + β|sᵢ[j]|] holds an eigenvalue of A (up to the error of a product); #{θ < −e} ≤ n₋ (e:
// error of a product). Not which eigenvalue, not that none lies outside, and never more than one copy of a multiple
// one. The part of the start along an eigenspace is carried whole by one Ritz vector: sums over eigenpairs of functions
// of λ weighted by (uᵢᵀstart)² are Gauss quadratures here, exact for polynomials up to degree 2j − 1.
// Ends by itself where the space is invariant (β ≤ 100·√P·eps·‖T‖): then the parts are complete.
// Cost: j products of one column, 4Pj² flops, P(j+1) doubles. Source: Parlett 1998, ch. 13; Golub & Meurant 2010.
#pragma once

#include <cstddef>
#include <span>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"
#include "saddlescope/linalg/operator.h"
#include "saddlescope/spectrum/invariance.h"

namespace saddlescope {

/// Approximate eigenpairs of A seen from the start vector, values ascending.
struct RitzPairs {
  Vector values;  ///< θᵢ
  Vector residuals;  ///< β·|sᵢ[j]|: an eigenvalue of A lies within this of θᵢ
  Vector parts;  ///< (V·sᵢ)ᵀ·start = ‖start‖·sᵢ[1]
  Vector ends;  ///< β·sᵢ[j], signed: A·x = V·S·(Θ·y) + (Σ endsᵢ·yᵢ)·v for x = V·S·y
};

class Lanczos {
 public:
  /// Starts the Krylov space of A (kept by reference) at `start`, length P, finite; zero is legal and exhausted at
  /// once.
  Lanczos(const SymmetricOperator& A, std::span<const double> start, Context& context);

  /// One product and the new row of T. False, without a product, once exhausted. Throws Error(numerical) if the product
  /// isn't finite, Error(memory) if P(j + 1) doubles aren't allowed, Error(interrupted) on a stop.
  bool step(Context& context);
  /// Up to `steps` further steps; returns how many were taken.
  std::size_t steps(std::size_t steps, Context& context);

  std::size_t size() const { return P_; }
  std::size_t steps_taken() const { return diagonal_.size(); }  ///< j = products with A
  bool exhausted() const { return exhausted_; }  ///< the space is invariant (or the start was zero)
  ConstBlock basis() const { return {basis_.data(), P_, steps_taken()}; }

  RitzPairs ritz() const;
  /// V·sᵢ for the Ritz values i = first … first + count − 1: P × count.
  Matrix ritz_vectors(std::size_t first, std::size_t count) const;
  /// x = V·S·y: the vector with these parts along all Ritz vectors of ritz(). Cost: j² for S, 2Pj flops.
  Vector combination(std::span<const double> y) const;

 private:
  double orthogonalize(std::span<double> w) const;

  const SymmetricOperator& A_;
  std::size_t P_;
  double start_norm_ = 0;
  Vector basis_;  // V, and behind it the next vector v unless exhausted
  Vector diagonal_, subdiagonal_;  // of T; subdiagonal_[j−1] = β
  double scale_ = 0;  // ‖T‖ from below: the largest entry so far
  bool exhausted_ = false;
};

/// ‖A‖ as far as a few steps from a Gaussian start see it.
struct NormEstimate {
  double ritz = 0;  ///< max |θ|: ‖A‖ is at least this (up to the error of a product)
  double residual = 0;  ///< of that Ritz pair
  std::size_t products = 0;
  /// What stands for ‖A‖ in tolerances.
  double upper() const { return norm_from_ritz(ritz, residual); }
};

/// `steps` ≥ 1 products; the start comes from the context's stream "spectral norm".
NormEstimate spectral_norm(const SymmetricOperator& A, std::size_t steps, Context& context);

}  // namespace saddlescope
