#include "saddlescope/linalg/operator.h"

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope {

MatrixOperator::MatrixOperator(const Matrix& A) : A_(A) {
  if (A.rows() != A.columns()) throw_bad_input("a symmetric operator needs a square matrix.");
}

std::size_t MatrixOperator::size() const { return A_.rows(); }

void MatrixOperator::apply(ConstBlock V, Block AV, Context& context) const {
  const double flops = 2.0 * static_cast<double>(size()) * static_cast<double>(size() * V.columns());
  const BlasThreads threads(worthwhile_threads(flops, context.threads));
  multiply(A_, Transpose::no, V, Transpose::no, AV);
}

}  // namespace saddlescope
