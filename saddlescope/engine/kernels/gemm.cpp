#include "saddlescope/engine/kernels/gemm.h"

#include <algorithm>

#include "saddlescope/engine/kernels/tiled_products.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope::engine {
namespace {

// Terms of a sum up to which tiles are as fast as BLAS, which packs its operands first (docs/methods §9): beyond, the
// columns of B that a tile meets leave the second-level cache.
constexpr std::size_t kNarrow = 1024;

// Row-major C = A·B is column-major Cᵀ = Bᵀ·Aᵀ.
template <class T>
void blas_product(bool transpose_A, bool transpose_B, std::size_t m, std::size_t n, std::size_t k, Factors<T> x, T* C,
                  bool accumulate) {
  const auto flag = [](bool t) { return t ? saddlescope::Transpose::yes : saddlescope::Transpose::no; };
  saddlescope::gemm(flag(transpose_B), flag(transpose_A), n, m, k, T(1), x.B, transpose_B ? k : n, x.A,
                    transpose_A ? m : k, accumulate ? T(1) : T(0), C, n);
}

}  // namespace

template <class T>
void gemm(bool transpose_A, bool transpose_B, std::size_t m, std::size_t n, std::size_t k, Factors<T> first,
          Factors<T> second, T* C, bool accumulate) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (!accumulate) std::fill_n(C, m * n, T(0));
    return;
  }
  if (transpose_B && !transpose_A && k <= kNarrow) {
    return dot_products<T>(m, n, k, first, second, C, accumulate);
  }
  const auto product = [&](Factors<T> x, bool add) {
    if (!transpose_B && k <= kNarrow) return outer_product<T>(transpose_A, m, n, k, x, C, add);
    blas_product(transpose_A, transpose_B, m, n, k, x, C, add);
  };
  product(first, accumulate);
  if (second.A != nullptr) product(second, true);
}

template void gemm<double>(bool, bool, std::size_t, std::size_t, std::size_t, Factors<double>, Factors<double>, double*,
                           bool);
template void gemm<float>(bool, bool, std::size_t, std::size_t, std::size_t, Factors<float>, Factors<float>, float*,
                          bool);

}  // namespace saddlescope::engine
