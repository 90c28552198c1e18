// The Hessian at a point as an operator: V ↦ ∇²L(θ)·V by the linearization's products.
//
// Proves nothing by itself: the error of a product is the linearization's (Linearization::rounding).
#pragma once

#include <cstddef>

#include "saddlescope/linalg/operator.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

/// Keeps a reference to the linearization and counts columns. Not for two threads at once.
class HessianOperator final : public SymmetricOperator {
 public:
  explicit HessianOperator(const Linearization& at) : at_(at) {}
  std::size_t size() const override { return at_.size(); }
  void apply(ConstBlock V, Block HV, Context& context) const override;
  std::size_t products() const { return products_; }  ///< Hessian-vector products so far, a block of k counting k

 private:
  const Linearization& at_;
  mutable std::size_t products_ = 0;
};

}  // namespace saddlescope
