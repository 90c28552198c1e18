#include "saddlescope/spectrum/definite.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/blas.h"
#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

using testing::Problem;

// λ from 1e-3 to 10, evenly on a logarithmic scale.
Problem definite_problem(std::size_t n) {
  Vector lambda(n);
  for (std::size_t i = 0; i < n; ++i) {
    lambda[i] = std::pow(10.0, -3 + 4 * static_cast<double>(i) / static_cast<double>(n - 1));
  }
  return testing::problem("definite", lambda);
}

Matrix negated(const Matrix& H) {
  Matrix A = H;
  scale(-1, {A.data(), A.rows() * A.columns()});
  return A;
}

// Sizes on both sides of a panel's width and of two.
constexpr std::size_t kSizes[] = {1, 2, 50, 191, 192, 193, 400};

// A factorization of H − σI exists exactly below the smallest eigenvalue, of −H the same.
TEST(Definite, ExistsExactlyBelowTheSmallestEigenvalue) {
  for (const std::size_t n : kSizes) {
    const Problem problem = n == 1 ? testing::problem("one", {1e-3}) : definite_problem(n);
    const Matrix mirrored = negated(problem.H);
    Context context;
    context.threads = 2;
    const double smallest = problem.lambda.front(), near = 4 * problem.tolerance();
    for (const int sign : {1, -1}) {
      const Matrix& H = sign > 0 ? problem.H : mirrored;
      EXPECT_TRUE(DefiniteFactorization(H, sign, 0, context).exists()) << n;
      EXPECT_TRUE(DefiniteFactorization(H, sign, smallest - near, context).exists()) << n;
      EXPECT_FALSE(DefiniteFactorization(H, sign, smallest + near, context).exists()) << n;
      EXPECT_FALSE(DefiniteFactorization(H, -sign, 0, context).exists()) << n;
    }
  }
}

// Whatever the spectrum: exists if and only if nothing lies at or below the shift.
TEST(Definite, AgreesWithTheChosenEigenvaluesOfEveryProblem) {
  for (const Problem& problem : testing::problems()) {
    const double unit = problem.norm() > 0 ? problem.norm() : 1, lowest = problem.lambda.front();
    for (const double fraction : {-2.0, -0.6, -1e-3, 1e-9, 0.05}) {
      const double shift = fraction * unit;
      if (std::abs(shift - lowest) <= 4 * problem.tolerance()) continue;
      Context context;
      const DefiniteFactorization factors(problem.H, 1, shift, context);
      EXPECT_EQ(factors.exists(), lowest > shift) << problem.name << ", shift " << shift;
    }
  }
}

// L·Lᵀ is the matrix to rounding, as a product with it says; solving undoes it.
TEST(Definite, FactorsMultiplyToTheMatrixAndSolve) {
  for (const std::size_t n : {50, 193, 400}) {
    const Problem problem = definite_problem(n);
    Context context;
    const double shift = 1e-4;
    const DefiniteFactorization factors(problem.H, 1, shift, context);
    ASSERT_TRUE(factors.exists());
    const Vector x = testing::gaussian(n, 3);
    Vector expected(n), found(n);
    multiply(problem.H, Transpose::no, x, Transpose::no, expected);
    axpy(-shift, x, expected);
    factors.multiply(x, found);
    EXPECT_LE(norm(plus(found, -1, expected)), problem.tolerance() * norm(x));
    const double error = factors.error(problem.H, context);
    EXPECT_LE(error, problem.tolerance());
    factors.solve(found);
    EXPECT_LE(norm(plus(found, -1, x)), problem.tolerance() / (problem.lambda.front() - shift) * norm(x));
  }
}

// H·s = g with factors of H − σI and of −H − σI, also where σ is all but λ_min.
TEST(Definite, ConjugateGradientsSolveWithFactorsOfAShiftedMatrix) {
  const Problem problem = definite_problem(193);
  const Matrix mirrored = negated(problem.H);
  const Vector g = testing::gaussian(193, 8);
  Context context;
  for (const int sign : {1, -1}) {
    const Matrix& H = sign > 0 ? problem.H : mirrored;
    for (const double share : {0.0, 0.125, 0.5, 0.999}) {
      const DefiniteFactorization factors(H, sign, share * problem.lambda.front(), context);
      ASSERT_TRUE(factors.exists());
      const DefiniteSolution solution = solve_definite(H, factors, g, 1e-8, 30, context);
      Vector Hs(193);
      multiply(H, Transpose::no, solution.s, Transpose::no, Hs);
      EXPECT_LE(norm(plus(Hs, -1, g)), 1e-8 * norm(g)) << sign << ", " << share;
      EXPECT_LE(solution.residual, 1e-8 * norm(g));
      if (share == 0.125) {
        EXPECT_LE(solution.products, 10U);
      }
    }
  }
}

TEST(Definite, AnyNumberOfThreadsGivesTheSameBits) {
  const Problem problem = definite_problem(600);
  const Vector x = testing::gaussian(600, 1);
  Vector expected(600), found(600);
  Context one, four;
  four.threads = 4;
  DefiniteFactorization(problem.H, 1, 1e-4, one).multiply(x, expected);
  DefiniteFactorization(problem.H, 1, 1e-4, four).multiply(x, found);
  EXPECT_EQ(expected, found);
}

// Far from 1 in either direction: as if scaled.
TEST(Definite, AnyScalingIsLegal) {
  const Problem problem = definite_problem(50);
  Context context;
  for (const double size : {1e-280, 1e280}) {
    Matrix H = problem.H;
    scale(size, {H.data(), H.rows() * H.columns()});
    EXPECT_TRUE(DefiniteFactorization(H, 1, 0.9e-3 * size, context).exists());
    EXPECT_FALSE(DefiniteFactorization(H, 1, 1.1e-3 * size, context).exists());
  }
}

TEST(Definite, MemoryIsAskedForFirst) {
  const Problem problem = definite_problem(200);
  Context context;
  context.memory = 1000;
  EXPECT_THROW(DefiniteFactorization(problem.H, 1, 0, context), Error);
}

}  // namespace
}  // namespace saddlescope
