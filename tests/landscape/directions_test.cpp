// Directions: named, random, normalized by filters, eigenvectors, to other weights, principal components.
#include "saddlescope/landscape/directions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/landscape/eigenvectors.h"
#include "saddlescope/landscape/trajectory.h"
#include "tests/base/errors.h"
#include "tests/landscape/problems.h"

namespace saddlescope {
namespace {

using testing::formula;
using testing::network;
using testing::Point;

// 3-5-2: rows of 0.weight are filters of 3, rows of 2.weight of 5; biases are 0, or one filter each.
TEST(FilterNormalization, GivesEachFilterTheLengthOfItsWeights) {
  Point point = network();
  for (const bool biases : {false, true}) {
    const Normalization how = biases ? Normalization::filters_and_biases : Normalization::filters;
    const Vector d = random_direction(*point.objective, point.theta, how, 1, point.context).vector;
    const Vector raw = random_direction(*point.objective, point.theta, Normalization::none, 1, point.context).vector;
    const auto expect_filter = [&](std::size_t first, std::size_t count) {
      const std::span<const double> weights(point.theta.data() + first, count), r(raw.data() + first, count);
      for (std::size_t i = 0; i < count; ++i) {
        const double expected = r[i] / norm(r) * norm(weights);
        EXPECT_NEAR(d[first + i], expected, 4 * kEps * norm(weights)) << first + i;
      }
    };
    for (std::size_t unit = 0; unit < 5; ++unit) expect_filter(3 * unit, 3);
    for (std::size_t unit = 0; unit < 2; ++unit) expect_filter(20 + 5 * unit, 5);
    for (const auto& [first, count] : {std::pair<std::size_t, std::size_t>{15, 5}, {30, 2}}) {
      if (biases) {
        expect_filter(first, count);
      } else {
        for (std::size_t i = first; i < first + count; ++i) EXPECT_EQ(d[i], 0);
      }
    }
  }
}

TEST(FilterNormalization, OfUnitsAlongTheSecondAxisTakesColumns) {
  const std::vector<Parameter> parameters{{"kernel", {2, 3}, 0, Parameter::Role::weight, 1}};
  const Vector theta{3, 0, 1, 4, 0, 1};
  Vector d{1, 1, 1, 1, 1, 1};
  normalize_by_filters(parameters, theta, false, d);
  const double root = std::sqrt(2.0);
  const Vector expected{5 / root, 0, 1, 5 / root, 0, 1};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(d[i], expected[i], 8 * kEps);
}

TEST(RandomDirections, HaveLengthOneAndDifferByNumber) {
  Point point = network();
  const Direction one = random_direction(*point.objective, point.theta, Normalization::none, 1, point.context);
  const Direction two = random_direction(*point.objective, point.theta, Normalization::none, 2, point.context);
  EXPECT_NEAR(norm(one.vector), 1, 1e-14);
  EXPECT_NE(one.vector, two.vector);
  EXPECT_EQ(one.vector, random_direction(*point.objective, point.theta, Normalization::none, 1, point.context).vector);
}

// −(1, 1)/√2 for c·(x + y), whatever c: 1/‖g‖ overflows, or ‖g‖ does.
TEST(GradientDirection, HasLengthOneAtEveryScale) {
  for (const char* c : {"1e-322", "1e-310", "1e-300", "1", "1e300", "1.7e308"}) {
    Point point = formula(std::string(c) + "*x + " + c + "*y", {0, 0});
    const Direction d = gradient_direction(*point.at());
    for (const double entry : d.vector) EXPECT_NEAR(entry, -std::sqrt(0.5), 1e-15) << c;
  }
}

TEST(ParameterDirections, AreFoundByTheirNames) {
  Point point = network();
  EXPECT_EQ(parameter_named(*point.objective, "0.weight[1,2]"), 5U);
  try {
    parameter_named(*point.objective, "w1");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "no parameter is named \"w1\". The parameters are 0.weight[0,0], 0.weight[0,1], "
        "0.weight[0,2], 0.weight[1,0], 0.weight[1,1], 0.weight[1,2], 0.weight[2,0], 0.weight[2,1] … 2.bias[1].");
  }
  try {
    parameter_named(*point.objective, "0.weight");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "\"0.weight\" has 15 entries, and a direction is one of them. Name one of 0.weight[0,0] to "
                 "0.weight[4,2].");
  }
}

// (1 − w1·w2)² at 0: H = [0 −2; −2 0], λ = ∓2 along (1, ±1)/√2.
TEST(Eigenvectors, OfTheLecturesNetworkAreTheDiagonals) {
  Point point = formula("(1 - w1*w2)^2", {0, 0});
  for (const std::size_t products : {0u, 40u}) {
    const Eigenvectors pairs = eigenvectors(*point.at(), {{1}, {1}}, products, point.context);
    EXPECT_NEAR(*pairs.lowest[0].eigenvalue, -2, 1e-12);
    EXPECT_NEAR(*pairs.highest[0].eigenvalue, 2, 1e-12);
    EXPECT_EQ(pairs.highest[0].label, "eigenvector 2 of 2");
    const double r = std::sqrt(0.5);
    EXPECT_NEAR(pairs.lowest[0].vector[0], r, 1e-9);
    EXPECT_NEAR(pairs.lowest[0].vector[1], r, 1e-9);
    EXPECT_NEAR(std::abs(pairs.highest[0].vector[0] - pairs.highest[0].vector[1]), 2 * r, 1e-9);
  }
}

TEST(Eigenvectors, ByTheMatrixAndByProductsAreTheSame) {
  Point point = network();
  const auto at = point.at();
  const EigenRanks ranks{{1, 2}, {1, 3}};
  const Eigenvectors matrix = eigenvectors(*at, ranks, 0, point.context);
  const Eigenvectors products = eigenvectors(*at, ranks, 400, point.context);
  for (std::size_t k = 0; k < 2; ++k) {
    for (const auto& [a, b] :
         {std::pair{matrix.lowest[k], products.lowest[k]}, {matrix.highest[k], products.highest[k]}}) {
      EXPECT_EQ(a.label, b.label);
      EXPECT_NEAR(*a.eigenvalue, *b.eigenvalue, 1e-9 * matrix.norm);
      EXPECT_NEAR(dot(a.vector, b.vector), 1, 1e-6);
      EXPECT_LE(dot(at->gradient(), a.vector), 0);
    }
  }
}

TEST(Eigenvectors, BeyondThoseThereAreSaysSo) {
  Point point = formula("x^2 + y^2", {0, 0});
  try {
    eigenvectors(*point.at(), {{3}, {}}, 0, point.context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "there is no eigenvector 3 of 2.");
  }
}

TEST(SecondOrder, IsTheClosedFormOfAQuadratic) {
  Point point = formula("3*x^2 - 2*x*y + y^2 + x - 4*y", {1, 2});  // g = (6x − 2y + 1, −2x + 2y − 4) = (3, −2)
  std::vector<Direction> directions{parameter_direction(*point.objective, 0), gradient_direction(*point.at())};
  const SecondOrder model = second_order(*point.at(), directions, point.context);
  const double g = std::sqrt(13.0);
  EXPECT_NEAR(*directions[0].slope, 3, 1e-14);
  EXPECT_NEAR(*directions[0].curvature, 6, 1e-14);
  EXPECT_NEAR(*directions[1].slope, -g, 1e-14);
  EXPECT_NEAR(*directions[1].curvature, (6 * 9 + 2 * 2 * 3 * 2 + 2 * 4) / 13.0, 1e-14);  // uᵀHu, u = −(3, −2)/√13
  EXPECT_NEAR(model.curvatures(0, 1), -(6 * 3 + 2 * 2) / g, 1e-14);
}

TEST(RandomDirections, SayWhyAFormulaHasNoFilters) {
  Point point = formula("(x^2 - 1)^2 + 0.3*x", {1});
  try {
    random_direction(*point.objective, point.theta, Normalization::filters, 1, point.context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "no parameter here has two axes, and a random direction normalized by filters is zero on all others.");
  }
  const Direction d =
      random_direction(*point.objective, point.theta, Normalization::filters_and_biases, 1, point.context);
  EXPECT_EQ(d.norm, 1);  // |x| = 1
  EXPECT_EQ(usual_range(*point.at(), d), 1);
  const Direction isotropic = random_direction(*point.objective, point.theta, Normalization::none, 1, point.context);
  std::vector<Direction> measured{d, isotropic};
  second_order(*point.at(), measured, point.context);
  EXPECT_EQ(usual_range(*point.at(), measured[0]), 1);
  EXPECT_NE(usual_range(*point.at(), measured[1]), 1);
}

TEST(Gradient, WhereItIsZeroPointsNowhere) {
  Point point = formula("x^2", {0});
  EXPECT_EQ(refusal([&] { gradient_direction(*point.at()); }), "the gradient is zero here: it points nowhere.");
}

// Points on a line with a small zigzag: the first component is the line, and nearly all of the variance.
TEST(Trajectory, FindsTheLineAndTheZigzagBesideIt) {
  Context context;
  std::vector<Checkpoint> checkpoints;
  for (int i = 0; i <= 10; ++i) {
    const double t = i - 5.0, z = i % 2 == 0 ? 0.1 : -0.1;
    checkpoints.push_back({std::to_string(i), {0.6 * t - 0.8 * z, 0.8 * t + 0.6 * z, 3}});
  }
  const TrajectoryPlane plane = trajectory_plane(checkpoints, 2, "run", context);
  EXPECT_NEAR(plane.directions[0].vector[0], 0.6, 1e-12);
  EXPECT_NEAR(plane.directions[0].vector[1], 0.8, 1e-12);
  EXPECT_NEAR(std::abs(plane.directions[1].vector[0]), 0.8, 1e-12);
  const double zigzag = 0.01 * (11 - 1.0 / 11);  // Σz² − (Σz)²/n
  EXPECT_NEAR(plane.shares[0], 110 / (110 + zigzag), 1e-12);
  EXPECT_NEAR(plane.shares[0] + plane.shares[1], 1, 1e-12);
  const Projection p = project(checkpoints[10].theta, Vector{0, 0, 5}, plane.directions);
  EXPECT_NEAR(p.off, 2, 1e-12);
}

// Squares of its entries under- and overflow: the same plane.
TEST(Trajectory, HasTheSamePlaneAtEveryScale) {
  Context context;
  for (const double c : {1e-290, 1e-160, 1e160, 1e290}) {
    std::vector<Checkpoint> checkpoints;
    for (int i = 0; i <= 10; ++i) {
      const double t = i - 5.0, z = i % 2 == 0 ? 0.1 : -0.1;
      checkpoints.push_back({std::to_string(i), {c * (0.6 * t - 0.8 * z), c * (0.8 * t + 0.6 * z), 3 * c}});
    }
    const TrajectoryPlane plane = trajectory_plane(checkpoints, 2, "run", context);
    EXPECT_NEAR(plane.directions[0].vector[0], 0.6, 1e-12) << c;
    EXPECT_NEAR(std::abs(plane.directions[1].vector[0]), 0.8, 1e-12) << c;
    const double zigzag = 0.01 * (11 - 1.0 / 11);
    EXPECT_NEAR(plane.shares[0], 110 / (110 + zigzag), 1e-12) << c;
  }
}

// A plane as thin as σ₂/σ₁ = q: both directions to some eps/q, where the Gram matrix alone would have lost q² in eps.
TEST(Trajectory, FindsAThinPlane) {
  Context context;
  for (const double q : {1e-4, 1e-6, 1e-7, 1e-9}) {
    std::vector<Checkpoint> checkpoints;
    for (int i = 0; i <= 10; ++i) {
      const double t = i - 5.0, z = q * (i % 2 == 0 ? 1 : -1);
      checkpoints.push_back({std::to_string(i), {0.6 * t - 0.8 * z, 0.8 * t + 0.6 * z, 3}});
    }
    const TrajectoryPlane plane = trajectory_plane(checkpoints, 2, "run", context);
    const Vector &a = plane.directions[0].vector, &b = plane.directions[1].vector;
    EXPECT_NEAR(0.6 * a[0] + 0.8 * a[1], 1, 8 * kEps);
    EXPECT_NEAR(std::abs(0.6 * b[1] - 0.8 * b[0]), 1, 16 * kEps);
    EXPECT_NEAR(0.6 * b[0] + 0.8 * b[1], 0, 16 * kEps / q);
    EXPECT_NEAR(dot(a, b), 0, 4 * kEps);
    const double along = 110, across = q * q * (11 - 1.0 / 11);  // Σt², Σz² − (Σz)²/n
    EXPECT_NEAR(plane.shares[1] / (across / (along + across)), 1, 64 * kEps / q);
  }
}

// Points on a line, each entry rounded: no plane.
TEST(Trajectory, RoundingMakesNoPlane) {
  Context context;
  std::vector<Checkpoint> checkpoints;
  checkpoints.reserve(30);
  for (int i = 0; i < 30; ++i) checkpoints.push_back({std::to_string(i), {7 + 0.1 * i, 3 + 0.3 * i, 11 - 0.7 * i}});
  EXPECT_NO_THROW(trajectory_plane(checkpoints, 1, "run", context));
  EXPECT_EQ(refusal([&] { trajectory_plane(checkpoints, 2, "run", context); }),
            "run: the checkpoints lie on one line: they span no plane.");
}

// On a line the first component is all there is, and with it a share is 1 but for rounding: never more.
TEST(Trajectory, NoShareExceedsTheWhole) {
  Context context;
  for (std::uint64_t number = 0; number < 200; ++number) {
    RandomStream random = context.random("line", number);
    const double a = random.normal(), b = random.normal(), c = random.normal();
    std::vector<Checkpoint> checkpoints;
    for (int i = 0; i < 9; ++i) checkpoints.push_back({std::to_string(i), {a * i, b * i, c * i}});
    const double share = trajectory_plane(checkpoints, 1, "run", context).shares[0];
    EXPECT_LE(share, 1) << number;
    EXPECT_NEAR(share, 1, 4 * kEps) << number;
  }
}

TEST(Trajectory, OfOnePointOrOnOneLineIsRefused) {
  Context context;
  const auto message = [&](const std::vector<Checkpoint>& checkpoints, std::size_t wanted) {
    try {
      trajectory_plane(checkpoints, wanted, "run", context);
      return std::string("nothing thrown");
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(message({{"a", {0, 0}}}, 1), "run: 1 checkpoint is no trajectory.");
  EXPECT_EQ(message({{"a", {0, 0}}, {"b", {0, 0}}}, 1),
            "run: all checkpoints are the same point. Name the folder of a run that moves.");
  EXPECT_EQ(message({{"a", {0, 0}}, {"b", {1, 1}}}, 2), "run: the checkpoints lie on one line: they span no plane.");
  const char* unequal = "run: b has 2 parameters, a has 1. A trajectory's checkpoints are of one network.";
  EXPECT_EQ(message({{"a", {0}}, {"b", {1, 1}}}, 1), unequal);
}

}  // namespace
}  // namespace saddlescope
