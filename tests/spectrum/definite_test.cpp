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
  return testing::problem({"definite", lambda});
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
    const Problem problem = n == 1 ? testing::problem({"one", {1e-3}}) : definite_problem(n);
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
    EXPECT_LE(factors.error_bound(), 4 * problem.tolerance());
    factors.solve(found);
    EXPECT_LE(norm(plus(found, -1, x)), problem.tolerance() / (problem.lambda.front() - shift) * norm(x));
  }
}

// ‖H − σI − LLᵀ‖ is at least its largest column: never above the bound, which isn't far above P·eps·‖H‖ for any
// spectrum.
TEST(Definite, TheErrorBoundIsAboveWhatFactorsAreOffBy) {
  for (const Problem& problem : testing::problems()) {
    Context context;
    const std::size_t n = problem.H.rows();
    const double shift = problem.lambda.front() - 0.5 * (problem.norm() > 0 ? problem.norm() : 1);
    const DefiniteFactorization factors(problem.H, 1, shift, context);
    ASSERT_TRUE(factors.exists()) << problem.name;
    const double size = problem.norm() + std::abs(shift);  // in units of which squares don't overflow
    double worst = 0;
    for (std::size_t j = 0; j < n; ++j) {
      Vector unit(n, 0.0), column(n);
      unit[j] = 1;
      factors.multiply(unit, column);
      double squares = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double exact = (i >= j ? problem.H(i, j) : problem.H(j, i)) - (i == j ? shift : 0);
        squares += std::pow((column[i] - exact) / size, 2);
      }
      worst = std::max(worst, size * std::sqrt(squares));
    }
    // The column itself is computed in f64: as much again.
    EXPECT_LE(worst, 2 * factors.error_bound()) << problem.name;
    EXPECT_LE(factors.error_bound(), static_cast<double>(n + 8) * 0x1p-52 * size * 4) << problem.name;
    EXPECT_GT(factors.error_bound(), 0);
  }
}

// A matrix of ones and 1e-8·I: factors that cancel. Every eigenvalue is at least 1e-8, and the bound says so, or
// nothing.
TEST(Definite, WhatItProvesHoldsForNearlySingularMatrices) {
  for (const std::size_t n : {3, 50, 400}) {
    Matrix H(n, n);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = 0; i < n; ++i) H(i, j) = i == j ? 1 + 1e-8 : 1;
    }
    Context context;
    for (const double shift : {0.0, 0.5e-8, 0.999e-8, 1.001e-8, 2e-8}) {
      const DefiniteFactorization factors(H, 1, shift, context);
      if (factors.exists()) {
        EXPECT_LT(shift - factors.error_bound(), 1e-8) << n << ", " << shift;
      }
    }
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
