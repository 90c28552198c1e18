// The difference of two symmetric operators: V ↦ A·V − B·V.
//
// Its norm for A = ∇²L(θ + 2s), B = ∇²L(θ) says how far the Hessian changes on the way to the stationary point nearby
// (docs/methods §2); spectral_norm() of saddlescope/spectrum/lanczos.h estimates it without either matrix.
// Rounding: the difference carries the errors of both products, about eps·(‖A‖ + ‖B‖) whatever its own size.
#pragma once

#include <cstddef>

#include "saddlescope/linalg/operator.h"

namespace saddlescope {

/// Keeps references to both. A product costs one with each and P × k doubles.
class DifferenceOperator final : public SymmetricOperator {
 public:
  /// Throws Error(bad input) unless A and B are of one size.
  DifferenceOperator(const SymmetricOperator& A, const SymmetricOperator& B);
  std::size_t size() const override { return A_.size(); }
  void apply(ConstBlock V, Block DV, Context& context) const override;

 private:
  const SymmetricOperator& A_;
  const SymmetricOperator& B_;
};

}  // namespace saddlescope
