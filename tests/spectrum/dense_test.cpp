#include "saddlescope/spectrum/dense.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "saddlescope/base/error.h"
#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

using testing::Problem;

/// ‖HV − VΛ‖ and ‖VᵀV − I‖, entry by entry, by plain loops.
void expect_eigenvectors(const Problem& problem, const Matrix& V, const Vector& values) {
  const std::size_t P = problem.size();
  ASSERT_EQ(V.columns(), values.size());
  for (std::size_t j = 0; j < V.columns(); ++j) {
    Vector residual(P);
    for (std::size_t i = 0; i < P; ++i) axpy(V(i, j), problem.H.column(i), residual);
    axpy(-values[j], V.column(j), residual);
    EXPECT_LE(norm(residual), problem.tolerance()) << "residual of vector " << j;
    for (std::size_t i = 0; i <= j; ++i) {
      EXPECT_NEAR(dot(V.column(i), V.column(j)), i == j ? 1 : 0, 4 * static_cast<double>(P) * kEpsilon)
          << "columns " << i << ", " << j;
    }
  }
}

class DenseSpectrumOf : public ::testing::TestWithParam<testing::NamedSpectrum> {};
INSTANTIATE_TEST_SUITE_P(Problems, DenseSpectrumOf, ::testing::ValuesIn(testing::spectra()));

TEST_P(DenseSpectrumOf, ValuesAreThoseTheMatrixWasBuiltFrom) {
  Context context;
  const Problem problem = testing::problem(GetParam());
  const DenseSpectrum spectrum(problem.H, context);
  ASSERT_EQ(spectrum.size(), problem.size());
  for (std::size_t i = 0; i < problem.size(); ++i) {
    EXPECT_NEAR(spectrum.values()[i], problem.lambda[i], problem.tolerance()) << i;
  }
  EXPECT_NEAR(spectrum.norm(), problem.norm(), problem.tolerance());
  EXPECT_EQ(spectrum.bound(), static_cast<double>(problem.size()) * kEpsilon * spectrum.norm());
}

// Σλ = tr H, Σλ² = ‖H‖²_F: what residuals can't see, a value missing or counted twice.
TEST_P(DenseSpectrumOf, ValuesHaveTraceAndFrobeniusNormOfTheMatrix) {
  Context context;
  const Problem problem = testing::problem(GetParam());
  const double P = static_cast<double>(problem.size());
  const double unit = problem.norm() > 0 ? problem.norm() : 1;
  const Vector values = eigenvalues(problem.H, context);
  double trace = 0, square = 0, sum = 0, sum_of_squares = 0;
  for (std::size_t j = 0; j < problem.size(); ++j) {
    trace += problem.H(j, j) / unit;
    for (std::size_t i = 0; i < problem.size(); ++i) square += std::pow(problem.H(i, j) / unit, 2);
    sum += values[j] / unit;
    sum_of_squares += std::pow(values[j] / unit, 2);
  }
  EXPECT_NEAR(sum, trace, P * P * kEpsilon);  // P values, each within P·eps·‖H‖
  EXPECT_NEAR(sum_of_squares, square, 2 * P * P * kEpsilon);
}

TEST_P(DenseSpectrumOf, ChosenVectorsAreOrthonormalEigenvectors) {
  Context context;
  const Problem problem = testing::problem(GetParam());
  const DenseSpectrum spectrum(problem.H, context);
  const Vector& values = spectrum.values();
  const double tau = 0.3 * spectrum.norm();
  const std::size_t below = testing::count_below(values, -tau), above = testing::count_above(values, tau);
  const std::vector<std::vector<IndexRange>> choices{
      {lowest(values, 1)},      {highest(values, 1)},
      {lowest(values, 3)},      {nearest_zero(values, 4)},
      {{0, values.size()}},     {lowest(values, below), highest(values, above)},
      {{values.size() / 2, 1}}, {lowest(values, 2), highest(values, values.size() >= 4 ? 2 : 0)}};
  for (const std::vector<IndexRange>& ranges : choices) {
    if (values.size() == 1 && ranges.size() == 2) continue;
    Vector chosen;
    for (const IndexRange& range : ranges) {
      for (std::size_t i = range.first; i < range.end(); ++i) chosen.push_back(values[i]);
    }
    expect_eigenvectors(problem, spectrum.vectors(ranges, context), chosen);
  }
}

// ‖parts‖ = ‖g‖; over a cluster of equal eigenvalues the squares add up to ‖(eigenspace)ᵀg‖², from full eigenvectors.
TEST_P(DenseSpectrumOf, PartsAgreeWithEigenvectorsClusterByCluster) {
  Context context;
  const Problem problem = testing::problem(GetParam());
  const std::size_t P = problem.size();
  const Vector g = testing::gaussian(P, 11);
  const DenseSpectrum spectrum(problem.H, context);
  const Vector parts = spectrum.parts(g, context);
  const Matrix V = spectrum.vectors(IndexRange{0, P}, context);
  ASSERT_EQ(parts.size(), P);
  EXPECT_NEAR(norm(parts), norm(g), static_cast<double>(P) * kEpsilon * norm(g));
  const double cluster_gap = 1e-6 * problem.norm();  // the grid's clusters are closer or much farther apart
  for (std::size_t first = 0; first < P;) {
    std::size_t end = first + 1;
    while (end < P && problem.lambda[end] - problem.lambda[end - 1] <= cluster_gap) ++end;
    double by_parts = 0, by_vectors = 0;
    for (std::size_t i = first; i < end; ++i) {
      by_parts += parts[i] * parts[i];
      by_vectors += std::pow(dot(V.column(i), g), 2);
    }
    // Either basis turns by at most the error over the gap, and the square by twice that (Davis–Kahan).
    const double below = first > 0 ? problem.lambda[first] - problem.lambda[first - 1] : problem.norm();
    const double above = end < P ? problem.lambda[end] - problem.lambda[end - 1] : problem.norm();
    const double gap = std::min(below, above);
    const double turn = gap > 0 ? 2 * problem.tolerance() / gap : static_cast<double>(P) * kEpsilon;
    EXPECT_NEAR(by_parts, by_vectors, 2 * turn * dot(g, g)) << "values " << first << " to " << end - 1;
    first = end;
  }
}

TEST_P(DenseSpectrumOf, ValuesVectorsAndPartsAreTheSameBitsForOneAndTwoThreads) {
  const Problem problem = testing::problem(GetParam());
  Context one, two;
  two.threads = 2;
  const DenseSpectrum a(problem.H, one), b(problem.H, two);
  EXPECT_EQ(a.values(), b.values());
  const Vector g = testing::gaussian(problem.size(), 11);
  EXPECT_EQ(a.parts(g, one), b.parts(g, two));
  const Matrix V = a.vectors(IndexRange{0, problem.size()}, one), W = b.vectors(IndexRange{0, problem.size()}, two);
  EXPECT_TRUE(std::equal(V.data(), V.data() + V.rows() * V.columns(), W.data()));
}

// Threads share the reflectors. LAPACK's unblocked code writes into them for a moment: one call in ten was wrong then.
TEST(DenseSpectrum, VectorsOnTwoThreadsAreTheSameBitsEveryTime) {
  const Problem problem = testing::problem({"normal", testing::gaussian(200, 23)});
  Context one, two;
  two.threads = 2;
  const DenseSpectrum spectrum(problem.H, one);
  const IndexRange all{0, problem.size()};
  const Matrix V = spectrum.vectors(all, one);
  for (int repetition = 0; repetition < 200; ++repetition) {
    const Matrix W = spectrum.vectors(all, two);
    ASSERT_TRUE(std::equal(V.data(), V.data() + V.rows() * V.columns(), W.data())) << "repetition " << repetition;
  }
}

// Many near-equal values are where relatively robust representations lose orthogonality; a run of them is polished.
TEST(DenseSpectrum, VectorsOfATightBulkAreOrthonormal) {
  Vector lambda = testing::gaussian(300, 21);
  for (std::size_t i = 40; i < lambda.size(); ++i) lambda[i] *= 1e-13;
  const Problem problem = testing::problem({"tight bulk", lambda});
  Context context;
  const DenseSpectrum spectrum(problem.H, context);
  const IndexRange range{0, 140};
  const Matrix V = spectrum.vectors(range, context);
  expect_eigenvectors(problem, V, Vector(spectrum.values().begin(), spectrum.values().begin() + 140));
}

// Wilkinson matrices glued weakly: pairs of eigenvalues that agree to 15 digits, ten times over. LAPACK's
// representations leave columns 1e3·eps from orthogonal here, one step of orthogonalize() squares that away.
TEST(DenseSpectrum, VectorsOfGluedWilkinsonMatricesAreOrthonormalToAFewRoundings) {
  constexpr std::size_t kCopies = 10, kSize = 21, n = kCopies * kSize;
  Matrix H(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    H(i, i) = std::abs(static_cast<double>(i % kSize) - 10);
    if (i + 1 < n) H(i + 1, i) = H(i, i + 1) = (i + 1) % kSize == 0 ? 1e-12 : 1;
  }
  Context context;
  const DenseSpectrum spectrum(H, context);
  const Matrix V = spectrum.vectors(highest(spectrum.values(), n / 3), context);
  double defect = 0;
  for (std::size_t j = 0; j < V.columns(); ++j) {
    for (std::size_t i = 0; i <= j; ++i) {
      defect = std::max(defect, std::abs(dot(V.column(i), V.column(j)) - (i == j ? 1 : 0)));
    }
  }
  EXPECT_LE(defect, 32 * kEpsilon);
}

// The second difference matrix: λₖ = 2 − 2cos(kπ/(n+1)), uₖ[i] = √(2/(n+1))·sin(ikπ/(n+1)).
TEST(DenseSpectrum, SecondDifferencesHaveSinesForEigenvectors) {
  constexpr std::size_t n = 50;
  Matrix H(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    H(i, i) = 2;
    if (i + 1 < n) H(i + 1, i) = H(i, i + 1) = -1;
  }
  Context context;
  const DenseSpectrum spectrum(H, context);
  const Matrix V = spectrum.vectors(lowest(spectrum.values(), 3), context);
  Vector g(n);
  g[0] = 1;
  const Vector parts = spectrum.parts(g, context);
  for (std::size_t k = 1; k <= n; ++k) {
    const double angle = static_cast<double>(k) * std::numbers::pi / (n + 1);
    EXPECT_NEAR(spectrum.values()[k - 1], 2 - 2 * std::cos(angle), n * kEpsilon * 4);
    // The smallest gap is about 3·(π/(n+1))²: parts turn by at most P·eps·‖H‖ over it.
    const double turn = n * kEpsilon * 4 / (3 * std::pow(std::numbers::pi / (n + 1), 2));
    EXPECT_NEAR(std::abs(parts[k - 1]), std::sqrt(2.0 / (n + 1)) * std::sin(angle), 2 * turn);
    if (k > 3) continue;
    for (std::size_t i = 1; i <= n; ++i) {
      EXPECT_NEAR(V(i - 1, k - 1) * std::copysign(1.0, V(0, k - 1)),
                  std::sqrt(2.0 / (n + 1)) * std::sin(static_cast<double>(i) * angle), 2 * turn);
    }
  }
}

TEST(DenseSpectrum, ReadsTheLowerTriangleOnly) {
  Context context;
  Matrix H(2, 2);
  H(1, 0) = -2;
  H(0, 1) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(eigenvalues(H, context), ::testing::Pointwise(::testing::DoubleNear(2 * kEpsilon * 2), {-2.0, 2.0}));
}

TEST(IndexRanges, PickFromAscendingValues) {
  const Vector values{-4, -1, -0.5, 0, 0, 0.25, 3};
  EXPECT_EQ(lowest(values, 2), (IndexRange{0, 2}));
  EXPECT_EQ(lowest(values, 100), (IndexRange{0, 7}));
  EXPECT_EQ(highest(values, 3), (IndexRange{4, 3}));
  EXPECT_EQ(nearest_zero(values, 3), (IndexRange{3, 3}));
  EXPECT_EQ(nearest_zero(values, 4), (IndexRange{2, 4}));
  EXPECT_EQ(nearest_zero(values, 0).count, 0u);
}

// What an error says is part of the interface.
std::string message_of(const std::function<void()>& call, ErrorKind kind) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  return "no error";
}

TEST(DenseSpectrumErrors, NameTheShapeTheEntryTheMemory) {
  Context context;
  EXPECT_EQ(message_of([&] { eigenvalues(Matrix(2, 3), context); }, ErrorKind::bad_input),
            "eigenvalues: the matrix is 2 × 3; a square one with at least one row is needed.");
  EXPECT_EQ(message_of([&] { eigenvalues(Matrix(0, 0), context); }, ErrorKind::bad_input),
            "eigenvalues: the matrix is 0 × 0; a square one with at least one row is needed.");
  Matrix bad = Matrix::identity(3);
  bad(2, 1) = std::numeric_limits<double>::infinity();
  EXPECT_EQ(message_of([&] { eigenvalues(bad, context); }, ErrorKind::numerical),
            "eigenvalues: entry (2, 1) of the matrix is inf.");
  Matrix huge(2, 2);  // λ = 2·max
  huge(0, 0) = huge(1, 1) = huge(1, 0) = std::numeric_limits<double>::max();
  EXPECT_EQ(message_of([&] { eigenvalues(huge, context); }, ErrorKind::numerical),
            "eigenvalues: the largest is beyond the range of a double. Scale the loss down.");
  const DenseSpectrum spectrum(Matrix::identity(3), context);
  EXPECT_EQ(message_of([&] { spectrum.parts(Vector(2), context); }, ErrorKind::bad_input),
            "parts along eigenvectors: the vector has 2 entries, the matrix 3 rows.");
  Context small;
  small.memory = 1000;
  EXPECT_THAT(message_of([&] { eigenvalues(Matrix::identity(12), small); }, ErrorKind::memory),
              ::testing::AllOf(::testing::HasSubstr("12 × 12"), ::testing::HasSubstr("--spectrum matrix-free")));
}

}  // namespace
}  // namespace saddlescope
