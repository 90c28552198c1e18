#include "saddlescope/spectrum/block_lanczos.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stop_token>

#include "saddlescope/base/error.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/inertia.h"
#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

using testing::Problem;
using Stop = BlockLanczos::Stop;

class BlockLanczosOn : public ::testing::TestWithParam<testing::NamedSpectrum> {};
INSTANTIATE_TEST_SUITE_P(Problems, BlockLanczosOn, ::testing::ValuesIn(testing::spectra()));

/// diag(λ), for as many columns as one likes.
class Diagonal final : public SymmetricOperator {
 public:
  explicit Diagonal(Vector lambda) : lambda_(std::move(lambda)) {}
  std::size_t size() const override { return lambda_.size(); }
  void apply(ConstBlock V, Block AV, Context&) const override {
    for (std::size_t j = 0; j < V.columns(); ++j) {
      for (std::size_t i = 0; i < size(); ++i) AV(i, j) = lambda_[i] * V(i, j);
    }
  }

 private:
  Vector lambda_;
};

/// The k lowest of the problem, then the k highest, each within its own bound: a lost copy or a ghost shifts all behind
/// it.
void expect_ends(const Problem& problem, const BlockLanczos& lanczos, std::size_t k) {
  const std::size_t P = problem.size(), m = lanczos.columns();
  for (std::size_t i = 0; i < std::min(k, P); ++i) {
    EXPECT_NEAR(lanczos.values()[i], problem.lambda[i], lanczos.residuals()[i] + 2 * problem.tolerance())
        << "low " << i;
    EXPECT_NEAR(lanczos.values()[m - 1 - i], problem.lambda[P - 1 - i],
                lanczos.residuals()[m - 1 - i] + 2 * problem.tolerance())
        << "high " << i;
  }
}

TEST_P(BlockLanczosOn, BothEndsComeWithAllTheirCopies) {
  const Problem problem = testing::problem(GetParam());
  const MatrixOperator A(problem.H);
  for (const std::size_t block : {1u, 2u, 4u, 7u}) {
    for (const std::size_t k : {1u, 3u, 13u}) {
      SCOPED_TRACE(::testing::Message() << "block " << block << ", " << k << " pairs");
      Context context;
      context.seed = 17 * block + k;
      BlockLanczos lanczos(A, {block, 60});
      const SpectrumEnds ends{k, k, 1e-9, 100000};
      const Stop stop = lanczos.run(ends, context);
      EXPECT_TRUE(stop == Stop::converged || stop == Stop::filled);
      // Fewer columns than copies wanted: those come from fresh columns only, which settled() goes on with.
      expect_ends(problem, lanczos, k);
      for (std::size_t i = 0; i < std::min(k, problem.size()); ++i) {
        EXPECT_LE(lanczos.residuals()[i], 1e-9 * problem.norm() + problem.tolerance());
      }
    }
  }
}

TEST_P(BlockLanczosOn, VectorsAreOrthonormalAndHaveTheResidualsSaid) {
  const Problem problem = testing::problem(GetParam());
  Context context;
  const MatrixOperator A(problem.H);
  BlockLanczos lanczos(A, {3, 300});
  for (const std::size_t products : {3u, 9u, 18u, 60u}) {
    lanczos.run({2, 2, 0, products}, context);
    const std::size_t m = lanczos.columns();
    const Matrix X = lanczos.vectors(0, m);
    Matrix AX(problem.size(), m);
    A.apply(X, AX, context);
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t i = 0; i <= j; ++i) {
        ASSERT_NEAR(dot(X.column(i), X.column(j)), i == j ? 1 : 0, 8 * static_cast<double>(problem.size()) * kEpsilon);
      }
      axpy(-lanczos.values()[j], X.column(j), AX.column(j));
      // Remainders of up to 100·√P·eps·‖A‖ count as none.
      const double rounding = 100 * std::sqrt(static_cast<double>(problem.size())) * kEpsilon * problem.norm();
      EXPECT_NEAR(norm(AX.column(j)), lanczos.residuals()[j], 2 * problem.tolerance() + 2 * rounding);
    }
  }
}

// Second truths: Σθ = tr H, Σθ² = ‖H‖²_F, and the signs by factorization.
TEST_P(BlockLanczosOn, ASpaceThatIsFullHoldsTheWholeSpectrum) {
  const Problem problem = testing::problem(GetParam());
  const std::size_t P = problem.size();
  Context context;
  const MatrixOperator A(problem.H);
  BlockLanczos lanczos(A, {4, P});
  ASSERT_EQ(lanczos.run({P, P, 0, 100 * P}, context), Stop::filled);
  double trace = 0, square = 0, sum = 0, sum_of_squares = 0;
  const double size = std::max(problem.norm(), 1e-300);
  for (std::size_t j = 0; j < P; ++j) {
    EXPECT_NEAR(lanczos.values()[j], problem.lambda[j], 2 * problem.tolerance());
    trace += problem.H(j, j) / size;
    for (std::size_t i = 0; i < P; ++i) square += problem.H(i, j) / size * (problem.H(i, j) / size);
    sum += lanczos.values()[j] / size;
    sum_of_squares += lanczos.values()[j] / size * (lanczos.values()[j] / size);
  }
  const double tolerance = 4 * static_cast<double>(P * P) * kEpsilon;
  EXPECT_NEAR(sum, trace, tolerance);
  EXPECT_NEAR(sum_of_squares, square, tolerance);
  const double tau = 1e-6 * problem.norm();
  const Inertia signs = inertia(problem.H, tau, context);
  EXPECT_EQ(testing::count_below(lanczos.values(), -tau), signs.negative);
  EXPECT_EQ(testing::count_above(lanczos.values(), tau), signs.positive);
  const UnseenBounds bounds = lanczos.unseen(1e-3);
  EXPECT_TRUE(bounds.known);
  EXPECT_EQ(bounds.failure_probability, 0);
}

TEST_P(BlockLanczosOn, ThickRestartsFindWhatALargeSpaceFinds) {
  const Problem problem = testing::problem(GetParam());
  Context context;
  const MatrixOperator A(problem.H);
  BlockLanczos lanczos(A, {2, 1});  // as few columns as it ever takes
  const Stop stop = lanczos.run({2, 2, 1e-8, 100000}, context);
  EXPECT_TRUE(stop == Stop::converged || stop == Stop::filled);
  EXPECT_LE(lanczos.columns(), std::min<std::size_t>(problem.size(), 4 * 2 + 4));
  expect_ends(problem, lanczos, 2);
}

TEST_P(BlockLanczosOn, ThreadsChangeNoBit) {
  const Problem problem = testing::problem(GetParam());
  const MatrixOperator A(problem.H);
  std::vector<Vector> values;
  for (const int threads : {1, 16}) {
    Context context;
    context.threads = threads;
    BlockLanczos lanczos(A, {4, 300});
    lanczos.run({2, 2, 1e-6, 200}, context);
    values.push_back(lanczos.values());
  }
  EXPECT_EQ(values[0], values[1]);
}

// P large enough for several panels of rows.
TEST(BlockLanczos, ThreadsChangeNoBitOfALongVector) {
  Vector lambda(20000);
  for (std::size_t i = 0; i < lambda.size(); ++i) lambda[i] = std::cos(static_cast<double>(i));
  lambda[77] = -2;
  const Diagonal A(lambda);
  std::vector<Vector> values;
  for (const int threads : {1, 3}) {
    Context context;
    context.threads = threads;
    BlockLanczos lanczos(A, {4, 40});
    lanczos.run({1, 1, 1e-12, 120}, context);
    values.push_back(lanczos.values());
    EXPECT_NEAR(lanczos.values().front(), -2, 1e-10);
  }
  EXPECT_EQ(values[0], values[1]);
}

// What training leaves: a few outliers, a bulk of zeros of both signs. Relative to |θ| no test would ever end.
TEST(BlockLanczos, ABulkAtZeroEndsTheSearch) {
  Vector lambda(2000);
  for (std::size_t i = 0; i < lambda.size(); ++i) lambda[i] = 1e-13 * std::sin(static_cast<double>(i));
  for (std::size_t i = 0; i < 10; ++i) lambda[i] = std::pow(0.5, static_cast<double>(i));
  const Diagonal A(lambda);
  Context context;
  BlockLanczos lanczos(A, {4, 300});
  EXPECT_EQ(lanczos.run({1, 1, 1e-8, 400}, context), Stop::converged);
  EXPECT_LE(lanczos.products(), 200u);
  EXPECT_NEAR(lanczos.values().back(), 1, 1e-8);
  EXPECT_NEAR(lanczos.values().front(), 0, 1e-8);
}

TEST(BlockLanczos, ContinuesWhereItStopped) {
  const Problem problem = testing::problem(testing::spectra().back());
  const MatrixOperator A(problem.H);
  Context context;
  BlockLanczos once(A, {4, 300}), twice(A, {4, 300});
  once.run({1, 1, 1e-9, 100000}, context);
  twice.run({1, 1, 1e-2, 100000}, context);
  EXPECT_LT(twice.products(), once.products());
  twice.run({1, 1, 1e-9, 100000}, context);
  EXPECT_NEAR(twice.values().front(), once.values().front(), 1e-9 * problem.norm());
  EXPECT_NEAR(twice.values().back(), once.values().back(), 1e-9 * problem.norm());
}

/// Asks to stop after some products.
class Stopping final : public SymmetricOperator {
 public:
  Stopping(const SymmetricOperator& A, std::size_t after, std::stop_source& source)
      : A_(A), after_(after), source_(source) {}
  std::size_t size() const override { return A_.size(); }
  void apply(ConstBlock V, Block AV, Context& context) const override {
    A_.apply(V, AV, context);
    done_ += V.columns();
    if (done_ >= after_) source_.request_stop();
  }

 private:
  const SymmetricOperator& A_;
  std::size_t after_;
  std::stop_source& source_;
  mutable std::size_t done_ = 0;
};

TEST(BlockLanczos, InterruptedItKeepsWhatItFound) {
  const Problem problem = testing::problem(testing::spectra().back());
  const MatrixOperator A(problem.H);
  std::stop_source source;
  const Stopping stopping(A, 40, source);
  Context context;
  context.stop = source.get_token();
  BlockLanczos lanczos(stopping, {4, 300});
  EXPECT_EQ(lanczos.run({1, 1, 1e-12, 100000}, context), Stop::interrupted);
  EXPECT_EQ(lanczos.products(), 40u);
  ASSERT_EQ(lanczos.values().size(), 40u);
  EXPECT_GE(lanczos.values().front(), problem.lambda.front() - problem.tolerance());
  EXPECT_LE(lanczos.values().front(), 0.9 * problem.lambda.front());
  EXPECT_EQ(lanczos.vectors(0, 1).rows(), problem.size());
}

/// The spectrum that is hardest for Lanczos at depth j: λ_min = 0, all others at the extrema of the polynomial that
/// damps (λ − ε)·p(λ)², deg p < j, best on [ε, 1]: λ = ε + (1 − ε)·cos²(kπ/(2j − 1)), k < j.
Vector hardest(std::size_t P, std::size_t depth, double epsilon) {
  Vector lambda(P);
  for (std::size_t i = 1; i < P; ++i) {
    const double y = std::cos(std::acos(-1.0) * static_cast<double>(i % depth) / (2 * static_cast<double>(depth) - 1));
    lambda[i] = epsilon + (1 - epsilon) * y * y;
  }
  return lambda;
}

// 1,000 starts: the bound fails no more often than said. A bound with a quarter of the ε does.
TEST(UnseenBounds, FailNoMoreOftenThanTheirProbability) {
  constexpr std::size_t kRuns = 1000, kBites = 250, P = 150;
  struct Case {
    std::size_t block, depth;
    std::vector<double> probabilities;
  };
  for (const auto& [block, depth, probabilities] :
       {Case{1, 20, {0.02, 0.1}}, Case{2, 16, {0.1}}, Case{4, 14, {0.02}}}) {
    for (const double probability : probabilities) {
      const double root = (std::log(1.648 * std::sqrt(static_cast<double>(P))) +
                           std::log(2 / probability) / static_cast<double>(block)) /
                          (2 * static_cast<double>(depth) - 1);
      const double epsilon = root * root;
      ASSERT_LT(epsilon, 0.5);
      const Diagonal hard(hardest(P, depth, epsilon)), harder(hardest(P, depth, epsilon / 4));
      std::size_t failures = 0, too_bold = 0;
      for (std::size_t run = 0; run < kRuns; ++run) {
        Context context;
        context.seed = run;
        BlockLanczos on_hard(hard, {block, P});
        on_hard.run({1, 1, 0, block * depth}, context);
        const UnseenBounds bounds = on_hard.unseen(probability);
        ASSERT_TRUE(bounds.known);
        EXPECT_EQ(bounds.failure_probability, probability);
        failures += bounds.lowest > 0 || bounds.highest < 1;
        if (run >= kBites) continue;
        BlockLanczos on_harder(harder, {block, P});
        on_harder.run({1, 1, 0, block * depth}, context);
        const Vector& values = on_harder.values();
        too_bold += values.front() > epsilon / 4 * (values.back() - values.front());
      }
      const double expected = probability * kRuns, deviation = std::sqrt(expected);
      EXPECT_LE(static_cast<double>(failures), expected + 4 * deviation) << "block " << block << ", p " << probability;
      EXPECT_GT(static_cast<double>(too_bold), probability * kBites) << "block " << block << ", p " << probability;
    }
  }
}

// H = 0: nothing is left of the first block. Anything beyond 0 would show with probability 1.
TEST(UnseenBounds, ZeroIsKnownToBeZero) {
  const Matrix H(40, 40);
  const MatrixOperator A(H);
  Context context;
  BlockLanczos lanczos(A, {4, 300});
  EXPECT_EQ(lanczos.run({1, 1, 1e-8, 400}, context), Stop::converged);
  EXPECT_EQ(lanczos.products(), 4u);
  const UnseenBounds bounds = lanczos.unseen(1e-3);
  EXPECT_TRUE(bounds.known);
  EXPECT_EQ(bounds.lowest, 0);
  EXPECT_EQ(bounds.highest, 0);
}

// Few distinct eigenvalues: the start's space is invariant long before the depth says anything; the one at −0.01 is
// found.
TEST(UnseenBounds, AnInvariantSpaceSaysMoreThanItsDepth) {
  Vector lambda(500, 1.0);
  std::fill_n(lambda.begin(), 200, 0.0);
  lambda[0] = -1e-2;
  const Diagonal A(lambda);
  Context context;
  BlockLanczos lanczos(A, {2, 300});
  lanczos.run({1, 1, 1e-12, 100}, context);
  EXPECT_NEAR(lanczos.values().front(), -1e-2, 1e-12);
  const UnseenBounds bounds = lanczos.unseen(1e-3);
  ASSERT_TRUE(bounds.known);
  EXPECT_LE(bounds.lowest, -1e-2);
  EXPECT_GE(bounds.lowest, -1e-2 - 1e-8);
}

TEST(UnseenBounds, TooFewProductsSayNothing) {
  Context context;
  const Diagonal A(testing::gaussian(3466, 3));
  BlockLanczos lanczos(A, {1, 300});
  lanczos.run({1, 1, 0, 8}, context);
  EXPECT_FALSE(lanczos.unseen(2e-3).known);  // k ≤ 8 at P = 3,466, δ = 1e-3 (methods.md §4)
}

TEST(BlockLanczosErrors, AreClear) {
  const auto message = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  const Diagonal A(Vector(1000, 1.0)), nothing(Vector{}), bad(Vector(3, std::numeric_limits<double>::infinity()));
  EXPECT_EQ(message([&] { BlockLanczos(A, {0, 10}); }),
            "block Lanczos: 1000 rows and blocks of 0; both must be at least 1.");
  EXPECT_EQ(message([&] { BlockLanczos(nothing, {4, 10}); }),
            "block Lanczos: 0 rows and blocks of 4; both must be at least 1.");
  Context context;
  EXPECT_EQ(message([&] { BlockLanczos(bad, {2, 10}).run({}, context); }),
            "Lanczos: product 1 with the operator is not finite. Check that loss and gradient are finite around this "
            "point.");
  context.memory = 1000;
  EXPECT_EQ(message([&] { BlockLanczos(A, {2, 10}).run({}, context); }),
            "14 Lanczos vectors of length 1000 would take 0.107 MiB; 0.000954 MiB are allowed. Raise --memory.");
}

// 20,000 columns of 20,000 would be 3.2 GB; the products asked for fill 100, and a later call that asks for more gets
// more.
TEST(BlockLanczos, TakesNoMemoryForColumnsThatItsProductsCannotFill) {
  const std::size_t P = 20000;
  Vector lambda(P);
  for (std::size_t i = 0; i < P; ++i) lambda[i] = std::sin(static_cast<double>(i));
  const Diagonal A(lambda);
  Context context;
  context.memory = std::size_t{128} << 20;
  BlockLanczos lanczos(A, {.block = 4, .columns = 100000});
  EXPECT_EQ(lanczos.run({1, 1, 0, 100}, context), Stop::budget);
  EXPECT_EQ(lanczos.columns(), 100u);
  EXPECT_EQ(lanczos.run({1, 1, 0, 200}, context), Stop::budget);
  EXPECT_EQ(lanczos.columns(), 200u);
  EXPECT_TRUE(lanczos.unseen(1e-3).known);  // never restarted: the bound of the whole Krylov space holds
  EXPECT_THROW(lanczos.run({1, 1, 0, 5000}, context), Error);
}

}  // namespace
}  // namespace saddlescope
