// Estimated counts against the true ones of diagonal matrices, their stated errors against those measured over many
// seeds, and the bounds of quadrature against the measure of the very vectors drawn.
#include "saddlescope/spectrum/density.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <stop_token>
#include <vector>

#include "saddlescope/base/error.h"
#include "tests/spectrum/problems.h"

namespace saddlescope {
namespace {

using ::testing::ElementsAre;

class CountedDiagonal : public SymmetricOperator {
 public:
  explicit CountedDiagonal(Vector entries) : entries_(std::move(entries)) {}
  std::size_t size() const override { return entries_.size(); }
  void apply(ConstBlock V, Block AV, Context&) const override {
    ++products;
    if (products == stop_at) stop.request_stop();
    for (std::size_t j = 0; j < V.columns(); ++j) {
      for (std::size_t i = 0; i < entries_.size(); ++i) AV(i, j) = entries_[i] * V(i, j);
    }
  }
  mutable std::size_t products = 0;
  std::size_t stop_at = 0;
  mutable std::stop_source stop;

 private:
  Vector entries_;
};

Vector repeated(const std::vector<std::pair<double, std::size_t>>& values) {
  Vector all;
  for (const auto& [value, count] : values) all.insert(all.end(), count, value);
  return all;
}

double true_count(const Vector& lambda, double low, double high) {
  return static_cast<double>(std::ranges::count_if(lambda, [&](double x) { return low <= x && x < high; }));
}

// A bulk around zero with tails of either sign, all different: what Hessians of networks look like.
Vector bulk(std::size_t P) {
  Vector lambda(P);
  for (std::size_t i = 0; i < P; ++i) {
    const double u = 2 * (static_cast<double>(i) + 0.5) / static_cast<double>(P) - 1;
    lambda[i] = u * u * u * (u > 0 ? 1 : 0.25);
  }
  return lambda;
}

// Five different eigenvalues, so that quadrature is exact and the error is that of sampling alone: a vector's variance
// of the mass of n of P is 2n(1 − n/P)·P/(P+2).
TEST(SpectralDensity, StatesTheErrorThatManySeedsShow) {
  const Vector lambda = repeated({{-1, 30}, {0, 100}, {0.1, 40}, {0.5, 25}, {3, 5}});
  const CountedDiagonal A(lambda);
  const double P = static_cast<double>(lambda.size());
  const Vector edges{-2, -0.5, 0.05, 0.3, 1, 4};
  constexpr int kSeeds = 400;
  constexpr std::size_t kVectors = 10;
  for (std::size_t cell = 0; cell + 1 < edges.size(); ++cell) {
    const double n = true_count(lambda, edges[cell], edges[cell + 1]);
    const double expected = std::sqrt(2 * n * (1 - n / P) * P / (P + 2) / static_cast<double>(kVectors));
    double sum = 0, squares = 0, stated = 0;
    for (int seed = 0; seed < kSeeds; ++seed) {
      Context context;
      context.seed = static_cast<std::uint64_t>(seed);
      const EstimatedCount count =
          SpectralDensity(A, {.vectors = kVectors, .steps = 20, .probes = Probes::sphere}, context).cells(edges)[cell];
      sum += count.mass - n;
      squares += (count.mass - n) * (count.mass - n);
      stated += count.standard_error * count.standard_error;
      EXPECT_DOUBLE_EQ(count.at_least, count.mass);  // the space is invariant after five steps
      EXPECT_DOUBLE_EQ(count.at_most, count.mass);
    }
    const double measured = std::sqrt(squares / kSeeds), scatter = expected / std::sqrt(kSeeds);
    EXPECT_LT(std::abs(sum / kSeeds), 4 * scatter) << cell;  // without bias
    EXPECT_NEAR(measured, expected, 4 * expected / std::sqrt(2.0 * kSeeds)) << cell;  // a sample deviation's scatter
    EXPECT_GT(std::sqrt(stated / kSeeds), 0.95 * expected) << cell;  // not understated,
    EXPECT_LT(std::sqrt(stated / kSeeds), 1.3 * expected)
        << cell;  // and little overstated: the larger of two estimates
  }
}

// Of signs no variance is known beforehand (on a diagonal matrix they would show none): the samples' own is stated.
TEST(SpectralDensity, StatesTheErrorOfSignsFromTheSamplesThemselves) {
  const testing::Problem problem = testing::problem({"two values", repeated({{-1, 20}, {1, 40}})});
  const MatrixOperator A(problem.H);
  constexpr int kSeeds = 200;
  double squares = 0, stated = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    Context context;
    context.seed = static_cast<std::uint64_t>(seed);
    const EstimatedCount count =
        SpectralDensity(A, {.vectors = 10, .steps = 10, .probes = Probes::rademacher}, context).below(0);
    squares += (count.mass - 20) * (count.mass - 20) / kSeeds;
    stated += count.standard_error * count.standard_error / kSeeds;
  }
  EXPECT_GT(squares, 0.01);
  EXPECT_NEAR(stated / squares, 1, 4 * std::sqrt(2.0 / kSeeds + 2.0 / (9 * kSeeds)));  // scatter of either variance
}

// What μ_v has below x, for the vectors really drawn, lies between at_least and at_most wherever x is.
TEST(SpectralDensity, BoundsOfQuadratureHoldForTheVectorsDrawn) {
  for (const std::size_t steps : {1, 2, 5, 12, 30}) {
    const Vector lambda = bulk(300);
    const CountedDiagonal A(lambda);
    Context context;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      context.seed = seed;
      const SpectralDensity density(A, {.vectors = 1, .steps = steps, .probes = Probes::sphere}, context);
      RandomStream random = context.random_start("spectral density", 0);
      Vector v(lambda.size());
      for (double& entry : v) entry = random.normal();
      const double squared = dot(v, v);
      for (double x = -0.3; x < 1.1; x += 0.0137) {
        double below = 0;
        for (std::size_t i = 0; i < v.size(); ++i) below += lambda[i] < x ? v[i] * v[i] / squared * 300 : 0;
        const EstimatedCount count = density.below(x);
        EXPECT_LE(count.at_least, below + 1e-9) << steps << " steps, x = " << x;
        EXPECT_GE(count.at_most, below - 1e-9) << steps << " steps, x = " << x;
        const EstimatedCount above = density.above(x);
        EXPECT_LE(above.at_least, 300 - below + 1e-9);
        EXPECT_GE(above.at_most, 300 - below - 1e-9);
      }
    }
  }
}

// Far from where eigenvalues pile up the bounds close with more steps, at zero they stay open: that is the sensitivity
// to τ.
TEST(SpectralDensity, IsSharpOutsideTheBulkAndSaysThatItIsNotInside) {
  const Vector lambda = bulk(2000);
  const CountedDiagonal A(lambda);
  Context context;
  const SpectralDensity density(A, {.vectors = 20, .steps = 60, .probes = Probes::sphere}, context);
  for (const double x : {-0.2, -0.1, 0.3, 0.8}) {
    const EstimatedCount count = x < 0 ? density.below(x) : density.above(x);
    const double n = x < 0 ? true_count(lambda, -2, x) : true_count(lambda, x, 2);
    EXPECT_NEAR(count.mass, n, 4 * count.standard_error + (count.at_most - count.at_least)) << x;
    EXPECT_LT(count.at_most - count.at_least, 0.1 * 2000) << x;
  }
  const EstimatedCount at_zero = density.below(0);
  EXPECT_GT(at_zero.at_most - at_zero.at_least, 0.1 * 2000);
}

TEST(SpectralDensity, MassesAddUpToTheNumberOfEigenvalues) {
  for (const testing::Problem& problem : testing::problems()) {
    if (problem.size() > 120) continue;
    const MatrixOperator A(problem.H);
    for (const Probes probes : {Probes::sphere, Probes::rademacher}) {
      Context context;
      const SpectralDensity density(A, {.vectors = 3, .steps = 20, .probes = probes}, context);
      const double P = static_cast<double>(problem.size());
      double sum = 0;
      for (const EstimatedCount& cell : density.cells(edges_around_zero(1e-3 * density.norm(), density.norm()))) {
        sum += cell.mass;
      }
      EXPECT_NEAR(sum, P, 1e-10 * P) << problem.name;
      const double e = 1e-12 * problem.norm();  // interlacing, to the rounding of H
      EXPECT_LE(density.nodes_below(-e), testing::count_below(problem.lambda, -e / 2)) << problem.name;
      EXPECT_LE(density.nodes_above(e), testing::count_above(problem.lambda, e / 2)) << problem.name;
    }
  }
}

// Entries ±1/√P weigh every eigenvector of a diagonal matrix alike: counts are exact.
TEST(SpectralDensity, RademacherVectorsCountADiagonalMatrixExactly) {
  const Vector lambda = repeated({{-1, 7}, {0, 20}, {2, 3}});
  Context context;
  const SpectralDensity density(CountedDiagonal(lambda), {.vectors = 2, .steps = 10, .probes = Probes::rademacher},
                                context);
  EXPECT_NEAR(density.below(-0.5).mass, 7, 1e-12);
  EXPECT_NEAR(density.above(0.5).mass, 3, 1e-12);
  EXPECT_NEAR(density.above(0.5).standard_error, 0, 1e-12);
}

TEST(SpectralDensity, NothingIsWrongWithNoEigenvalueButZeroOrOnlyOne) {
  Context context;
  const SpectralDensity zero(CountedDiagonal(Vector(50, 0.0)), {}, context);
  EXPECT_EQ(zero.norm(), 0);
  EXPECT_EQ(zero.below(0).mass, 0);
  EXPECT_NEAR(zero.above(0).mass, 0, 1e-12);
  EXPECT_NEAR(zero.cells(edges_around_zero(1e-300, 0))[0].mass, 50, 1e-12);
  const SpectralDensity one(CountedDiagonal({-3}), {}, context);
  EXPECT_NEAR(one.below(0).mass, 1, 1e-15);
  EXPECT_NEAR(one.below(0).standard_error, 0, 1e-7);  // the root of a rounding error
  const SpectralDensity symmetric(CountedDiagonal(repeated({{-2, 40}, {2, 40}})), {}, context);
  EXPECT_NEAR(symmetric.below(0).mass + symmetric.above(0).mass, 80, 1e-10);
  EXPECT_EQ(symmetric.nodes_below(0), 1U);
}

TEST(SpectralDensity, KeepsTheVectorsThatWereDoneWhenStopped) {
  CountedDiagonal A(bulk(100));
  A.stop_at = 47;
  Context context;
  context.stop = A.stop.get_token();
  const SpectralDensity density(A, {.vectors = 10, .steps = 20, .probes = Probes::sphere}, context);
  EXPECT_TRUE(density.interrupted());
  EXPECT_EQ(density.quadratures().size(), 2U);
  Context free;
  const SpectralDensity two(CountedDiagonal(bulk(100)), {.vectors = 2, .steps = 20, .probes = Probes::sphere}, free);
  EXPECT_EQ(density.below(-0.01).mass, two.below(-0.01).mass);  // the same vectors, the same bits
}

TEST(SpectralDensity, RefusesWithoutAProductWhatTheMemoryDoesNotAllow) {
  const CountedDiagonal A(bulk(1000));
  Context context;
  context.memory = 8 * 1000 * 10;
  EXPECT_THROW(SpectralDensity(A, {.vectors = 1, .steps = 20, .probes = Probes::sphere}, context), Error);
  EXPECT_EQ(A.products, 0U);
  EXPECT_THROW(SpectralDensity(A, {.vectors = 0}, context), Error);
}

TEST(SpectralDensity, CellsDoubleAwayFromZero) {
  EXPECT_THAT(edges_around_zero(1, 8), ElementsAre(-8, -4, -2, -1, 1, 2, 4, 8));
  EXPECT_THAT(edges_around_zero(3, 2), ElementsAre(-3, 3));
}

}  // namespace
}  // namespace saddlescope
