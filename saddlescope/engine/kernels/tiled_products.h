// Products of narrow matrices, row-major and contiguous, on one thread: tiles of the result stay in registers while the
// sum runs; nothing is packed. Fused multiply-adds where the processor has them.
//
//   outer   C = op(A)·B, B: k × n     an element of op(A) is broadcast against vectors along B's rows (samples)
//   dots    C = A·Bᵀ, B: n × k        dot products along rows (sums over samples), vectors summed at the end of each
//
// Each element of an outer product is one sum in order of k, whatever its neighbours: results don't depend on how
// samples are cut or directions grouped. NaN and infinities pass through (0·∞ is NaN).
// Layout, tiles and the figures that fixed them: docs/methods, "Narrow layers".
#pragma once

#include <cstddef>

namespace saddlescope::engine {

/// Two operands of a product.
template <class T>
struct Factors {
  const T* A = nullptr;
  const T* B = nullptr;
};

/// C (+)= op(A)·B, op(A): m × k (stored k × m if `transpose_A`), B: k × n, C: m × n. Adds to C if `accumulate`, else
/// overwrites it.
template <class T>
void outer_product(bool transpose_A, std::size_t m, std::size_t n, std::size_t k, Factors<T> x, T* C, bool accumulate);

/// C (+)= first.A·first.Bᵀ + second.A·second.Bᵀ (absent where second.A is null), A: m × k, B: n × k, C: m × n: one pass
/// over C for both.
template <class T>
void dot_products(std::size_t m, std::size_t n, std::size_t k, Factors<T> first, Factors<T> second, T* C,
                  bool accumulate);

}  // namespace saddlescope::engine
