#include "saddlescope/spectrum/lanczos.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "saddlescope/base/error.h"
#include "saddlescope/spectrum/dense.h"
#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

using testing::Problem;

class LanczosOn : public ::testing::TestWithParam<testing::NamedSpectrum> {};
INSTANTIATE_TEST_SUITE_P(Problems, LanczosOn, ::testing::ValuesIn(testing::spectra()));

/// Distance from x to the nearest eigenvalue.
double distance_to_spectrum(const Problem& problem, double x) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const double lambda : problem.lambda) nearest = std::min(nearest, std::abs(lambda - x));
  return nearest;
}

TEST_P(LanczosOn, BasisIsOrthonormalAndEveryRitzIntervalHoldsAnEigenvalue) {
  const Problem problem = testing::problem(GetParam());
  Context context;
  const MatrixOperator A(problem.H);
  const Vector start = testing::gaussian(problem.size(), 1);
  Lanczos lanczos(A, start, context);
  for (const std::size_t more : {1u, 2u, 5u, 20u, 400u}) {
    lanczos.steps(more, context);
    const std::size_t j = lanczos.steps_taken();
    ASSERT_LE(j, problem.size());
    for (std::size_t a = 0; a < j; ++a) {
      for (std::size_t b = 0; b <= a; ++b) {
        ASSERT_NEAR(dot(lanczos.basis().column(a), lanczos.basis().column(b)), a == b ? 1 : 0,
                    4 * static_cast<double>(problem.size()) * kEpsilon);
      }
    }
    const RitzPairs pairs = lanczos.ritz();
    double square = 0;
    for (std::size_t i = 0; i < j; ++i) {
      EXPECT_LE(distance_to_spectrum(problem, pairs.values[i]), pairs.residuals[i] + 2 * problem.tolerance());
      square += pairs.parts[i] * pairs.parts[i];
    }
    EXPECT_NEAR(std::sqrt(square), norm(start), static_cast<double>(problem.size()) * kEpsilon * norm(start));
  }
  EXPECT_TRUE(lanczos.exhausted());
}

// ‖A·x − θ·x‖ by plain loops is the residual that ritz() gives without a vector.
TEST_P(LanczosOn, ResidualsAreThoseOfTheRitzVectors) {
  const Problem problem = testing::problem(GetParam());
  Context context;
  const MatrixOperator A(problem.H);
  Lanczos lanczos(A, testing::gaussian(problem.size(), 1), context);
  lanczos.steps(6, context);
  const RitzPairs pairs = lanczos.ritz();
  const Matrix X = lanczos.ritz_vectors(0, lanczos.steps_taken());
  for (std::size_t i = 0; i < pairs.values.size(); ++i) {
    Vector residual(problem.size());
    for (std::size_t k = 0; k < problem.size(); ++k) axpy(X(k, i), problem.H.column(k), residual);
    axpy(-pairs.values[i], X.column(i), residual);
    EXPECT_NEAR(norm(residual), pairs.residuals[i], 2 * problem.tolerance());
    EXPECT_NEAR(dot(X.column(i), testing::gaussian(problem.size(), 1)), pairs.parts[i],
                static_cast<double>(problem.size()) * 8 * kEpsilon * norm(testing::gaussian(problem.size(), 1)));
  }
}

// x = V·S·y by its Ritz vectors, and A·x − V·S·(Θy) of the length that `ends` gives.
TEST_P(LanczosOn, CombinationsAreSumsOfRitzVectors) {
  const Problem problem = testing::problem(GetParam());
  Context context;
  const MatrixOperator A(problem.H);
  Lanczos lanczos(A, testing::gaussian(problem.size(), 1), context);
  lanczos.steps(6, context);
  const RitzPairs pairs = lanczos.ritz();
  const Vector y = testing::gaussian(lanczos.steps_taken(), 2);
  const Matrix X = lanczos.ritz_vectors(0, lanczos.steps_taken());
  Vector x(problem.size()), residual(problem.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    axpy(y[i], X.column(i), x);
    axpy(-pairs.values[i] * y[i], X.column(i), residual);
  }
  for (std::size_t k = 0; k < problem.size(); ++k) axpy(x[k], problem.H.column(k), residual);
  const Vector combined = lanczos.combination(y);
  for (std::size_t k = 0; k < x.size(); ++k) EXPECT_NEAR(combined[k], x[k], 64 * kEpsilon * norm(y));
  EXPECT_NEAR(norm(residual), std::abs(dot(pairs.ends, y)), 8 * problem.tolerance() * norm(y));
}

// Full reorthogonalization shows no ghosts: as many Ritz values as distinct eigenvalues the start has a part along.
TEST(Lanczos, EndsAfterOneStepADistinctEigenvalue) {
  Context context;
  Vector lambda;
  for (const double value : {-2.0, -1.0, 0.0, 1.0, 5.0}) lambda.insert(lambda.end(), 8, value);
  const Problem problem = testing::problem({"five values, eight copies", lambda});
  const MatrixOperator A(problem.H);
  Lanczos lanczos(A, testing::gaussian(40, 2), context);
  EXPECT_EQ(lanczos.steps(40, context), 5u);
  EXPECT_TRUE(lanczos.exhausted());
  EXPECT_FALSE(lanczos.step(context));
  EXPECT_EQ(lanczos.ritz().values.size(), 5u);
}

// Σ (uᵢᵀg)²/|λᵢ| and Σ (uᵢᵀg/λᵢ)² over |λ| > τ, what steps and decreases are made of: Krylov space against eigenpairs.
TEST(Lanczos, SumsOverRitzPairsAreThoseOverEigenpairs) {
  Context context;
  const Problem problem = testing::problem({"few outside", [] {
                                              Vector lambda(200, 0.0);
                                              for (int i = 0; i < 30; ++i)
                                                lambda[i] = std::pow(0.8, i) * (i % 4 == 3 ? -1 : 1);
                                              return lambda;
                                            }()});
  const Vector g = testing::gaussian(200, 4);
  const DenseSpectrum spectrum(problem.H, context);
  const MatrixOperator A(problem.H);
  Lanczos lanczos(A, g, context);
  lanczos.steps(100, context);
  const auto sums = [](const Vector& values, const Vector& parts) {
    double decrease = 0, step = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::abs(values[i]) <= 1e-8) continue;
      decrease += parts[i] * parts[i] / std::abs(values[i]);
      step += std::pow(parts[i] / values[i], 2);
    }
    return std::pair(decrease, std::sqrt(step));
  };
  const RitzPairs pairs = lanczos.ritz();
  const auto [decrease, step] = sums(pairs.values, pairs.parts);
  const auto [expected_decrease, expected_step] = sums(spectrum.values(), spectrum.parts(g, context));
  // Relative error of a part: error over gap, (P·eps)/(smallest gap 0.2·0.8²⁹) = 1.5e-10, times 2 for squares.
  EXPECT_NEAR(decrease, expected_decrease, 3e-10 * expected_decrease);
  EXPECT_NEAR(step, expected_step, 3e-10 * expected_step);
}

TEST_P(LanczosOn, SpectralNormOfTwelveStepsIsEnclosed) {
  const Problem problem = testing::problem(GetParam());
  Context context;
  const NormEstimate estimate = spectral_norm(MatrixOperator(problem.H), 12, context);
  EXPECT_LE(estimate.ritz, problem.norm() + problem.tolerance());
  EXPECT_GE(estimate.upper(), problem.norm() * (1 - 1e-12));
  EXPECT_LE(estimate.upper(), 1.5 * problem.norm());  // not so coarse as to void a tolerance
  EXPECT_LE(estimate.products, std::min<std::size_t>(12, problem.size()));
}

TEST(Lanczos, ZeroStartIsExhaustedWithoutAProduct) {
  Context context;
  const Matrix H = Matrix::identity(4);
  const MatrixOperator A(H);
  Lanczos lanczos(A, Vector(4), context);
  EXPECT_TRUE(lanczos.exhausted());
  EXPECT_FALSE(lanczos.step(context));
  EXPECT_TRUE(lanczos.ritz().values.empty());
}

TEST(Lanczos, StartsOfAnyScaleGiveTheSameValues) {
  Context context;
  const Problem problem = testing::problem(testing::spectra()[6]);
  const MatrixOperator A(problem.H);
  const Vector unit = testing::gaussian(problem.size(), 9);
  for (const double factor : {1e-310, 1e-160, 1e160, 1e307}) {
    Vector start = unit;
    scale(factor, start);
    Lanczos lanczos(A, start, context);
    lanczos.steps(problem.size(), context);
    const RitzPairs pairs = lanczos.ritz();
    ASSERT_EQ(pairs.values.size(), problem.size());
    for (std::size_t i = 0; i < problem.size(); ++i) {
      EXPECT_NEAR(pairs.values[i], problem.lambda[i], 2 * problem.tolerance());
    }
    EXPECT_NEAR(norm(pairs.parts) / norm(start), 1, 1e-12);
  }
}

class NotFinite final : public SymmetricOperator {
 public:
  std::size_t size() const override { return 3; }
  void apply(ConstBlock, Block AV, Context&) const override { AV(1, 0) = std::numeric_limits<double>::quiet_NaN(); }
};

TEST(LanczosErrors, AreClear) {
  Context context;
  const NotFinite A;
  const auto message = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message([&] { Lanczos(A, Vector(2), context); }), "Lanczos: the start has 2 entries, the operator 3 rows.");
  EXPECT_EQ(message([&] { Lanczos(A, Vector{1, 2, std::numeric_limits<double>::infinity()}, context); }),
            "Lanczos: the start has entries that are not finite.");
  EXPECT_EQ(message([&] { spectral_norm(A, 12, context); }),
            "Lanczos: product 1 with the operator is not finite. Check that loss and gradient are finite around this "
            "point.");
  EXPECT_EQ(message([&] { spectral_norm(A, 0, context); }), "spectral_norm: at least one step is needed.");
}

}  // namespace
}  // namespace saddlescope
