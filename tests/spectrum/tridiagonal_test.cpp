#include "saddlescope/spectrum/tridiagonal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

/// Tridiagonal matrices that are hard in one way each: name, diagonal, subdiagonal.
struct Tridiagonal {
  std::string name;
  Vector d, e;
};

std::vector<Tridiagonal> tridiagonals() {
  std::vector<Tridiagonal> all{{"n = 1", {3}, {0}},
                               {"zero", Vector(6, 0.0), Vector(6, 0.0)},
                               {"ones off a zero diagonal", Vector(30, 0.0), Vector(30, 1.0)}};
  Tridiagonal wilkinson{"Wilkinson W21+", {}, Vector(21, 1.0)};
  for (int i = -10; i <= 10; ++i) wilkinson.d.push_back(std::abs(i));
  Tridiagonal graded{"graded", {}, {}}, rising{"graded the other way", {}, {}};
  for (int i = 0; i < 25; ++i) {
    graded.d.push_back(std::pow(10.0, -i)), graded.e.push_back(std::pow(10.0, -i - 0.5));
    rising.d.push_back(std::pow(10.0, i - 24)), rising.e.push_back(std::pow(10.0, i - 23.5));
  }
  Tridiagonal tiny{"near the smallest double", testing::gaussian(12, 1), testing::gaussian(12, 2)}, huge = tiny;
  scale(1e-306, tiny.d), scale(1e-306, tiny.e);
  huge.name = "near the largest double";
  scale(1e306, huge.d), scale(1e306, huge.e);
  all.insert(all.end(), {wilkinson, graded, rising, tiny, huge});
  all.push_back({"random", testing::gaussian(150, 3), testing::gaussian(150, 4)});
  return all;
}

// With Z = I the columns are eigenvectors: T·u = λ·u and UᵀU = I, by plain loops; values ascend.
TEST(TridiagonalEigen, ColumnsAreOrthonormalEigenvectors) {
  for (const Tridiagonal& T : tridiagonals()) {
    const std::size_t n = T.d.size();
    double size = 0;  // ‖T‖ ≤ this row sum
    for (std::size_t i = 0; i < n; ++i) {
      size = std::max(size, std::abs(T.d[i]) + (i + 1 < n ? std::abs(T.e[i]) : 0) + (i > 0 ? std::abs(T.e[i - 1]) : 0));
    }
    Vector d = T.d, e = T.e;
    Matrix U = Matrix::identity(n);
    tridiagonal_eigen(d, e, U);
    const double tolerance = 4 * static_cast<double>(n) * kEpsilon;
    for (std::size_t j = 0; j < n; ++j) {
      EXPECT_LE(d[j > 0 ? j - 1 : 0], d[j]) << T.name;
      for (std::size_t i = 0; i < n; ++i) {
        const double Tu =
            T.d[i] * U(i, j) + (i > 0 ? T.e[i - 1] * U(i - 1, j) : 0) + (i + 1 < n ? T.e[i] * U(i + 1, j) : 0);
        EXPECT_NEAR(Tu, d[j] * U(i, j), tolerance * size + 1e-320) << T.name << ", row " << i << ", vector " << j;
      }
      for (std::size_t i = 0; i <= j; ++i) {
        EXPECT_NEAR(dot(U.column(i), U.column(j)), i == j ? 1 : 0, tolerance) << T.name;
      }
    }
  }
}

TEST(TridiagonalEigen, ARowCarriedAloneIsTheSameAsInTheWholeMatrix) {
  for (const Tridiagonal& T : tridiagonals()) {
    const std::size_t n = T.d.size();
    Vector d = T.d, e = T.e, d2 = T.d, e2 = T.e;
    Matrix U = Matrix::identity(n), row(1, n);
    row(0, n / 2) = 1;
    tridiagonal_eigen(d, e, U);
    tridiagonal_eigen(d2, e2, row);
    EXPECT_EQ(d, d2);
    for (std::size_t j = 0; j < n; ++j) EXPECT_EQ(row(0, j), U(n / 2, j)) << T.name;
  }
}

}  // namespace
}  // namespace saddlescope
