// Taylor lines: coefficients and trust radii with known answers.
#include "saddlescope/landscape/taylor.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saddlescope/landscape/directions.h"
#include "tests/landscape/problems.h"

namespace saddlescope {
namespace {

using testing::formula;
using testing::network;
using testing::Point;

TaylorLine along_x(const std::string& text, double x, int order) {
  Point point = formula(text, {x});
  TaylorOptions options;
  options.order = order;
  const Direction d = parameter_direction(*point.objective, 0);
  return taylor_line(*point.at(), d, 4 * kEps, options, point.context);
}

// L = x² + k·x³: the error k·t³ is a tenth of the predicted t² at t = 0.1/k, on both sides.
TEST(TrustRadius, OfACubicIsATenthOfItsScale) {
  for (const double k : {1.0, 0.25, 40.0}) {
    const TaylorLine line = along_x("x^2 + " + std::to_string(k) + "*x^3", 0, 2);
    EXPECT_NEAR(line.forward.radius, 0.1 / k, 1e-6 / k);
    EXPECT_NEAR(line.backward.radius, 0.1 / k, 1e-6 / k);
    EXPECT_FALSE(line.forward.at_least);
  }
}

// L = −x² + x⁴ at 0: t⁴ = 0.1·t² at t = √0.1.
TEST(TrustRadius, OfAQuarticIsTheRootOfATenth) {
  const TaylorLine line = along_x("x^4 - x^2", 0, 2);
  EXPECT_NEAR(line.forward.radius, std::sqrt(0.1), 1e-6);
  EXPECT_NEAR(line.backward.radius, std::sqrt(0.1), 1e-6);
  const TaylorLine cubic = along_x("x^4 - x^2", 0, 3);
  EXPECT_NEAR(cubic.trust_radius(), std::sqrt(0.1), 1e-6);
}

// The model of order 3 of x² + x³ + x⁴ errs by t⁴: t⁴ = 0.1·|t² + t³|, t² = 0.1·(1 + t) forwards, 0.1·(1 − |t|)
// backwards.
TEST(TrustRadius, OfHigherOrderDiffersBetweenBothDirections) {
  const TaylorLine line = along_x("x^2 + x^3 + x^4", 0, 3);
  EXPECT_NEAR(line.forward.radius, (0.1 + std::sqrt(0.01 + 0.4)) / 2, 1e-6);
  EXPECT_NEAR(line.backward.radius, (-0.1 + std::sqrt(0.01 + 0.4)) / 2, 1e-6);
  EXPECT_EQ(line.trust_radius(), line.backward.radius);
}

// With a slope the predicted change −2t + t² is zero at t = 2, where the error t³/100 isn't: 0.01·t³ = 0.1·(2t − t²),
// t² + 10t − 20 = 0.
TEST(TrustRadius, EndsBeforeThePredictedChangeIsZero) {
  const TaylorLine line = along_x("x^2 - 2*x + 0.01*x^3", 0, 2);
  EXPECT_NEAR(line.forward.radius, -5 + std::sqrt(45.0), 1e-6);
}

TEST(TrustRadius, OfAModelThatIsTheLossHasNoEnd) {
  for (const int order : {2, 3, 4}) {
    const TaylorLine line = along_x("3 - 2*x + 5*x^2", 0.7, order);
    EXPECT_TRUE(line.forward.at_least);
    EXPECT_TRUE(line.backward.at_least);
    EXPECT_GE(line.trust_radius(), 999);
  }
  EXPECT_TRUE(along_x("x^4 - 2*x^3 + x", 0.3, 4).forward.at_least);
}

// Along an axis of (1 − w1·w2)² at 0 nothing happens; of x⁴ at 0 nothing is predicted, and something happens.
TEST(TrustRadius, WhereNothingIsPredictedNothingMayHappen) {
  Point point = formula("(1 - w1*w2)^2", {0, 0});
  const TaylorLine axis =
      taylor_line(*point.at(), parameter_direction(*point.objective, 0), 4 * kEps, {}, point.context);
  EXPECT_TRUE(axis.forward.at_least);
  const TaylorLine quartic = along_x("x^4", 0, 2);
  EXPECT_EQ(quartic.forward.radius, 0);
  EXPECT_FALSE(quartic.forward.at_least);
}

// A direction of length 5: t counts in its multiples, the radius in distance.
TEST(TaylorLine, CountsInMultiplesOfItsDirection) {
  Point point = formula("x^2 + x^3 + 0*y", {0, 0});
  Direction d{.kind = DirectionKind::to, .label = "towards", .norm = 5, .vector = {5, 0}};
  TaylorOptions options;
  options.range = 0.1;
  options.points = 5;
  const TaylorLine line = taylor_line(*point.at(), d, 4 * kEps, options, point.context);
  EXPECT_NEAR(line.forward.radius, 0.1, 1e-6);
  EXPECT_NEAR(line.coefficients[2], 25, 1e-12);
  EXPECT_EQ(line.t, (Vector{-0.1, -0.05, 0, 0.05, 0.1}));
  EXPECT_NEAR(line.loss[4], 0.25 + 0.125, 1e-15);
  EXPECT_NEAR(line.model[4], 0.25, 1e-15);
}

// Of a network the coefficients are derivatives of the loss along the line: central differences of value().
TEST(TaylorLine, OfANetworkAgreesWithDifferences) {
  Point point = network();
  const Direction d = random_direction(*point.objective, point.theta, Normalization::none, 1, point.context);
  TaylorOptions options;
  options.order = 4;
  const TaylorLine line = taylor_line(*point.at(), d, 1e-15, options, point.context);
  const auto L = [&](double t) { return point.objective->value(plus(point.theta, t, d.vector), point.context); };
  const double h = 1e-3;
  EXPECT_NEAR(line.coefficients[1], (L(h) - L(-h)) / (2 * h), 1e-5);
  EXPECT_NEAR(2 * line.coefficients[2], (L(h) - 2 * L(0) + L(-h)) / (h * h), 1e-5);
  EXPECT_NEAR(6 * line.coefficients[3], (L(2 * h) - 2 * L(h) + 2 * L(-h) - L(-2 * h)) / (2 * h * h * h), 1e-3);
  EXPECT_GT(line.trust_radius(), 0);
  EXPECT_FALSE(line.forward.at_least);
  // At the radius the error is a tenth of the predicted change.
  const double r = line.forward.radius;
  double model = 0;
  for (int j = 4; j >= 1; --j) model = (model + line.coefficients[static_cast<std::size_t>(j)]) * r;
  EXPECT_NEAR(std::abs(L(r) - L(0) - model), 0.1 * std::abs(model), 1e-5 * std::abs(model));
}

}  // namespace
}  // namespace saddlescope
