// Is a symmetric matrix definite, by how much, and its inverse: by Cholesky's factorization.
//
//   ±H − σI = L·Lᵀ exists only if every eigenvalue of ±H is above σ
// Half the work of one symmetric indefinite factorization and a quarter of the two that count signs in general
// (inertia.h); without interchanges, so in products of matrices that threads share.
//
// Proves: every eigenvalue of ±H is above σ − error_bound(). For computed factors LLᵀ = ±H − σI + E,
//   |E| ≤ γ·|L||L|ᵀ + u·|diag|,  γ = n·u/(1 − n·u), n = P + 4, u = eps/2   (Higham 2002, thm 10.3)
// whatever the order of sums, fused or not (4: a reciprocal in place of a division, the diagonal's shift, and the
// bound's own rounding); not for products of Strassen's kind, which no BLAS named in docs/dependencies uses. ‖|L||L|ᵀ‖
// is bounded from above by max (|L||L|ᵀx)ᵢ/xᵢ for any x > 0 (Collatz and Wielandt), x a few power steps from ones.
// Nothing is estimated.
// Where there is no factorization: that some eigenvalue is below σ + O(P·eps·‖H‖), nothing beyond it.
// The same bits for any number of threads: panels of fixed size, each on one BLAS thread.
// Cost: P³/3 flops, P² doubles. Source: Higham 2002, ch. 10; Horn & Johnson 2013, cor. 8.1.31.
#pragma once

#include <cstddef>
#include <span>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

class DefiniteFactorization {
 public:
  /// Of sign·H − shift·I, sign 1 or −1. H: symmetric, P × P, lower triangle read, any scaling. Throws Error(bad input)
  /// if H isn't square, Error(numerical) if it isn't finite, Error(memory) if P² doubles aren't allowed.
  DefiniteFactorization(ConstBlock H, int sign, double shift, Context& context);

  bool exists() const { return exists_; }  ///< all below is asked only then
  std::size_t size() const { return L_.rows(); }
  int sign() const { return sign_; }
  double shift() const { return shift_; }

  /// y = L·Lᵀ·x. Cost: 2P² flops.
  void multiply(std::span<const double> x, std::span<double> y) const;
  /// X := (sign·H − shift·I)⁻¹·X, up to the error of the factors. Cost: 2P² flops a column.
  void solve(Block X) const;
  /// At least ‖sign·H − shift·I − LLᵀ‖, H being what was factored. Cost: 8P² flops.
  double error_bound() const { return error_bound_; }

 private:
  bool factor(Context& context);
  double bounded_error(double largest_diagonal) const;

  int sign_;
  double shift_;
  int exponent_ = 0;
  Matrix L_;  // of 2^−exponent_·(sign·H − shift·I)
  bool exists_ = false;
  double error_bound_ = 0;
};

/// s = H⁻¹·g by conjugate gradients, preconditioned with factors of ±H − σI (a σ below all |λ|/8 takes about six
/// steps), to a residual of at most tolerance·‖g‖ or as near as `steps` come. Returns ‖H·s − g‖, measured anew.
/// products: of H, counted.
struct DefiniteSolution {
  Vector s;
  double residual = 0;
  std::size_t products = 0;
};
DefiniteSolution solve_definite(ConstBlock H, const DefiniteFactorization& factors, std::span<const double> g,
                                double tolerance, std::size_t steps, Context& context);

}  // namespace saddlescope
