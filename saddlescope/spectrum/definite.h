// Is a symmetric matrix definite, by how much, and its inverse: by Cholesky's factorization.
//
//   ±H − σI = L·Lᵀ exists only if every eigenvalue of ±H is above σ
// Half the work of one symmetric indefinite factorization and a quarter of the two that count signs in general
// (inertia.h); without interchanges, so in products of matrices that threads share.
//
// Proves: with error() = ‖±H − σI − LLᵀ‖, every eigenvalue of ±H is above σ − error(). Where there is no factorization, that
// some eigenvalue is below σ + O(P·eps·‖H‖): nothing beyond it.
// The same bits for any number of threads: panels of fixed size, each on one BLAS thread.
// Cost: P³/3 flops, P² doubles. Source: Higham 2002, ch. 10.
#pragma once

#include <cstddef>
#include <span>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

class DefiniteFactorization {
 public:
  /// Of sign·H − shift·I, sign 1 or −1. H: symmetric, P × P, lower triangle read, any scaling. Throws Error(bad input) if H
  /// isn't square or not finite, Error(memory) if P² doubles aren't allowed.
  DefiniteFactorization(ConstBlock H, int sign, double shift, Context& context);

  bool exists() const { return exists_; }  ///< all below is asked only then
  std::size_t size() const { return L_.rows(); }
  int sign() const { return sign_; }
  double shift() const { return shift_; }

  /// y = L·Lᵀ·x. Cost: 2P² flops.
  void multiply(std::span<const double> x, std::span<double> y) const;
  /// X := (sign·H − shift·I)⁻¹·X, up to the error of the factors. Cost: 2P² flops a column.
  void solve(Block X) const;
  /// ‖sign·H − shift·I − LLᵀ‖, H being what was factored: four Lanczos steps, residual added.
  double error(ConstBlock H, Context& context) const;

 private:
  bool factor(Context& context);

  int sign_;
  double shift_;
  int exponent_ = 0;
  Matrix L_;  // of 2^−exponent_·(sign·H − shift·I)
  bool exists_ = false;
};

/// s = H⁻¹·g by conjugate gradients, preconditioned with factors of ±H − σI (a σ below all |λ|/8 takes about six steps), to a
/// residual of at most tolerance·‖g‖ or as near as `steps` come. Returns ‖H·s − g‖, measured anew. products: of H, counted.
struct DefiniteSolution {
  Vector s;
  double residual = 0;
  std::size_t products = 0;
};
DefiniteSolution solve_definite(ConstBlock H, const DefiniteFactorization& factors, std::span<const double> g,
                                double tolerance, std::size_t steps, Context& context);

}  // namespace saddlescope
