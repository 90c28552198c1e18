#include "saddlescope/engine/kernels/gemm.h"

#include <algorithm>

#include "saddlescope/linalg/blas.h"

namespace saddlescope::engine {

template <>
void gemm<double>(bool transpose_A, bool transpose_B, std::size_t m, std::size_t n, std::size_t k, const double* A,
                  const double* B, double* C, bool accumulate) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (!accumulate) std::fill_n(C, m * n, 0.0);
    return;
  }
  // Row-major C = A·B is column-major Cᵀ = Bᵀ·Aᵀ.
  const auto flag = [](bool t) { return t ? saddlescope::Transpose::yes : saddlescope::Transpose::no; };
  saddlescope::gemm(flag(transpose_B), flag(transpose_A), n, m, k, 1.0, B, transpose_B ? k : n, A, transpose_A ? m : k,
                    accumulate ? 1.0 : 0.0, C, n);
}

}  // namespace saddlescope::engine
