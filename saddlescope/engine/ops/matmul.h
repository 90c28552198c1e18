// op(A)·op(B), op the identity or the transpose by flag: adjoints are again products of the same operands and copy
// nothing. A: [m, k] (or [k, m] if flagged), B: [k, n] (or [n, k]).
#pragma once

#include <string>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct MatMul : Bilinear {
  static constexpr std::string_view name = "matmul";
  bool transpose_A = false, transpose_B = false;
  OpKey key() const { return {transpose_A ? 1U : 0U, transpose_B ? 1U : 0U}; }

  Shape shape(Shapes in) const {
    if (in[0]->size() != 2 || in[1]->size() != 2) throw_shape(name, "needs two matrices", in);
    if (inner(in) != (*in[1])[transpose_B ? 1 : 0])
      throw_shape(name,
                  std::string("inner extents differ (first transposed: ") + (transpose_A ? "yes" : "no") +
                      ", second: " + (transpose_B ? "yes)" : "no)"),
                  in);
    return {(*in[0])[transpose_A ? 1 : 0], (*in[1])[transpose_B ? 0 : 1]};
  }
  std::size_t inner(Shapes in) const { return (*in[0])[transpose_A ? 0 : 1]; }

  /// The reference: a program calls a GEMM instead (kernels/gemm.h).
  template <class T>
  void eval(Shapes in, const T* const* x, T* y) const {
    const Shape result = shape(in);
    const std::size_t m = result[0], n = result[1], k = inner(in);
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        T total = 0;
        for (std::size_t l = 0; l < k; ++l)
          total += x[0][transpose_A ? l * m + i : i * k + l] * x[1][transpose_B ? j * k + l : l * n + j];
        y[i * n + j] = total;
      }
  }
  template <std::size_t i>
  Value adjoint(Value A, Value B, Value c) const {
    if constexpr (i == 0) return transpose_A ? matmul(B, c, transpose_B, true) : matmul(c, B, false, !transpose_B);
    return transpose_B ? matmul(c, A, true, transpose_A) : matmul(A, c, !transpose_A, false);
  }
};

}  // namespace saddlescope::engine
