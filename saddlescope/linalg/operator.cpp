#include "saddlescope/linalg/operator.h"

#include <algorithm>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope {
namespace {

constexpr std::size_t kRows = 256;  // of A at once: borders that don't depend on the number of threads

}  // namespace

MatrixOperator::MatrixOperator(ConstBlock A) : A_(A) {
  if (A.rows() != A.columns()) throw_bad_input("a symmetric operator needs a square matrix.");
}

std::size_t MatrixOperator::size() const { return A_.rows(); }

void MatrixOperator::apply(ConstBlock V, Block AV, Context& context) const {
  const std::size_t P = size(), k = V.columns();
  if (V.rows() != P || AV.rows() != P || AV.columns() != k) throw_internal("blocks fit the operator they go through");
  const double flops = 2.0 * static_cast<double>(P) * static_cast<double>(P * k);
  // BLAS on several threads would give other bits for another number of them.
  parallel_for(worthwhile_threads(flops, context.threads), (P + kRows - 1) / kRows, [&](std::size_t panel) {
    const BlasThreads one(1);
    const std::size_t first = panel * kRows;
    gemm(Transpose::no, Transpose::no, std::min(kRows, P - first), k, P, 1, A_.data() + first, P, V.data(), P, 0,
         AV.data() + first, P);
  });
}

}  // namespace saddlescope
