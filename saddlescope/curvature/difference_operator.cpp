#include "saddlescope/curvature/difference_operator.h"

#include <fmt/format.h>

#include "saddlescope/base/error.h"

namespace saddlescope {

DifferenceOperator::DifferenceOperator(const SymmetricOperator& A, const SymmetricOperator& B) : A_(A), B_(B) {
  if (A.size() != B.size()) {
    throw_bad_input(fmt::format("a difference of operators of {} and {} rows.", A.size(), B.size()));
  }
}

void DifferenceOperator::apply(ConstBlock V, Block DV, Context& context) const {
  A_.apply(V, DV, context);
  Matrix BV(V.rows(), V.columns());
  B_.apply(V, BV, context);
  for (std::size_t j = 0; j < V.columns(); ++j) axpy(-1, BV.column(j), DV.column(j));
}

}  // namespace saddlescope
