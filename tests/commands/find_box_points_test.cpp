// `find --box` on functions whose critical points are known in closed form: all of them, each once, none invented.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "tests/commands/find_box.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;

struct Case {
  std::string formula, box;
  std::vector<Known> points;
  bool complete = true;  // all regular, nothing open
};

std::vector<Known> grid(const std::vector<double>& xs, const std::vector<double>& ys,
                        const std::function<VerdictKind(double, double)>& kind) {
  std::vector<Known> points;
  for (const double x : xs) {
    for (const double y : ys) points.push_back({{x, y}, kind(x, y)});
  }
  return points;
}

// Closed forms; 1/√2 and so on are rounded, whence kPlace.
std::vector<Case> cases() {
  const double root = std::sqrt(0.5);
  std::vector<Case> all{
      {"x^2 + 2*y^2", "-1:1,-1:2", {{{0, 0}, local_minimum}}},
      {"x^2 - y^2", "-1:1,-1:1", {{{0, 0}, saddle}}},
      {"x^2 - y^2", "0:1,-1:0", {{{0, 0}, saddle}}},  // in a corner of the box
      {"x^2 - y^2", "0.1:1,-1:1", {}},
      {"(1 - x)^2 + 100*(y - x^2)^2", "-2:2,-2:2", {{{1, 1}, local_minimum}}},
      {"exp(-x)", "-5:5", {}},
      {"exp(x)*cos(y)", "-3:3,-3:3", {}},
      {"1/x", "-2:2", {}},  // a pole
      {"log(x)", "-1:3", {}},  // not defined on part of the box
      {"x - log(x)", "0.1:3", {{{1}, local_minimum}}},
      {"x*log(x)", "0.01:3", {{{std::exp(-1)}, local_minimum}}},
      {"x + 1/x", "0.1:3", {{{1}, local_minimum}}},
      {"x*exp(-x^2)", "-3:3", {{{-root}, local_minimum}, {{root}, local_maximum}}},
      {"x/(x^2 + 1)", "-9:8", {{{-1}, local_minimum}, {{1}, local_maximum}}},
      {"x^1.5 - x", "-1:3", {{{4.0 / 9}, local_minimum}}},  // defined for x ≥ 0
      {"1/(x^2 + y^2 + 1)", "-2:3,-2:2", {{{0, 0}, local_maximum}}},
      {"tanh(x)^2", "-8:8", {{{0}, local_minimum}}},
      {"x^4 - 2*x^2 + y^2", "-2:2,-2:2", {{{-1, 0}, local_minimum}, {{0, 0}, saddle}, {{1, 0}, local_minimum}}},
      {"x^2*y + y^2/2 - 2*y",
       "-3:3,-3:3",
       {{{-std::sqrt(2.0), 0}, saddle}, {{0, 2}, local_minimum}, {{std::sqrt(2.0), 0}, saddle}}},
      {"(w1^2 + w2^2 + w3^2)*exp(-w1)", "-1:3,-1:1,-1:1", {{{0, 0, 0}, local_minimum}, {{2, 0, 0}, saddle}}},
  };
  // sin x·sin y: saddles where both are multiples of π, extrema (sin x·sin y = ±1) halfway.
  Case waves{"sin(x)*sin(y)", "-4:4,-4:4", {}};
  waves.points = grid({-kPi, 0, kPi}, {-kPi, 0, kPi}, [](double, double) { return saddle; });
  for (const Known& p : grid({-kPi / 2, kPi / 2}, {-kPi / 2, kPi / 2},
                             [](double x, double y) { return x * y > 0 ? local_maximum : local_minimum; })) {
    waves.points.push_back(p);
  }
  all.push_back(waves);
  // x⁴/4 − x²/2 in both variables: {−1, 0, 1}².
  all.push_back({"x^4/4 - x^2/2 + y^4/4 - y^2/2", "-2:2,-2:2.5", grid({-1, 0, 1}, {-1, 0, 1}, [](double x, double y) {
                   return x * y != 0 ? local_minimum : x == y ? local_maximum : saddle;
                 })});
  return all;
}

TEST(FindBox, FindsEachPointOfTheClosedFormOnceAndNoOther) {
  for (const Case& c : cases()) {
    const Finding f = found(c.formula, c.box);
    EXPECT_EQ(f.points.size(), c.points.size()) << c.formula;
    for (const Known& known : c.points) {
      const auto near = std::ranges::count_if(f.points, [&](const FoundPoint& p) {
        return distance(p.at, known.at) <= kPlace && p.verdict.kind == known.kind;
      });
      EXPECT_EQ(near, 1) << c.formula << " at " << known.at[0];
    }
    for (const FoundPoint& p : f.points) {
      EXPECT_FALSE(p.manifold_dimension) << c.formula;
      EXPECT_TRUE(p.alone) << c.formula;
      if (!p.alone) continue;
      for (std::size_t i = 0; i < p.at.size(); ++i) {
        EXPECT_LE(p.alone->low[i], p.alone->high[i]);
        EXPECT_NEAR(p.alone->low[i], p.at[i], kPlace) << c.formula;  // enclosed to rounding
        EXPECT_NEAR(p.alone->high[i], p.at[i], kPlace) << c.formula;
      }
    }
    EXPECT_TRUE(f.box->complete) << c.formula;
    const char* const proved =
        c.points.empty() ? "there is no critical point." : "these are all critical points of the box.";
    EXPECT_THAT(f.why, HasSubstr(proved)) << c.formula;
  }
}

// Himmelblau's four minima (f = 0), its maximum and four saddles: the counts of Poincaré and Hopf, minima − saddles +
// maxima = 1 for a function that grows in all directions.
TEST(FindBox, HimmelblauHasNinePoints) {
  const Finding f = found("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "-5:5,-5:5");
  ASSERT_EQ(f.points.size(), 9U);
  std::size_t minima = 0, saddles = 0, maxima = 0;
  for (const FoundPoint& p : f.points) {
    minima += p.verdict.kind == local_minimum ? 1 : 0;
    saddles += p.verdict.kind == saddle ? 1 : 0;
    maxima += p.verdict.kind == local_maximum ? 1 : 0;
    if (p.verdict.kind == local_minimum) {
      EXPECT_NEAR(p.loss, 0, 1e-25);
    }
  }
  EXPECT_EQ(minima, 4U);
  EXPECT_EQ(saddles, 4U);
  EXPECT_EQ(maxima, 1U);
  EXPECT_TRUE(f.box->complete);
}

// Isolated points with a singular Hessian can't be proved alone; elsewhere nothing is left open.
TEST(FindBox, SingularPointsAreFoundOnceAndNotCalledProved) {
  struct Singular {
    std::string formula, box;
    Vector at;
    VerdictKind kind;
    double place;  // how well such a point can be known
  };
  const std::vector<Singular> all{
      {"x^4", "-1:2", {0}, local_minimum, 0},
      {"-x^4 - y^4", "-1:2,-1:1.5", {0, 0}, local_maximum, 0},
      {"x^4 + y^2", "-1:1,-1:1", {0, 0}, local_minimum, 0},
      {"x^3", "-1:1", {0}, degenerate_saddle, 0},
      {"x^3 - 3*x*y^2", "-1:1,-1:1", {0, 0}, degenerate_saddle, 0},  // the monkey saddle
      {"x^2 - y^4", "-1:1,-1:1.5", {0, 0}, degenerate_saddle, 0},
      {"(x - 1)^4 + (y + 0.5)^2", "-2:2,-2:2", {1, -0.5}, local_minimum, kPlace},
      {"(x^2 + y^2)^2", "-1:1,-1:1.1", {0, 0}, local_minimum, 0},
  };
  for (const Singular& s : all) {
    const Finding f = found(s.formula, s.box);
    ASSERT_EQ(f.points.size(), 1U) << s.formula;
    const FoundPoint& p = f.points.front();
    EXPECT_LE(distance(p.at, s.at), s.place) << s.formula;
    EXPECT_EQ(p.verdict.kind, s.kind) << s.formula << ": " << p.verdict.why;
    EXPECT_FALSE(p.alone) << s.formula;
    EXPECT_FALSE(p.manifold_dimension) << s.formula;
    EXPECT_GT(p.extent, 0) << s.formula;
    EXPECT_LT(p.extent, 1e-5) << s.formula;
    EXPECT_FALSE(f.box->complete) << s.formula;
    EXPECT_TRUE(f.box->none_elsewhere) << s.formula;
    EXPECT_THAT(f.why, HasSubstr("Away from what is listed there is proved to be no other")) << s.formula;
  }
}

// Both terms vanish at ±(1/√2, 1/√2) alone: the loss is 0 there, its floor. Along the circle it is of fourth order: the
// gradient is rounding over a stretch of some eps^⅓, and the loss isn't. Besides, a maximum and two saddles.
TEST(FindBox, WhereOnlyTheLossTellsHowNearAMinimumIsItsFloorDecides) {
  const Finding finding = found("(x^2 + y^2 - 1)^2 + 0.1*(x - y)^4", "-2:2,-2:2");
  ASSERT_EQ(finding.points.size(), 5U);
  for (const std::size_t i : {0U, 4U}) {
    const FoundPoint& point = finding.points[i];
    EXPECT_NEAR(std::abs(point.at[0]), std::sqrt(0.5), 1e-6);
    EXPECT_THAT(point.verdict.kind, ::testing::AnyOf(local_minimum, degenerate_minimum)) << point.verdict.why;
    EXPECT_THAT(point.verdict.why, HasSubstr("The loss is at its floor, 0, to rounding"));
    EXPECT_LT(point.nearby->within, 1e-6);
  }
}

TEST(FindBox, ACurvedValleysEndIsOnePoint) {
  const double root = std::sqrt(0.5);
  const Finding f = found("(x^2+y^2-1)^2 + (x-y)^4", "-2:2,-2:2");
  ASSERT_EQ(f.points.size(), 5U);
  std::size_t ends = 0, saddles = 0;
  for (const FoundPoint& p : f.points) {
    saddles += p.verdict.kind == saddle ? 1 : 0;
    if (p.alone) continue;
    ++ends;
    EXPECT_LE(std::min(distance(p.at, Vector{root, root}), distance(p.at, Vector{-root, -root})), p.extent);
    EXPECT_LT(p.extent, 1e-4);
    EXPECT_THAT(p.verdict.kind, ::testing::AnyOf(local_minimum, degenerate_minimum, undetermined)) << p.verdict.why;
  }
  EXPECT_EQ(ends, 2U);
  EXPECT_EQ(saddles, 2U);
}

// So many regular points that a first search ends with boxes still large: sin(5x) is zero at 2·⌊10/π⌋ + 1 = 7 points of
// [−2, 2.1], and 7⁴ combine. None is called the only one of a box it wasn't proved alone in.
TEST(FindBox, ManyPointsInFourVariablesAreAllFound) {
  const Finding f = found("cos(5*a)+cos(5*b)+cos(5*c)+cos(5*d)", "-2:2.1,-2:2.1,-2:2.1,-2:2.1");
  EXPECT_EQ(f.points.size(), 2401U);
  EXPECT_TRUE(f.box->complete);
  for (const FoundPoint& p : f.points) {
    ASSERT_TRUE(p.alone);
    ASSERT_EQ(p.extent, 0);
    for (const double x : p.at) ASSERT_NEAR(x, kPi / 5 * std::round(5 * x / kPi), kPlace);
  }
}

// A square root of what is 0 everywhere is constant: x² has its minimum all the same. Of x itself it has none at its
// border.
TEST(FindBox, AConstantAtTheBorderOfADomainExcludesNothing) {
  for (const char* formula : {"sqrt(0*x) + x^2", "abs(0*x) + x^2", "(0*x)^1.5 + x^2"}) {
    const Finding f = found(formula, "-1:1");
    ASSERT_EQ(f.points.size(), 1U) << formula;
    EXPECT_NEAR(f.points[0].at[0], 0, 1e-7) << formula;
  }
  EXPECT_TRUE(found("sqrt(x)", "-1:0").points.empty());
}

// Powers whose p − 1 rounds: x* = (p/c)^(1/(1−p)) to 20 digits, by 60-digit arithmetic. What is proved alone holds it.
TEST(FindBox, ARootOfRoundedExponentsIsWhereItIsProvedToBe) {
  struct Root {
    std::string formula, box;
    long double at;
  };
  for (const Root& r :
       {Root{"x^0.3 - 3.000000000000002e+20*x", "1e-31:9.7e-30", 1.0000000000000001065e-30L},
        Root{"x^0.2 - 1.9999999999999975e+39*x", "1e-51:1e-49", 1.0000000000000000582e-50L},
        Root{"x^0.3333333333333333 - 1.547196277870929e+26*x", "1e-41:1e-39", 9.9999999999999987857e-41L}}) {
    const Finding f = found(r.formula, r.box);
    ASSERT_EQ(f.points.size(), 1U) << r.formula;
    ASSERT_TRUE(f.points[0].alone) << r.formula;
    EXPECT_LE(f.points[0].alone->low[0], r.at) << r.formula;
    EXPECT_GE(f.points[0].alone->high[0], r.at) << r.formula;
  }
}

// (x − 1)⁴ multiplied out: within some (eps)^¼ of 1 its gradient is rounding. One point all the same, and its extent
// says so.
TEST(FindBox, APointLostInRoundingIsOnePoint) {
  const Finding f = found("x^4 - 4*x^3 + 6*x^2 - 4*x + 1", "0:3");
  ASSERT_EQ(f.points.size(), 1U);
  EXPECT_LE(std::abs(f.points[0].at[0] - 1), f.points[0].extent);
  EXPECT_LT(f.points[0].extent, 1e-3);
  EXPECT_TRUE(f.box->none_elsewhere);
}

// What the verdict calls not critical isn't listed as critical: beside these numbers f64 resolves nothing, and the open
// part says why. sin has 6400/π critical points there, but numbers are 16 apart; 0 is no point of x² log x² or
// sin(x)/x.
TEST(FindBox, WhatF64DoesNotResolveIsAnOpenPartWithItsReason) {
  struct Unresolved {
    std::string formula, box;
    std::size_t points;
    double inside;  // of the open part
    std::string why;
  };
  for (const Unresolved& u : {
           Unresolved{"sin(x)", "1e17:1.000000000000064e17", 0, 1e17 + 3200, "numbers are 16 apart there"},
           {"x^1.5", "-1:1", 0, 0, "x^1.5 at x = "},
           {"abs(x)^1.5", "-1:1", 0, 0, "the Hessian isn't finite there"},
           {"x^2*log(x^2)", "-1:1", 2, 0, "log(x^2) at x = 0 isn't finite"},
           {"(x-0.3)^2*log((x-0.3)^2)", "-1:1", 2, 0.3, "log((x-0.3)^2) at x = 0.3 isn't finite"},
           {"sin(x)/x", "-5:5", 2, 0, "at x = 0 isn't finite"},
           {"exp(-1/x^2)", "-1:1", 0, 0, "isn't finite"},
       }) {
    const Finding f = found(u.formula, u.box);
    EXPECT_EQ(f.points.size(), u.points) << u.formula;
    for (const FoundPoint& p : f.points) EXPECT_TRUE(p.alone) << u.formula;
    const auto part = std::ranges::find_if(f.box->open, [&](const OpenPart& open) {
      return open.sides.low[0] <= u.inside && u.inside <= open.sides.high[0];
    });
    ASSERT_NE(part, f.box->open.end()) << u.formula;
    EXPECT_THAT(part->why, HasSubstr(u.why)) << u.formula;
    EXPECT_FALSE(f.box->none_elsewhere) << u.formula;
  }
}

// exp, softplus, sigmoid and tanh have no critical point, however far out their derivatives underflow; exp(−x²) has
// one.
TEST(FindBox, DerivativesThatUnderflowAreNoCriticalPoints) {
  for (const char* formula : {"exp(x)", "softplus(x)", "sigmoid(x)", "tanh(x)"}) {
    const Finding f = found(formula, "-1000:1000");
    EXPECT_TRUE(f.points.empty()) << formula;
    EXPECT_TRUE(f.box->none_elsewhere || !f.box->open.empty()) << formula;
  }
  EXPECT_TRUE(found("exp(x)", "-1000:1").box->complete);
  EXPECT_TRUE(found("exp(-x^2-y^2)", "-40:40,-40:40").box->complete);
  EXPECT_EQ(found("exp(-x^2-y^2)", "-40:40,-40:40").points.size(), 1U);
  // 200·x¹⁹⁹ is 0 in f64 for |x|¹⁹⁹ < 2⁻¹⁰⁷⁵: the point is where it is 0 exactly, and that stretch, as it was traced,
  // is what isn't told apart.
  const Finding high = found("x^200", "-1:1");
  ASSERT_EQ(high.points.size(), 1U);
  EXPECT_EQ(high.points[0].at[0], 0);
  const double underflows = std::exp2(-1075.0 / 199);
  EXPECT_GT(high.points[0].extent, 0.9 * underflows);
  EXPECT_LE(high.points[0].extent, underflows);
}

// ∇ = e^(1000x)·(1000y², 2y) is 0 where y is; e^(1000x) is 0 in f64 for x < −745.2/1000, so that every number there looks
// critical, and overflows from x = 0.7098 on.
TEST(FindBox, WhereAllUnderflowsNothingIsClaimedAndTheOpenPartSaysSo) {
  const Finding left = found("exp(1000*x)*y^2", "x=-2:-1,y=-2:2");
  EXPECT_TRUE(left.points.empty());
  ASSERT_EQ(left.box->open.size(), 1U);
  EXPECT_THAT(left.box->open[0].why, HasSubstr("underflows"));
  EXPECT_EQ(left.box->open[0].sides.low, left.box->sides.low);
  EXPECT_EQ(left.box->open[0].sides.high, left.box->sides.high);

  const Finding all = found("exp(1000*x)*y^2", "x=-2:2,y=-2:2");
  ASSERT_EQ(all.points.size(), 1U);
  EXPECT_EQ(all.points[0].manifold_dimension, 1U);
  double from = 2, to = -2;
  for (const Vector& p : all.points[0].sample) {
    EXPECT_EQ(p[1], 0);
    from = std::min(from, p[0]);
    to = std::max(to, p[0]);
  }
  EXPECT_LT(from, -0.7);
  EXPECT_GT(to, 0.69);
  const auto why_at = [&](double x, double y) {
    std::string why = "not open";
    for (const OpenPart& open : all.box->open) {
      const Box part{open.sides.low, open.sides.high};
      if (part.holds(Vector{x, y})) why = open.why;
    }
    return why;
  };
  for (const double y : {-1.9, 0.0, 1.9}) EXPECT_THAT(why_at(-1.5, y), HasSubstr("underflows"));
  EXPECT_EQ(why_at(0, 0.1), "not open");
  EXPECT_THAT(why_at(1, 0), HasSubstr("isn't finite"));
}

// e^(−1/x²) has no critical point, though for |x| < 1/√745.2 it is 0 in f64, so that with y² beside it every number of
// y = 0 there looks critical; of x²⁰⁰ the one at 0 is.
TEST(FindBox, AStretchWhereTheGradientUnderflowsIsNoCurve) {
  for (const char* box : {"x=-1:1,y=-1:1", "x=-3:4,y=-1:1", "x=-0.03:0.03,y=-1:1"}) {
    const Finding f = found("exp(-1/x^2) + y^2", box);
    EXPECT_TRUE(f.points.empty()) << box;
    ASSERT_EQ(f.box->open.size(), 1U) << box;
    const Box open{f.box->open[0].sides.low, f.box->open[0].sides.high};
    EXPECT_TRUE(open.holds(Vector{-0.025, 0}) && open.holds(Vector{0.025, 0})) << box;
    EXPECT_LT(open.high[1], 1e-3) << box;
  }
  const Finding high = found("x^200 + y^2", "x=-1:1,y=-1:1");
  ASSERT_EQ(high.points.size(), 1U);
  EXPECT_FALSE(high.points[0].manifold_dimension);
  EXPECT_EQ(high.points[0].at, (Vector{0, 0}));
  EXPECT_EQ(high.points[0].verdict.kind, degenerate_minimum);
  const Finding real = found("1e-300*(1 - x*y)^2", "x=-2:2,y=-2:2");  // underflows at its curves, which are there
  EXPECT_EQ(std::ranges::count_if(real.points, [](const FoundPoint& p) { return p.manifold_dimension == 1; }), 2);
}

// cos((x − c)/100) is critical at c + 100·kπ. For c = 1e17 numbers are 16 apart: one is proved to be between two of
// them.
TEST(FindBox, AProvedPointBetweenTwoNumbersHasNoKind) {
  const Finding f = found("cos((x-1e17)/100)", "1e17:1.00000000000001e17");
  std::size_t between = 0;
  for (const FoundPoint& p : f.points) {
    EXPECT_NE(p.verdict.kind, not_critical);
    if (!p.alone || p.at[0] == 1e17) continue;
    ++between;
    EXPECT_EQ(p.verdict.kind, undetermined);
    EXPECT_THAT(p.verdict.why, HasSubstr("no number of f64 is close enough to it"));
  }
  EXPECT_GT(between, 0U);
}

// Of (y − x²)(y − 2x²) H is 0 along x: a degenerate saddle, q = −¼ (docs/methods §5).
TEST(FindBox, ASaddleBetweenTwoParabolasIsFound) {
  const Finding f = found("(y-x^2)*(y-2*x^2)", "-1:1,-1:1");
  ASSERT_EQ(f.points.size(), 1U);
  EXPECT_EQ(norm(f.points[0].at), 0);
  EXPECT_EQ(f.points[0].verdict.kind, degenerate_saddle);
  EXPECT_LT(f.points[0].extent, 1e-5);
  EXPECT_TRUE(f.box->none_elsewhere);
}

// Where a pole or a kink keeps a part of the box open, that part is named and small, and what is elsewhere is found.
TEST(FindBox, SaysWhatStaysOpen) {
  struct Open {
    std::string formula, box;
    std::vector<Vector> points;
    Vector open;
    std::string why;
  };
  const std::vector<Open> all{
      {"log(x) + 1/x", "0:5", {{1}}, {0}, "log(x) at x = 0 isn't finite"},
      {"abs(x) + y^2", "-1:1,-1:1", {}, {0, 0}, "derivatives jump: abs(x) in the formula"},
      {"1/(x^2 + y^2)", "-1:1,-1:1", {}, {0, 0}, "1/(x^2 + y^2) at x = 0, y = 0 isn't finite"},
      {"x^x", "0:3", {{std::exp(-1)}}, {0}, "the derivative of x^x at x = 0 isn't finite"},
  };
  for (const Open& o : all) {
    const Finding f = found(o.formula, o.box);
    ASSERT_EQ(f.points.size(), o.points.size()) << o.formula;
    for (std::size_t i = 0; i < o.points.size(); ++i) EXPECT_LE(distance(f.points[i].at, o.points[i]), kPlace);
    ASSERT_EQ(f.box->open.size(), 1U) << o.formula;
    const OpenPart& part = f.box->open.front();
    for (std::size_t i = 0; i < o.open.size(); ++i) {
      EXPECT_LE(part.sides.low[i], o.open[i]) << o.formula;
      EXPECT_GE(part.sides.high[i], o.open[i]) << o.formula;
      EXPECT_LT(part.sides.high[i] - part.sides.low[i], 1e-6) << o.formula;
    }
    EXPECT_EQ(part.why, o.why) << o.formula;
    EXPECT_FALSE(f.box->complete) << o.formula;
    EXPECT_FALSE(f.box->none_elsewhere) << o.formula;
    EXPECT_THAT(f.why, HasSubstr("One part of the box is open")) << o.formula;
  }
}

}  // namespace
}  // namespace saddlescope
