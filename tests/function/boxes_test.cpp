// Interval derivatives against the derivatives at points of the box; interval tests against functions whose critical
// points are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "saddlescope/function/formula_boxes.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/function/interval_jet.h"
#include "tests/function/random_formula.h"

namespace saddlescope {
namespace {

using Answer = BoxTest::Answer;

bool holds(const Interval& interval, double x, double slack) {
  return interval.low - slack <= x && x <= interval.high + slack;
}

// At every point of the box where all derivatives are finite they lie in their intervals, to the rounding of the
// point's own evaluation.
TEST(IntervalJet, HoldsTheDerivativesAtEveryPointOfTheBox) {
  RandomStream random(7, "interval jets");
  std::size_t compared = 0;
  Context context;
  for (int trial = 0; trial < 400; ++trial) {
    const RandomFormula f = random_formula(random, 2, 3, trial % 2 == 0);
    const Expression expression = Expression::parse(f.text);
    if (expression.variables().empty()) continue;
    const std::size_t P = expression.variables().size();
    const FunctionObjective objective(Expression::parse(f.text));
    std::vector<Interval> box;
    for (std::size_t i = 0; i < P; ++i) {
      const double a = random.uniform(-2, 2), width = std::pow(10.0, random.uniform(-4, 0.5));
      box.push_back(make_interval(a, a + width, false, false));
    }
    const IntervalJet jet = interval_jet(expression, box, true);
    for (int sample = 0; sample < 10; ++sample) {
      Vector theta;
      for (const Interval& side : box) theta.push_back(std::min(side.high, random.uniform(side.low, side.high)));
      const auto at = objective.linearize(theta, context);
      Matrix H(P, P);
      at->hessian(H, context);
      if (!std::isfinite(at->value()) || !all_finite(at->gradient()) || !all_finite({H.data(), P * P})) continue;
      EXPECT_FALSE(jet.nowhere) << f.text;
      const Rounding rounding = at->rounding(Matrix::identity(P), context);
      const double slack = 100 * rounding.gradient;
      EXPECT_TRUE(holds(jet.value, at->value(), 100 * rounding.value)) << f.text;
      for (std::size_t i = 0; i < P; ++i) {
        EXPECT_TRUE(holds(jet.gradient[i], at->gradient()[i], slack)) << f.text << ", derivative " << i;
        for (std::size_t j = 0; j < P; ++j) {
          EXPECT_TRUE(holds(jet.second(i, j), H(i, j), 100 * rounding.product[j])) << f.text << " " << i << j;
        }
      }
      ++compared;
    }
  }
  EXPECT_GT(compared, 1500U);
}

// exp, sigmoid, softplus and tanh rise everywhere, also where their derivatives underflow or round to 0.
TEST(FormulaBoxes, WhatRisesEverywhereHasNoCriticalPointHoweverFarOut) {
  const std::vector<std::string> rising{"exp(x)",  "sigmoid(x)",      "softplus(x)",
                                        "tanh(x)", "exp(-x)*exp(-x)", "1/exp(x)"};
  for (const std::string& text : rising) {
    const Expression expression = Expression::parse(text);
    for (const Box& box : {Box{{-900}, {-800}}, Box{{-900}, {200}}, Box{{30}, {40}}}) {
      EXPECT_EQ(FormulaBoxes(expression).critical_points(box).answer, Answer::none) << text << " from " << box.low[0];
    }
  }
}

// Of a box that is one point: 0 to 0 where the derivative is 0 exactly, wider where it is rounding or underflows.
TEST(FormulaBoxes, TheGradientOfOnePointIsZeroOnlyWhereItIsExactly) {
  struct At {
    std::string text;
    double x;
    bool zero;
  };
  for (const At& a : {At{"x^200", 0, true},
                      {"x^200", 0.01, false},
                      {"(x - 1)^4", 1, true},
                      {"exp(-x^2)", 40, false},
                      {"(x - 0.1)^2*1e-320", 0.2, false},
                      {"cos(x)", 0, true},
                      {"cos(x)", std::numbers::pi, false}}) {
    const Expression expression = Expression::parse(a.text);
    const Box gradient = FormulaBoxes(expression).gradient({{a.x}, {a.x}});
    EXPECT_EQ(gradient.low[0] == 0 && gradient.high[0] == 0, a.zero) << a.text << " at " << a.x;
  }
}

// Ranges of waves: never too narrow, and sharp.
TEST(IntervalJet, RangesOfSineCosineAndTangentAreSharp) {
  RandomStream random(3, "waves");
  for (int trial = 0; trial < 2000; ++trial) {
    const double a = random.uniform(-20, 20), b = a + std::pow(10.0, random.uniform(-6, 1));
    const Interval x = make_interval(a, b, false, false);
    const Interval s = sine(x), c = cosine(x), t = tangent(x);
    double low_s = 2, high_s = -2, low_c = 2, high_c = -2, low_t = 1e300, high_t = -1e300;
    constexpr int kSamples = 400;
    for (int i = 0; i <= kSamples; ++i) {
      const double at = std::min(b, a + (b - a) * i / kSamples);
      EXPECT_TRUE(holds(s, std::sin(at), 0) && holds(c, std::cos(at), 0) && holds(t, std::tan(at), 0)) << a << " " << b;
      low_s = std::min(low_s, std::sin(at)), high_s = std::max(high_s, std::sin(at));
      low_c = std::min(low_c, std::cos(at)), high_c = std::max(high_c, std::cos(at));
      low_t = std::min(low_t, std::tan(at)), high_t = std::max(high_t, std::tan(at));
    }
    const double missed = std::pow((b - a) / kSamples, 2) + 1e-14;  // an extremum between two samples
    EXPECT_NEAR(s.low, low_s, missed);
    EXPECT_NEAR(s.high, high_s, missed);
    EXPECT_NEAR(c.low, low_c, missed);
    EXPECT_NEAR(c.high, high_c, missed);
    if (std::isfinite(t.low)) {
      EXPECT_NEAR(t.low, low_t, 1e-12 * std::abs(low_t) + 1e-300);
      EXPECT_NEAR(t.high, high_t, 1e-12 * std::abs(high_t) + 1e-300);
    }
  }
  EXPECT_FALSE(std::isfinite(tangent(make_interval(1.5, 1.6, false, false)).high));  // a pole between
  EXPECT_TRUE(std::isfinite(tangent(make_interval(1.0, 1.5, false, false)).high));
}

BoxTest test(const std::string& formula, const Vector& low, const Vector& high) {
  static std::vector<std::unique_ptr<Expression>> kept;
  kept.push_back(std::make_unique<Expression>(Expression::parse(formula)));
  return FormulaBoxes(*kept.back()).critical_points({low, high});
}

TEST(FormulaBoxes, ProvesThatThereIsNoneOrExactlyOne) {
  EXPECT_EQ(test("x^2 + y^2", {0.1, -1}, {1, 1}).answer, Answer::none);
  EXPECT_EQ(test("x^2 + y^2", {-0.2, -1}, {1, 1}).answer, Answer::one);
  EXPECT_EQ(test("x^2 - y^2", {-0.2, -1}, {1, 1}).answer, Answer::one);
  EXPECT_EQ(test("exp(-x)", {-700}, {700}).answer, Answer::none);
  EXPECT_EQ(test("1/x", {-2}, {2}).answer, Answer::none);
  EXPECT_EQ(test("log(x)", {-2}, {2}).answer, Answer::none);
  EXPECT_EQ(test("log(x)^2", {-2}, {-1}).answer, Answer::none);  // not defined anywhere
  EXPECT_EQ(test("sin(x)", {1.5}, {1.7}).answer, Answer::one);
  EXPECT_EQ(test("sin(x)", {1.6}, {4.7}).answer, Answer::none);
}

// Two critical points of a box can't differ along the normals alone. Around the unit circle that is proved of narrow
// boxes, not where two circles, or the circle's two sides, pass through.
TEST(FormulaBoxes, ProvesThatCriticalPointsLieOnOneSheet) {
  const auto sheet = [](const std::string& formula, const Box& box, const Vector& normal) {
    const Expression expression = Expression::parse(formula);
    return FormulaBoxes(expression).one_sheet(box, normal);
  };
  EXPECT_TRUE(sheet("(x^2 + y^2 - 1)^2", {{0.9, -0.1}, {1.1, 0.1}}, {1, 0}));
  EXPECT_FALSE(sheet("(x^2 + y^2 - 1)^2", {{0.9, -0.1}, {1.1, 0.1}}, {0, 1}));
  EXPECT_FALSE(sheet("(x^2 + y^2 - 1)^2", {{-1.1, -0.1}, {1.1, 0.1}}, {1, 0}));
  EXPECT_FALSE(sheet("cos(30*(x^2 + y^2))", {{0.9, -0.1}, {1.1, 0.1}}, {1, 0}));
  EXPECT_TRUE(sheet("cos(30*(x^2 + y^2))", {{0.968, -0.01}, {0.974, 0.01}}, {1, 0}));
  EXPECT_FALSE(sheet("abs(x) + 0*y", {{-0.1, -0.1}, {0.1, 0.1}}, {1, 0}));  // not smooth
}

// Neither is proved where it isn't so: two points, a singular one, one on the border, a kink, a pole.
TEST(FormulaBoxes, ProvesNothingThatIsNotSo) {
  EXPECT_EQ(test("x^4 - 2*x^2", {-1.5}, {1.5}).answer, Answer::unknown);
  EXPECT_EQ(test("x^4", {-1}, {1}).answer, Answer::unknown);
  EXPECT_EQ(test("x^4", {-1e-6}, {1e-6}).answer, Answer::unknown);
  EXPECT_EQ(test("x^2", {0}, {1}).answer, Answer::unknown);
  const BoxTest kink = test("abs(x)", {-1}, {1});
  EXPECT_EQ(kink.answer, Answer::unknown);
  EXPECT_FALSE(kink.smooth);
  EXPECT_EQ(test("(1 - w1*w2)^2", {0.9, 0.9}, {1.1, 1.1}).answer, Answer::unknown);
  EXPECT_EQ(test("x^2 + 1/y", {-1, -1}, {1, 1}).answer, Answer::none);  // 1/y has no critical point, on either side
}

// Over many boxes around the known points of sin x·sin y: `none` never where there is one, `one` never where there are
// more or none, and the point lies in `rest`.
TEST(FormulaBoxes, AgreesWithAGridOfKnownPoints) {
  RandomStream random(5, "boxes");
  const double half = std::numbers::pi / 2;
  std::size_t proved = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    Box box{{random.uniform(-4, 4), random.uniform(-4, 4)}, {}};
    for (int i = 0; i < 2; ++i) box.high.push_back(box.low[i] + std::pow(10.0, random.uniform(-3, 0.3)));
    std::vector<Vector> inside;
    for (int i = -6; i <= 6; ++i) {
      for (int j = -6; j <= 6; ++j) {
        if ((i + j) % 2 == 0 && box.holds(Vector{i * half, j * half})) inside.push_back({i * half, j * half});
      }
    }
    const BoxTest result = test("sin(x)*sin(y)", box.low, box.high);
    if (result.answer == Answer::none) {
      EXPECT_TRUE(inside.empty());
    }
    if (result.answer == Answer::one) {
      EXPECT_EQ(inside.size(), 1U);
    }
    for (const Vector& point : inside) {
      EXPECT_LE(result.rest.low[0], point[0] + 1e-15);
      EXPECT_GE(result.rest.high[0], point[0] - 1e-15);
    }
    proved += result.answer == Answer::unknown ? 0 : 1;
  }
  EXPECT_GT(proved, 2000U);
}

}  // namespace
}  // namespace saddlescope
