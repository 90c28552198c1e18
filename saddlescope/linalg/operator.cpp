#include "saddlescope/linalg/operator.h"

#include <algorithm>

#include "saddlescope/base/error.h"

namespace saddlescope {

MatrixOperator::MatrixOperator(const Matrix& A) : A_(A) {
  if (A.rows() != A.columns()) throw_bad_input("a symmetric operator needs a square matrix.");
}

std::size_t MatrixOperator::size() const { return A_.rows(); }

void MatrixOperator::apply(ConstBlock V, Block AV, Context& /*context*/) const {
  for (std::size_t j = 0; j < V.columns(); ++j) {
    const std::span<double> out = AV.column(j);
    std::fill(out.begin(), out.end(), 0.0);
    for (std::size_t i = 0; i < size(); ++i) axpy(V(i, j), A_.column(i), out);
  }
}

}  // namespace saddlescope
