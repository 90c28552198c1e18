// A = L·Lᵀ: against A itself, by either way; what isn't positive definite is said.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saddlescope/base/random.h"
#include "saddlescope/linalg/cholesky.h"
#include "saddlescope/linalg/lapack.h"
#include "tests/numbers.h"

namespace saddlescope {
namespace {

// B·Bᵀ + shift·I, B: n × n normal numbers over √n.
Matrix positive(std::size_t n, double shift, std::uint64_t seed) {
  RandomStream random(seed, "Cholesky", n);
  Matrix B(n, n), A(n, n);
  for (std::size_t i = 0; i < n * n; ++i) B.data()[i] = random.normal() / std::sqrt(static_cast<double>(n));
  gemm(Transpose::no, Transpose::yes, n, n, n, 1, B.data(), n, B.data(), n, 0, A.data(), n);
  for (std::size_t i = 0; i < n; ++i) A(i, i) += shift;
  return A;
}

const std::size_t kSizes[] = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 41, 64, 100, 128, 141, 383, 384, 385, 400};

TEST(Cholesky, ItsSquareIsTheMatrix) {
  for (const std::size_t n : kSizes) {
    for (const double shift : {1e-10, 1e-3, 10.0}) {
      const Matrix A = positive(n, shift, 1);
      Matrix L = A;
      ASSERT_TRUE(factor_cholesky(L)) << n;
      double off = 0, size = 0;
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t i = j; i < n; ++i) {
          double sum = 0;
          for (std::size_t k = 0; k <= j; ++k) sum += L(i, k) * L(j, k);
          off = std::max(off, std::abs(sum - A(i, j)));
          size = std::max(size, std::abs(A(i, j)));
        }
        for (std::size_t i = 0; i < j; ++i) EXPECT_EQ(L(i, j), A(i, j)) << "the upper triangle is touched";
      }
      EXPECT_LE(off, 2 * static_cast<double>(n + 2) * kEpsilon * size) << n << ", " << shift;
    }
  }
}

TEST(Cholesky, SolvesWhatItFactored) {
  for (const std::size_t n : kSizes) {
    const Matrix A = positive(n, 1, 2);
    Matrix L = A;
    ASSERT_TRUE(factor_cholesky(L));
    Vector x(n, 1.0), b(n, 0.0);
    for (std::size_t j = 0; j < n; ++j) axpy(x[j], A.column(j), b);
    solve_cholesky(L, b);
    EXPECT_LE(norm(plus(b, -1, x)), 100 * static_cast<double>(n) * kEpsilon * norm(x)) << n;  // condition 5
  }
}

TEST(Cholesky, WhatIsNotPositiveDefiniteIsSaid) {
  for (const std::size_t n : kSizes) {
    for (const std::size_t bad : {std::size_t{0}, n / 2, n - 1}) {
      Matrix A = positive(n, 1, 3);
      A(bad, bad) = -1;
      EXPECT_FALSE(factor_cholesky(A)) << n << ", " << bad;
      if (n > kSmallCholesky) continue;  // LAPACK doesn't look for NaN
      A = positive(n, 1, 3);
      A(bad, bad) = std::numeric_limits<double>::quiet_NaN();
      EXPECT_FALSE(factor_cholesky(A)) << n << ", NaN at " << bad;
    }
    Matrix zero(n, n);
    EXPECT_FALSE(factor_cholesky(zero)) << n;
  }
}

}  // namespace
}  // namespace saddlescope
