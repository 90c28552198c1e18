// The symmetric linear operator: all that spectrum code sees of a loss.
#pragma once

#include <cstddef>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

/// A symmetric P × P matrix that is known only by what it does to blocks of vectors.
class SymmetricOperator {
 public:
  virtual ~SymmetricOperator() = default;
  virtual std::size_t size() const = 0;
  /// AV = A·V. V and AV: P × k, k ≥ 1, not aliasing. May be called any number of times with any k.
  virtual void apply(ConstBlock V, Block AV, Context& context) const = 0;
};

/// A dense symmetric matrix as an operator; both triangles must be filled. Keeps a view.
class MatrixOperator final : public SymmetricOperator {
 public:
  explicit MatrixOperator(ConstBlock A);
  std::size_t size() const override;
  void apply(ConstBlock V, Block AV, Context& context) const override;

 private:
  ConstBlock A_;
};

}  // namespace saddlescope
