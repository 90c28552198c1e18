// Taylor lines: coefficients and trust radii with known answers.
#include "saddlescope/landscape/taylor.h"

#include <fmt/format.h>
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

TaylorLine line_of(const std::string& text, Vector theta, const Vector& direction, int order = 2) {
  Point point = formula(text, std::move(theta));
  TaylorOptions options;
  options.order = order;
  const Direction d{.kind = DirectionKind::to, .label = "d", .norm = norm(direction), .vector = direction};
  const auto at = point.at();
  const double error = at->rounding(ConstBlock(nullptr, at->size(), 0), point.context).value;
  return taylor_line(*at, d, error, options, point.context);
}

TEST(TaylorLine, SaysThatItsPointLiesOnAKink) {
  EXPECT_TRUE(along_x("abs(x) + x^2", 0, 2).at_kink);
  EXPECT_FALSE(along_x("abs(x) + x^2", 0, 2).vanishes(1));
  EXPECT_FALSE(along_x("abs(x) + x^2", 0.5, 2).at_kink);
  EXPECT_FALSE(along_x("x^2", 0, 2).at_kink);
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

// L = e^(−kx) − kx² at ½ falls as a parabola until the exponential takes over, and with it the rounding of the loss: where
// that is as large as the loss nearby it says nothing of nearer steps. The radius solves
// e^(−k/2)·(e^(kt) − 1 − kt − (kt)²/2) = 0.1·|change| (60 digits: 0.5032 for k = 1000).
TEST(TrustRadius, IsKnownBeforeALossThatGrowsByAnyFactor) {
  const TaylorLine line = along_x("exp(-1000*x) - 1000*x^2", 0.5, 2);
  EXPECT_EQ(line.backward.undetermined, "");
  EXPECT_LE(line.backward.radius, 0.50325);
  EXPECT_GE(line.backward.radius, 0.45);
}

// L = −x² + x⁴ at 0: t⁴ = 0.1·t² at t = √0.1.
TEST(TrustRadius, OfAQuarticIsTheRootOfATenth) {
  const TaylorLine line = along_x("x^4 - x^2", 0, 2);
  EXPECT_NEAR(line.forward.radius, std::sqrt(0.1), 1e-6);
  EXPECT_NEAR(line.backward.radius, std::sqrt(0.1), 1e-6);
  const TaylorLine cubic = along_x("x^4 - x^2", 0, 3);
  EXPECT_NEAR(cubic.trust_radius().value(), std::sqrt(0.1), 1e-6);
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

// A step is rounded with θ, and so is what the loss does there: where L(θ) is 0 nothing else would cover it.
TEST(TrustRadius, IsNotEndedByTheRoundingOfThePoint) {
  const struct {
    const char* text;
    Vector theta, direction;
    int order;
  } exact[] = {{"x - 1", {1}, {1}, 2},
               {"(x - 1000)^2", {1000.1}, {1}, 2},
               {"(x - 1000)^2", {1000}, {1}, 2},
               {"(x - 3)*(y - 2)", {3, 3}, {1, 1}, 2},
               {"(x - 3)*(y - 2)", {3, 3}, {-1, 1}, 2},
               {"(x - 1)*(x - 2)*(x - 3)", {2}, {1}, 3}};
  for (const auto& c : exact) {
    const TaylorLine line = line_of(c.text, c.theta, c.direction, c.order);
    EXPECT_TRUE(line.forward.at_least && line.backward.at_least) << c.text;
    EXPECT_GE(line.trust_radius(), 999) << c.text;
  }
}

// −sin t against −t − 0·t²: |t − sin t| = 0.1·t at t = 0.7867…; at 12345.678, where the loss is s + c·t − s/2·t² − …,
// the radius is of that order; e^{−t} − 1 against −t + t²/2: the scale is 1 wherever one begins.
TEST(TrustRadius, IsTheLossesScaleWhereTheStepIsRounded) {
  double t = 0.5;
  for (double high = 1; high - t > 1e-12;)
    (std::sin(0.5 * (t + high)) > 0.9 * (0.5 * (t + high)) ? t : high) = 0.5 * (t + high);
  const TaylorLine line = line_of("cos(x)", {1.5707963267948966}, {1});
  EXPECT_NEAR(line.forward.radius, t, 1e-6);
  EXPECT_NEAR(line.backward.radius, t, 1e-6);
  EXPECT_GT(line_of("sin(x)", {12345.678}, {1}).trust_radius(), 0.1);
  const double near = line_of("exp(-x)", {3}, {1}).trust_radius().value();
  EXPECT_NEAR(line_of("exp(-x)", {333.3}, {1}).trust_radius().value(), near, 1e-6);
}

// Where L(θ) is 0 but for rounding, its size says nothing of the loss's error elsewhere.
TEST(TrustRadius, DoesNotGrowWhereTheLossIsRounding) {
  // (1 + x)³ − 1 = 3x + 3x² + x³: x² = 0.3·(1 + x) forwards, 0.3·(1 − |x|) backwards.
  const TaylorLine cubic = line_of("(1 + x)^3 - 1 + 1e-20", {0}, {1});
  EXPECT_NEAR(cubic.forward.radius, (0.3 + std::sqrt(0.09 + 1.2)) / 2, 1e-6);
  EXPECT_NEAR(cubic.backward.radius, (-0.3 + std::sqrt(0.09 + 1.2)) / 2, 1e-6);
  // eˣ − 1 − x against x²/2.
  const auto beyond = [](double x) { return std::abs(std::expm1(x) - x - x * x / 2) - 0.05 * x * x; };
  const TaylorLine exponential = line_of("exp(x) - 1 - x + 1e-17", {0}, {1});
  EXPECT_NEAR(beyond(exponential.forward.radius), 0, 1e-8);
  EXPECT_NEAR(beyond(-exponential.backward.radius), 0, 1e-8);
  // (1 − w1·w2)² on the diagonal through (1, 1), t = √2·s: (1 − (1 + s)²)² = 4s² + 4s³ + s⁴ against 4s².
  const TaylorLine lecture = line_of("(1 - w1*w2)^2 + 1e-32", {1, 1}, {1, 1});
  const double s = -2 + std::sqrt(4.4);
  EXPECT_NEAR(lecture.forward.radius, s * std::sqrt(2.0), 1e-6);
  EXPECT_NEAR(lecture.backward.radius, (2 - std::sqrt(3.6)) * std::sqrt(2.0), 1e-6);
}

// sin(k·x) at 0: the radius is that of sin over k, however short; numbers around 0 hold it.
TEST(TrustRadius, IsFoundBelowTheRoundingOfOne) {
  const double one = line_of("sin(x)", {0}, {1}).forward.radius;
  for (const char* k : {"1e8", "1e20", "1e60"}) {
    const TaylorLine line = line_of(std::string("sin(") + k + "*x)", {0}, {1});
    EXPECT_NEAR(line.forward.radius * std::stod(k), one, 1e-6) << k;
    EXPECT_NEAR(line.backward.radius * std::stod(k), one, 1e-6) << k;
  }
}

// Around 1 numbers lie 2.2e-16 apart: steps of 1e-20 can't be taken, so nothing is said of a loss that turns so soon. A
// radius that they do hold is found, and not too large.
TEST(TrustRadius, IsUndeterminedWhereNumbersLieTooFarApart) {
  for (const char* text :
       {"sin(1e20*(x - 1))", "cos(1e20*(x - 1))", "1e20*(x - 1) - 1e40*(x - 1)^2 + 1e60*(x - 1)^3"}) {
    const TaylorLine line = line_of(text, {1}, {1});
    for (const TrustRadius& r : {line.forward, line.backward}) {
      EXPECT_EQ(r.radius, 0) << text;
      EXPECT_FALSE(r.at_least) << text;
      EXPECT_NE(r.undetermined, "") << text;
    }
  }
  const double one = line_of("sin(x)", {0}, {1}).forward.radius;
  for (const double k : {1e3, 1e6, 1e9, 1e12, 1e13, 1e14, 1e15, 1e16}) {
    const TaylorLine line = line_of("sin(" + std::to_string(k) + "*(x - 1))", {1}, {1});
    EXPECT_LE(line.forward.radius * k, one * (1 + 1e-6)) << k;
    if (k <= 1e12) {
      EXPECT_GT(line.forward.radius * k, 0.9 * one) << k;
    }
  }
}

// c + x² + k·x³: the radius is 0.1/k, and a change of less than eps·c can't be seen. Never larger; as large nearly where
// the change there is far above eps·c; undetermined where it is below.
TEST(TrustRadius, UnderAConstantIsSmallerOrUndeterminedNeverLarger) {
  for (const double c : {1.0, 1e6, 1e10, 1e13, 1e15}) {
    for (const double k : {1e-3, 1e-2, 1.0, 1e3, 1e6}) {
      const TaylorLine line = line_of(fmt::format("{} + x^2 + {}*x^3", c, k), {0}, {1});
      const double truth = 0.1 / k, seen = truth * truth / (kEps * c);
      for (const TrustRadius& r : {line.forward, line.backward}) {
        EXPECT_FALSE(r.at_least) << c << ' ' << k;
        EXPECT_LE(r.radius, truth * (1 + 1e-6)) << c << ' ' << k;
        if (seen > 1e4) {
          EXPECT_GT(r.radius, 0.9 * truth) << c << ' ' << k;
        }
        if (seen < 1) {
          EXPECT_NE(r.undetermined, "") << c << ' ' << k;
        }
        EXPECT_EQ(r.radius == 0, !r.undetermined.empty()) << c << ' ' << k;
        if (r.radius > 0) {
          EXPECT_LE(r.from, r.radius);
        }
      }
    }
  }
}

// What is computed under- or overflows long before the model fails.
TEST(TrustRadius, IsTheSameInEveryUnit) {
  for (const char* c : {"1e-300", "1e-200", "1e200", "1e300"}) {
    const TaylorLine line = line_of(std::string(c) + "*(x^2 + x^3)", {0}, {1});
    EXPECT_NEAR(line.forward.radius, 0.1, 1e-5) << c;
    EXPECT_NEAR(line.backward.radius, 0.1, 1e-5) << c;
  }
  EXPECT_TRUE(line_of("x", {1e300}, {1}).forward.at_least);
}

// tanh(20) is 1 in f64, and its slope of 1.7e-17 is rounding: it isn't known to be 0.
TEST(TrustRadius, OfASlopeThatIsRoundingIsUndetermined) {
  const TaylorLine line = line_of("tanh(x)", {20}, {1});
  EXPECT_EQ(line.forward.radius, 0);
  EXPECT_NE(line.forward.undetermined, "");
  EXPECT_EQ(line.backward.radius, 0);
  EXPECT_NE(line.backward.undetermined, "");
}

// Its whole change as far as anyone looks is below a unit in the last place.
TEST(TrustRadius, OfAChangeThatRoundsAwayIsUndetermined) {
  const TaylorLine line = line_of("1e20 + x", {0}, {1});
  EXPECT_FALSE(line.forward.at_least);
  EXPECT_EQ(line.forward.radius, 0);
  EXPECT_EQ(line.forward.undetermined.substr(0, 68),
            "as far as 1000 the change it predicts can't be told from rounding, w");
}

// t·(1.3 − t)² touches 0 at 1.3 without a change of sign, where the loss differs by t⁴/10⁴: 10⁻⁴·t³ = 0.1·(1.3 − t)².
TEST(TrustRadius, EndsBeforeADoubleZeroOfThePredictedChange) {
  const TaylorLine line = line_of("x*(1.3 - x)^2 + 0.0001*x^4", {0}, {1}, 3);
  const double t = line.forward.radius;
  EXPECT_LT(t, 1.3);
  EXPECT_NEAR(1e-4 * t * t * t, 0.1 * (1.3 - t) * (1.3 - t), 1e-8);
}

// The same loss times 1e-170: products of two of its changes underflow.
TEST(TrustRadius, OfATinyLossIsTheSame) {
  const TaylorLine line = line_of("1e-170*(x^2 - 2*x + 0.0001*x^3)", {0}, {1});
  EXPECT_NEAR(line.forward.radius, line_of("x^2 - 2*x + 0.0001*x^3", {0}, {1}).forward.radius, 1e-6);
  EXPECT_LT(line.forward.radius, 2);
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
