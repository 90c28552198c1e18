#include "saddlescope/spectrum/inertia.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/base/error.h"
#include "saddlescope/spectrum/dense.h"
#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

using testing::Problem;

/// Whether some eigenvalue is so near ±tau that either count is right.
bool is_borderline(const Problem& problem, double tau) {
  for (const double lambda : problem.lambda) {
    if (std::abs(std::abs(lambda) - tau) <= problem.tolerance()) return true;
  }
  return false;
}

class InertiaOf : public ::testing::TestWithParam<testing::NamedSpectrum> {};
INSTANTIATE_TEST_SUITE_P(Problems, InertiaOf, ::testing::ValuesIn(testing::spectra()));

TEST_P(InertiaOf, CountsTheChosenEigenvalues) {
  const Problem problem = testing::problem(GetParam());
  const double unit = problem.norm() > 0 ? problem.norm() : 1;
  int tried = 0;
  for (const double fraction : {1e-13, 1e-9, 1e-5, 2e-3, 0.05, 0.17, 0.6, 2.0}) {
    for (const int threads : {1, 2}) {
      const double tau = fraction * unit;
      if (is_borderline(problem, tau)) continue;
      ++tried;
      Context context;
      context.threads = threads;
      const Inertia counts = inertia(problem.H, tau, context);
      const std::size_t below = testing::count_below(problem.lambda, -tau);
      const std::size_t above = testing::count_above(problem.lambda, tau);
      EXPECT_EQ(counts, (Inertia{below, problem.size() - below - above, above, tau})) << "tau " << tau;
      EXPECT_EQ(counts, measured_inertia(problem.H, tau, context).inertia);
    }
  }
  EXPECT_GE(tried, 8);
}

// Two independent ways to the same signs: factorization and eigenvalues.
TEST_P(InertiaOf, AgreesWithEigenvaluesAtTheirTolerance) {
  const Problem problem = testing::problem(GetParam());
  Context context;
  const DenseSpectrum spectrum(problem.H, context);
  const double tau = problem.norm() > 0 ? 4 * problem.tolerance() : kEpsilon;
  ASSERT_FALSE(is_borderline(problem, tau));
  const Inertia counts = inertia(problem.H, tau, context);
  EXPECT_EQ(counts.negative, testing::count_below(spectrum.values(), -tau));
  EXPECT_EQ(counts.positive, testing::count_above(spectrum.values(), tau));
}

// Backward stability of Bunch–Kaufman: ‖H + σI − LDLᵀ‖ is a modest multiple of P·eps·‖H‖.
TEST_P(InertiaOf, FactorizationErrorIsOfTheSizeOfRounding) {
  const Problem problem = testing::problem(GetParam());
  Context context;
  const double tau = 0.01 * problem.norm();
  const double error = measured_inertia(problem.H, tau, context).factorization_error;
  EXPECT_LE(error, 8 * static_cast<double>(problem.size()) * kEpsilon * problem.norm());
}

// LdltFactorization::multiply undoes dsytrf, pivots and 2×2 blocks included: against H by plain loops.
TEST_P(InertiaOf, FactorsMultiplyBackToTheMatrix) {
  const Problem problem = testing::problem(GetParam());
  const std::size_t P = problem.size();
  const double shift = 0.1 * problem.norm();
  Context context;
  const LdltFactorization factors(problem.H, shift, context);
  const Vector x = testing::gaussian(P, 3);
  Vector y(P), expected(P);
  factors.multiply(x, y);
  for (std::size_t j = 0; j < P; ++j) axpy(x[j], problem.H.column(j), expected);
  axpy(shift, x, expected);
  EXPECT_LE(norm(plus(y, -1, expected)), 8 * static_cast<double>(P) * kEpsilon * problem.norm() * norm(x));
}

// Backward stability of the solution: ‖(H + σI)X − B‖ ≤ c·P·eps·‖H + σI‖·‖X‖, whatever the condition.
TEST_P(InertiaOf, SolutionsMultiplyBackToTheRightSides) {
  const Problem problem = testing::problem(GetParam());
  const std::size_t P = problem.size();
  const double shift = problem.norm() > 0 ? 1.5 * problem.norm() : 1;  // neither side singular
  Context context;
  for (const double sigma : {shift, -shift}) {
    const LdltFactorization factors(problem.H, sigma, context);
    Matrix B(P, 2);
    for (std::size_t j = 0; j < 2; ++j) std::ranges::copy(testing::gaussian(P, 5 + j), B.column(j).begin());
    Matrix X = B;
    factors.solve(X);
    for (std::size_t j = 0; j < 2; ++j) {
      Vector product(P);
      for (std::size_t i = 0; i < P; ++i) axpy(X(i, j), problem.H.column(i), product);
      axpy(sigma, X.column(j), product);
      const double unit = static_cast<double>(P) * kEpsilon * (problem.norm() + shift) * norm(X.column(j));
      EXPECT_LE(norm(plus(product, -1, B.column(j))), 8 * unit) << sigma;
    }
  }
}

// Both factorizations lie in one P × (P+1) array, one in each triangle: neither may touch the other.
TEST_P(InertiaOf, BothSidesInOneArrayMultiplyBackToTheirMatrices) {
  const Problem problem = testing::problem(GetParam());
  const std::size_t P = problem.size();
  const double tau = problem.norm() > 0 ? 0.1 * problem.norm() : 1;
  const double unit = static_cast<double>(P) * kEpsilon * (problem.norm() + tau);
  for (const int threads : {1, 2}) {
    Context context;
    context.threads = threads;
    const ShiftedFactorizations sides(problem.H, tau, context);
    const Vector x = testing::gaussian(P, 3);
    for (const bool plus_side : {true, false}) {
      Vector y(P), expected(P);
      (plus_side ? sides.plus() : sides.minus()).multiply(x, y);
      for (std::size_t j = 0; j < P; ++j) axpy(x[j], problem.H.column(j), expected);
      axpy(plus_side ? tau : -tau, x, expected);
      EXPECT_LE(norm(plus(y, -1, expected)), 8 * unit * norm(x)) << plus_side;
    }
    EXPECT_LE(sides.error(problem.H, context), 8 * unit);
    // Beside a matrix that they aren't of, the error is what that differs by.
    Matrix other = problem.H;
    const double apart = 1e-3 * (problem.norm() + tau);
    other(P / 2, P / 2) += apart;
    const double error = sides.error(other, context);
    EXPECT_GE(error, apart - 8 * unit);
    EXPECT_LE(error, 2 * apart + 8 * unit);
  }
}

TEST(Inertia, BothFactorizationsTakeOneArrayAndSayItsSize) {
  const Matrix H = Matrix::diagonal(Vector(50, 1.0));
  Context context;
  context.threads = 2;
  context.memory = 8 * 50 * 51;
  EXPECT_EQ(inertia(H, 0.5, context), (Inertia{0, 0, 50, 0.5}));
  context.memory -= 1;
  try {
    inertia(H, 0.5, context);
    ADD_FAILURE() << "a byte too little was enough";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory);
  }
}

// [[0, b], [b, 0]] can't be factored by 1×1 pivots: every sign comes from 2×2 blocks.
TEST(Inertia, PairsInTwoByTwoBlocksCountOneEach) {
  constexpr std::size_t pairs = 40;
  Matrix H(2 * pairs, 2 * pairs);
  for (std::size_t k = 0; k < pairs; ++k) {
    H(k, k + pairs) = H(k + pairs, k) = 1 + static_cast<double>(k);
  }
  Context context;
  EXPECT_EQ(inertia(H, 0, context), (Inertia{pairs, 0, pairs, 0}));
  EXPECT_EQ(inertia(H, 10.5, context), (Inertia{30, 20, 30, 10.5}));
}

TEST(Inertia, ZeroMatrixIsFlatWhateverTheTolerance) {
  Context context;
  for (const double tau : {0.0, 1e-300, 1e-12, 1e300}) {
    EXPECT_EQ(inertia(Matrix(7, 7), tau, context), (Inertia{0, 7, 0, tau})) << tau;
    EXPECT_EQ(measured_inertia(Matrix(7, 7), 0, context).factorization_error, 0);
  }
}

TEST(Inertia, ZeroPivotsAreFlat) {
  Context context;
  EXPECT_EQ(inertia(Matrix::diagonal(Vector{0, -1, 0, 2, 0}), 0, context), (Inertia{1, 3, 1, 0}));
}

// The counts never exceed P, even where the tolerance is below the factorization's own error.
TEST(Inertia, CountsAddUpBelowTheFactorizationError) {
  Context context;
  const Problem problem = testing::problem({"rank 3 of 60", [] {
                                              Vector lambda(60, 0.0);
                                              lambda[0] = -1, lambda[1] = 1, lambda[2] = 2;
                                              return lambda;
                                            }()});
  for (const double tau : {0.0, 1e-300, 1e-20, 1e-17, 1e-16}) {
    const Inertia counts = inertia(problem.H, tau, context);
    EXPECT_EQ(counts.negative + counts.flat + counts.positive, 60u);
    EXPECT_GE(counts.negative, 1u);
    EXPECT_GE(counts.positive, 2u);
  }
}

TEST(Inertia, CountsAreTheSameForOneAndTwoThreadsToTheBit) {
  const Problem problem = testing::problem(testing::spectra().back());
  Context one, two;
  two.threads = 2;
  for (const double tau : {0.0, 0.1}) {
    const MeasuredInertia a = measured_inertia(problem.H, tau, one), b = measured_inertia(problem.H, tau, two);
    EXPECT_EQ(a.inertia, b.inertia);
    EXPECT_EQ(a.factorization_error, b.factorization_error);
  }
}

TEST(InertiaErrors, NameTheEntryTheToleranceTheMemory) {
  Context context;
  Matrix bad = Matrix::identity(3);
  bad(1, 1) = std::numeric_limits<double>::quiet_NaN();
  const auto message = [&](const Matrix& H, double tau, Context& with) -> std::string {
    try {
      inertia(H, tau, with);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message(bad, 0, context), "inertia: entry (1, 1) of the matrix is nan.");
  EXPECT_EQ(message(Matrix::identity(3), -1, context),
            "inertia: the tolerance is -1; it must be finite and not negative.");
  EXPECT_EQ(message(Matrix(3, 2), 0, context),
            "inertia: the matrix is 3 × 2; a square one with at least one row is needed.");
  context.memory = 64;
  EXPECT_NE(message(Matrix::identity(3), 0, context).find("--spectrum matrix-free"), std::string::npos);
}

// The look for what isn't finite goes over eight entries at a time and then over the rest.
TEST(InertiaErrors, NoEntryThatIsNotFiniteIsOverlooked) {
  constexpr std::size_t n = 20;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), kInfinity, -kInfinity}) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = j; i < n; ++i) {
        Matrix H = Matrix::identity(n);
        H(i, j) = value;
        Context context;
        EXPECT_THROW(inertia(H, 0, context), Error) << i << ", " << j;
      }
    }
  }
}

}  // namespace
}  // namespace saddlescope
