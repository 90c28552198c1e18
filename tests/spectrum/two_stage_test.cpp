#include "saddlescope/spectrum/two_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stop_token>

#include "saddlescope/base/error.h"
#include "saddlescope/spectrum/dense.h"
#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

using testing::Problem;

Matrix scaled(const Matrix& H) {
  double largest = 0;
  for (std::size_t j = 0; j < H.columns(); ++j) {
    for (const double x : H.column(j)) largest = std::max(largest, std::abs(x));
  }
  Matrix A = H;
  if (largest > 0) scale(std::ldexp(1.0, -std::ilogb(largest)), {A.data(), A.rows() * A.columns()});
  return A;
}

double frobenius(const Matrix& A) { return norm({A.data(), A.rows() * A.columns()}); }

struct Case {
  std::size_t n, bandwidth;
};

// Sizes around multiples of the bandwidth, bandwidths beyond the matrix, one row.
std::vector<Case> cases() {
  std::vector<Case> list;
  for (const std::size_t b : {2, 3, 8, 16}) {
    for (const std::size_t n : {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 24, 25, 33, 50}) {
      list.push_back({n, b});
    }
  }
  for (const std::size_t n : {49, 96, 97, 150, 240}) list.push_back({n, 48});  // the width of the unrolled loops
  return list;
}

Matrix random_symmetric(std::size_t n) {
  Matrix A(n, n);
  RandomStream random(7, "two stages", n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) A(i, j) = A(j, i) = random.uniform(-1, 1);
  }
  return A;
}

// A = Q·T·Qᵀ with orthonormal Q, by what the reduction does to the unit vectors; Qᵀ undoes Q.
TEST(TwoStages, GiveBackTheMatrixWhateverItsSizeAndBandwidth) {
  for (const auto& [n, b] : cases()) {
    const Matrix A = random_symmetric(n);
    Context context;
    const TwoStageReduction reduction(A, b, context);
    Matrix Q = Matrix::identity(n), T(n, n), QT(n, n), back(n, n);
    reduction.apply(Transpose::no, Q);
    for (std::size_t i = 0; i < n; ++i) {
      T(i, i) = reduction.diagonal()[i];
      if (i + 1 < n) T(i + 1, i) = T(i, i + 1) = reduction.subdiagonal()[i];
    }
    multiply(Q, Transpose::no, T, Transpose::no, QT);
    multiply(QT, Transpose::no, Q, Transpose::yes, back);
    const double unit = 8 * static_cast<double>(n) * kEpsilon;
    axpy(-1, {A.data(), n * n}, {back.data(), n * n});
    EXPECT_LE(frobenius(back), unit * frobenius(A)) << n << " rows, bandwidth " << b;
    reduction.apply(Transpose::yes, Q);
    const Matrix I = Matrix::identity(n);
    axpy(-1, {I.data(), n * n}, {Q.data(), n * n});
    EXPECT_LE(frobenius(Q), unit * std::sqrt(static_cast<double>(n))) << n << " rows, bandwidth " << b;
  }
}

class TwoStagesOf : public ::testing::TestWithParam<testing::NamedSpectrum> {};
INSTANTIATE_TEST_SUITE_P(Problems, TwoStagesOf, ::testing::ValuesIn(testing::spectra()));

// Clusters, zeros, ±λ, graded: T of two stages has the eigenvalues of T of one stage.
TEST_P(TwoStagesOf, KeepTheEigenvalues) {
  const Matrix A = scaled(testing::problem(GetParam()).H);
  Context context;
  const TwoStageReduction reduction(A, 6, context);
  Matrix T(A.rows(), A.rows());
  for (std::size_t i = 0; i < T.rows(); ++i) {
    T(i, i) = reduction.diagonal()[i];
    if (i + 1 < T.rows()) T(i + 1, i) = reduction.subdiagonal()[i];
  }
  const Vector expected = eigenvalues(A, context), found = eigenvalues(T, context);
  const double size = std::max(std::abs(expected.front()), std::abs(expected.back()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 4 * static_cast<double>(A.rows()) * kEpsilon * size) << i;
  }
}

// All entries equal: what is left of a panel is rounding, and rounding of that, down to what can't be divided by.
TEST(TwoStages, SurviveWhatIsLeftOfAMatrixOfRankOne) {
  for (const std::size_t n : {50, 640}) {
    Matrix A(n, n);
    std::fill_n(A.data(), n * n, 1.0);
    Context context;
    const TwoStageReduction reduction(A, 16, context);
    EXPECT_TRUE(all_finite(reduction.diagonal()));
    EXPECT_TRUE(all_finite(reduction.subdiagonal()));
    if (n < 600) continue;
    const DenseSpectrum spectrum(A, context);
    EXPECT_NEAR(spectrum.values().back(), static_cast<double>(n), spectrum.bound());
    EXPECT_LE(std::abs(spectrum.values()[n - 2]), spectrum.bound());
    EXPECT_LE(std::abs(spectrum.values().front()), spectrum.bound());
  }
}

// Sweeps that follow one another down the band on several threads, applied to few columns and to many.
TEST(TwoStages, AnyNumberOfThreadsGivesTheSameBits) {
  constexpr std::size_t n = 300;
  const Matrix A = random_symmetric(n);
  for (const std::size_t b : {5, 48}) {
    Context one;
    const TwoStageReduction expected(A, b, one);
    for (const int threads : {2, 3, 8}) {
      Context several;
      several.threads = threads;
      const TwoStageReduction found(A, b, several);
      EXPECT_EQ(found.diagonal(), expected.diagonal()) << b << ", " << threads;
      EXPECT_EQ(found.subdiagonal(), expected.subdiagonal()) << b << ", " << threads;
    }
    Matrix few(n, 3), many(n, 40);
    for (std::size_t j = 0; j < many.columns(); ++j)
      std::ranges::copy(testing::gaussian(n, j % 3), many.column(j).begin());
    std::copy_n(many.data(), n * 3, few.data());
    expected.apply(Transpose::yes, few);
    expected.apply(Transpose::yes, many);
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_LE(norm(plus(few.column(j), -1, many.column(j))), 8 * n * kEpsilon * norm(few.column(j)));
    }
  }
}

TEST(TwoStages, EndWhereAStopIsAskedFor) {
  std::stop_source stop;
  Context context;
  context.threads = 4;
  context.stop = stop.get_token();
  stop.request_stop();
  EXPECT_THROW(TwoStageReduction(random_symmetric(100), 8, context), Error);
}

// As DenseSpectrum uses it for many rows: values, vectors and parts of a matrix with a chosen spectrum, and the same
// bits with one and with two threads.
TEST(TwoStages, ServeTheSpectrumOfManyRows) {
  constexpr std::size_t n = 640;
  Vector lambda(n, 0.0);
  for (std::size_t i = 0; i < 40; ++i) lambda[i] = -1.0 - 0.1 * static_cast<double>(i / 2);
  for (std::size_t i = 600; i < n; ++i) lambda[i] = 1e-3 * static_cast<double>(i);
  std::ranges::sort(lambda);
  const Problem problem = testing::problem({"many rows", lambda});
  Context one, two;
  two.threads = 2;
  const DenseSpectrum spectrum(problem.H, one), again(problem.H, two);
  EXPECT_EQ(spectrum.values(), again.values());
  for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(spectrum.values()[i], lambda[i], problem.tolerance()) << i;
  const IndexRange ranges[] = {lowest(spectrum.values(), 45), highest(spectrum.values(), 8)};
  const Matrix V = spectrum.vectors(ranges, two);
  Matrix HV(n, V.columns());
  multiply(problem.H, Transpose::no, V, Transpose::no, HV);
  for (std::size_t j = 0; j < V.columns(); ++j) {
    axpy(-spectrum.values()[j < 45 ? j : n - 8 + j - 45], V.column(j), HV.column(j));
    EXPECT_LE(norm(HV.column(j)), 4 * problem.tolerance()) << j;
  }
  const Vector g = testing::gaussian(n, 5), parts = spectrum.parts(g, one);
  {  // what is solved for lies where no eigenvalue is zero
    Matrix shifted = problem.H;
    for (std::size_t i = 0; i < n; ++i) shifted(i, i) += 0.25;
    Vector x = g, back(n);
    DenseSpectrum(shifted, one).solve(x);
    multiply(shifted, Transpose::no, x, Transpose::no, back);
    EXPECT_LE(norm(plus(back, -1, g)), 4 * problem.tolerance() * norm(x));
  }
  EXPECT_EQ(parts, again.parts(g, two));
  EXPECT_NEAR(norm(parts) / norm(g), 1, 1e-12);
  double quadratic = 0, expected = 0;
  for (std::size_t i = 0; i < n; ++i) quadratic += spectrum.values()[i] * parts[i] * parts[i];
  Vector Hg(n);
  for (std::size_t j = 0; j < n; ++j) axpy(g[j], problem.H.column(j), Hg);
  expected = dot(g, Hg);
  EXPECT_NEAR(quadratic, expected, 4 * problem.tolerance() * dot(g, g));
}

}  // namespace
}  // namespace saddlescope
