// C (+)= op(A)·op(B), row-major, contiguous, on one thread: tiles in registers up to a width, beyond it BLAS.
#pragma once

#include <cstddef>

#include "saddlescope/engine/kernels/tiled_products.h"

namespace saddlescope::engine {

/// C (+)= op(A)·op(B) of `first` and, where it has any, of `second`. op(A): m × k, op(B): k × n, C: m × n. Adds to C if
/// `accumulate`, else C needn't be initialized.
template <class T>
void gemm(bool transpose_A, bool transpose_B, std::size_t m, std::size_t n, std::size_t k, Factors<T> first,
          Factors<T> second, T* C, bool accumulate);

}  // namespace saddlescope::engine
