// C (+)= op(A)·op(B), row-major, contiguous, on one thread.
#pragma once

#include <cstddef>

namespace saddlescope::engine {

/// op(A): m × k, op(B): k × n, C: m × n. Adds to C if `accumulate`, else C needn't be initialized.
template <class T>
void gemm(bool transpose_A, bool transpose_B, std::size_t m, std::size_t n, std::size_t k, const T* A, const T* B, T* C,
          bool accumulate);

}  // namespace saddlescope::engine
