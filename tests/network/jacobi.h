// Eigenvalues of a small symmetric matrix by cyclic Jacobi rotations: independent of the library and of LAPACK.
#pragma once

#include <algorithm>
#include <cmath>

#include "saddlescope/linalg/block.h"

namespace saddlescope {

inline Vector jacobi_eigenvalues(Matrix A) {
  const std::size_t n = A.rows();
  for (int sweep = 0; sweep < 60; ++sweep) {
    double off = 0, all = 0;
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = 0; i < n; ++i) (i == j ? all : off) += A(i, j) * A(i, j);
    }
    if (off <= 1e-32 * (all + off)) break;
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (A(p, q) == 0) continue;
        const double ratio = (A(q, q) - A(p, p)) / (2 * A(p, q));
        const double t = (ratio >= 0 ? 1 : -1) / (std::abs(ratio) + std::hypot(ratio, 1.0));
        const double c = 1 / std::hypot(t, 1.0), s = t * c;
        for (std::size_t i = 0; i < n; ++i) {
          const double x = A(i, p), y = A(i, q);
          A(i, p) = c * x - s * y;
          A(i, q) = s * x + c * y;
        }
        for (std::size_t i = 0; i < n; ++i) {
          const double x = A(p, i), y = A(q, i);
          A(p, i) = c * x - s * y;
          A(q, i) = s * x + c * y;
        }
      }
    }
  }
  Vector eigenvalues(n);
  for (std::size_t i = 0; i < n; ++i) eigenvalues[i] = A(i, i);
  std::sort(eigenvalues.begin(), eigenvalues.end());
  return eigenvalues;
}

}  // namespace saddlescope
