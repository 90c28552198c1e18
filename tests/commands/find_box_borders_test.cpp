// `find --box` on curves of critical points whose kind changes along them, at places known in closed form: no kind is
// claimed that holds only beside.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "tests/commands/find_box.h"

namespace saddlescope {
namespace {

constexpr double kBorder = 1e-9;  // how well a border is known

struct Divided {
  std::string formula, box;
  std::vector<Vector> borders;  // where the kind changes
  std::size_t pieces;
  std::function<double(const Vector&)> across;  // the curvature there that changes its sign
  VerdictKind above, below;  // where it is positive, negative
};

void expect_divided(const Divided& c) {
  const Finding f = found(c.formula, c.box);
  std::size_t pieces = 0, points = 0;
  for (const FoundPoint& p : f.points) {
    if (p.alone) continue;  // critical points off the curve
    if (!p.manifold_dimension) {
      ++points;
      EXPECT_EQ(p.verdict.kind, degenerate_saddle) << c.formula << ": " << p.verdict.why;
      EXPECT_TRUE(std::ranges::any_of(c.borders, [&](const Vector& b) { return distance(b, p.at) <= kBorder; }))
          << c.formula << " at " << p.at[0] << ", " << p.at[1];
      continue;
    }
    ++pieces;
    ASSERT_FALSE(p.sample.empty()) << c.formula;
    EXPECT_TRUE(p.verdict.kind == c.above || p.verdict.kind == c.below) << c.formula << ": " << p.verdict.why;
    const double sign = p.verdict.kind == c.above ? 1 : -1;
    for (const Vector& w : p.sample)
      EXPECT_GE(sign * c.across(w), -kBorder) << c.formula << " at " << w[0] << ", " << w[1];
  }
  EXPECT_EQ(points, c.borders.size()) << c.formula;
  EXPECT_EQ(pieces, c.pieces) << c.formula;
}

// (x − a)²(y − c): H across x = a is 2(y − c), and at (a, c) the third derivative alone isn't 0.
TEST(FindBox, TheBorderOfMinimaAndMaximaIsASaddleWhereverItLies) {
  for (const double a : {0.0, 0.1, -1.0 / 3}) {
    for (const double c : {0.0, 0.3, -0.77, 1.0 / 3, 0.97}) {
      expect_divided({fmt::format("(x - {})^2*(y - {})", a, c),
                      "x=-1:1,y=-1:1",
                      {{a, c}},
                      2,
                      [c](const Vector& w) { return w[1] - c; },
                      degenerate_minimum,
                      degenerate_maximum});
    }
  }
}

// (x + y/2)²(y − c): the same along a slope.
TEST(FindBox, ABorderOnASlopeIsFound) {
  for (const double c : {0.3, -0.55, 1.0 / 7}) {
    expect_divided({fmt::format("(x + y/2)^2*(y - {})", c),
                    "x=-1:1,y=-1:1",
                    {{-c / 2, c}},
                    2,
                    [c](const Vector& w) { return w[1] - c; },
                    degenerate_minimum,
                    degenerate_maximum});
  }
}

// x²·cos(ky): at odd multiples of π/2k, of which none is a number of f64.
TEST(FindBox, ABorderThatIsNoNumberOfF64IsASaddle) {
  for (const int k : {2, 3, 4}) {
    const double c = kPi / (2 * k);
    expect_divided({fmt::format("x^2*cos({}*y)", k),
                    "x=-1:1,y=-1:1",
                    {{0, c}, {0, -c}},
                    3,
                    [k](const Vector& w) { return std::cos(k * w[1]); },
                    degenerate_minimum,
                    degenerate_maximum});
  }
}

// (x² + y² − 1)²(y − c): one arc of minima above, one of maxima below, wherever the trace of the circle began.
TEST(FindBox, ACircleIsCutIntoItsArcs) {
  for (const double c : {0.0, 0.3, -0.6, 0.9}) {
    const double x = std::sqrt(1 - c * c);
    expect_divided({fmt::format("(x^2 + y^2 - 1)^2*(y - {})", c),
                    "x=-2:2,y=-2:2.1",
                    {{x, c}, {-x, c}},
                    2,
                    [c](const Vector& w) { return w[1] - c; },
                    degenerate_minimum,
                    degenerate_maximum});
  }
}

// (x² + y² − r)²(x − a)(x − b): a border that is a traced point itself gives its kind to neither arc beside it. Of arcs so
// flat across f64 may say nothing, but nothing that is wrong.
TEST(FindBox, NoArcIsOfTheKindOfItsBorder) {
  const struct {
    double r, a, b;
  } cases[] = {{0.34, 0.58, 0.6}, {0.77, 0.87, 0.774956}, {0.74, 0.054118, 0.149576}};
  for (const auto& c : cases) {
    const Finding f = found(fmt::format("(x^2 + y^2 - {})^2*(x - {})*(x - {})", c.r, c.a, c.b), "x=-1:1,y=-1:1");
    for (const FoundPoint& p : f.points) {
      if (!p.manifold_dimension || p.verdict.kind == undetermined) continue;
      for (const Vector& w : p.sample) {
        const double across = (w[0] - c.a) * (w[0] - c.b);
        EXPECT_EQ(p.verdict.kind, across > 0 ? degenerate_minimum : degenerate_maximum) << c.r << " at " << w[0];
      }
    }
  }
}

// x²((y − c)² − w²): maxima where |y − c| < w, also where that is less than two traced points are apart.
TEST(FindBox, AnArcOfAnotherKindIsFoundHoweverShort) {
  for (const double c : {0.0, 0.3, 1.0 / 3}) {
    for (const double w : {0.3, 0.1, 0.05, 0.01, 1e-3}) {
      expect_divided({fmt::format("x^2*((y - {})^2 - {}^2)", c, w),
                      "x=-1:1,y=-1:1",
                      {{0, c - w}, {0, c + w}},
                      3,
                      [c, w](const Vector& p) { return std::pow(p[1] - c, 2) - w * w; },
                      degenerate_minimum,
                      degenerate_maximum});
    }
  }
}

// (1 − w₁w₂w₃)² + (w₁ − w₂)² on w₁ = w₂ = 0: H has the eigenvalues −2w₃, 4 + 2w₃ and 0, so its rank drops at w₃ = 0, where
// (1 − t²w₃)² is lower for w₃ > 0 and higher for w₃ < 0.
TEST(FindBox, ABorderIsJudgedWhereItIsAndNotBesideIt) {
  const Finding f = found("(1 - w1*w2*w3)^2 + (w1 - w2)^2", "w1=-2:2,w2=-2:2,w3=-2:2");
  std::size_t points = 0;
  for (const FoundPoint& p : f.points) {
    if (p.manifold_dimension) continue;
    ++points;
    EXPECT_EQ(p.at, (Vector{0, 0, 0}));
    EXPECT_EQ(p.verdict.kind, degenerate_saddle);
  }
  EXPECT_EQ(points, 1U);
}

// x²(y − c) + z²: minima border on saddles.
TEST(FindBox, InThreeVariablesMinimaBorderOnSaddles) {
  for (const double c : {0.3, -0.45}) {
    expect_divided({fmt::format("x^2*(y - {}) + z^2", c),
                    "x=-1:1,y=-1:1,z=-1:1",
                    {{0, c, 0}},
                    2,
                    [c](const Vector& w) { return w[1] - c; },
                    degenerate_minimum,
                    saddle});
  }
}

// x⁴(y − c): H is 0 all along x = 0, which is minima above c and maxima below.
TEST(FindBox, ACurveOfTwoKindsThatTheHessianDoesNotShowIsUndetermined) {
  for (const double c : {0.0, 0.3}) {
    const Finding f = found(fmt::format("x^4*(y - {})", c), "x=-1:1,y=-1:1");
    ASSERT_EQ(f.points.size(), 1U) << c;
    EXPECT_EQ(f.points[0].verdict.kind, undetermined) << c;
  }
}

// (x − ky)⁴ is 0 along x = ky, numbers of f64 or none.
TEST(FindBox, AValleyOfFourthOrderIsMinimaWhateverItsSlope) {
  for (const char* k : {"1", "2", "3", "0.1", "(1/3)"}) {
    const Finding f = found(fmt::format("(x - {}*y)^4", k), "x=-1:1,y=-1:1");
    ASSERT_EQ(f.points.size(), 1U) << k;
    EXPECT_EQ(f.points[0].manifold_dimension, 1U) << k;
    EXPECT_EQ(f.points[0].verdict.kind, degenerate_minimum) << k << ": " << f.points[0].verdict.why;
  }
}

}  // namespace
}  // namespace saddlescope
