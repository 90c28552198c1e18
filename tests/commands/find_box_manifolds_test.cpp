// `find --box` on functions whose critical points are curves and surfaces known in closed form: each traced, in one
// piece.
#include <fmt/format.h>
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

// A manifold: what its points fulfil, and points of it all over the box that have to be near a traced one.
struct Manifold {
  std::size_t dimension;
  VerdictKind kind;
  std::function<bool(const Vector&)> member;  // of this one, to rounding
  std::vector<Vector> cover;
};

struct ManifoldCase {
  std::string formula, box;
  std::vector<Known> points;
  std::vector<Manifold> manifolds;
};

std::vector<Vector> curve(double from, double to, const std::function<Vector(double)>& at) {
  std::vector<Vector> points;
  for (int i = 0; i <= 40; ++i) points.push_back(at(from + (to - from) * i / 40));
  return points;
}

bool zero(double x) { return std::abs(x) <= 1e-7; }

std::vector<ManifoldCase> manifold_cases() {
  const auto branch = [](double sign) {  // of w₁w₂ = 1 within [−2, 2]²
    return Manifold{1, degenerate_minimum, [sign](const Vector& w) { return zero(w[0] * w[1] - 1) && w[0] * sign > 0; },
                    curve(-0.69, 0.69, [sign](double t) { return Vector{sign * std::exp(t), sign * std::exp(-t)}; })};
  };
  const auto line = [](std::size_t axis, VerdictKind kind, double low, double high) {  // in the plane
    return Manifold{1, kind, [axis](const Vector& w) { return zero(w[1 - axis]); }, curve(low, high, [axis](double t) {
                      Vector w(2);
                      w[axis] = t;
                      return w;
                    })};
  };
  std::vector<ManifoldCase> all{
      // The lecture's toy: one saddle, two curves of minima.
      {"(1 - w1*w2)^2", "-2:2,-2:2", {{{0, 0}, saddle}}, {branch(1), branch(-1)}},
      {"(w1*w2 - 1)^4", "-2:2,-2:2", {{{0, 0}, saddle}}, {branch(1), branch(-1)}},  // H = 0 along the curves
      {"(x^2 + y^2 - 1)^2",
       "-2:2,-2:2",
       {{{0, 0}, local_maximum}},
       {{1, degenerate_minimum, [](const Vector& w) { return zero(w[0] * w[0] + w[1] * w[1] - 1); },
         curve(0, 2 * kPi, [](double t) { return Vector{std::cos(t), std::sin(t)}; })}}},
      // Two lines that cross.
      {"x^2*y^2", "-1:1.3,-1:1", {}, {line(0, degenerate_minimum, -1, 1.3), line(1, degenerate_minimum, -1, 1)}},
      {"y^4 + 0*x", "-1:1,-1:1", {}, {line(1, degenerate_minimum, -1, 1)}},  // y comes first
      {"(x - y)^2",
       "-1:1,-1:1",
       {},
       {{1, degenerate_minimum, [](const Vector& w) { return zero(w[0] - w[1]); },
         curve(-1, 1, [](double t) { return Vector{t, t}; })}}},
  };
  // sin(x + y) = ±1 along x + y = π/2 + kπ.
  ManifoldCase ridges{"sin(x + y)", "-2:2,-2:2", {}, {}};
  for (const int k : {-1, 0}) {
    const double c = kPi / 2 + kPi * k;
    ridges.manifolds.push_back(
        {1, k == 0 ? degenerate_maximum : degenerate_minimum, [c](const Vector& w) { return zero(w[0] + w[1] - c); },
         curve(std::max(-2.0, c - 2), std::min(2.0, c + 2), [c](double t) { return Vector{t, c - t}; })});
  }
  all.push_back(ridges);
  return all;
}

void expect_manifolds(const ManifoldCase& c, double nearby) {
  const Finding f = found(c.formula, c.box);
  EXPECT_EQ(f.points.size(), c.points.size() + c.manifolds.size()) << c.formula;
  for (const Known& known : c.points) {
    EXPECT_EQ(std::ranges::count_if(f.points,
                                    [&](const FoundPoint& p) {
                                      return !p.manifold_dimension && p.alone && distance(p.at, known.at) <= kPlace &&
                                             p.verdict.kind == known.kind;
                                    }),
              1)
        << c.formula;
  }
  for (const Manifold& m : c.manifolds) {
    std::vector<const FoundPoint*> entries;
    for (const FoundPoint& p : f.points) {
      if (p.manifold_dimension && m.member(p.at)) entries.push_back(&p);
    }
    ASSERT_EQ(entries.size(), 1U) << c.formula;
    const FoundPoint& entry = *entries.front();
    EXPECT_EQ(*entry.manifold_dimension, m.dimension) << c.formula;
    EXPECT_EQ(entry.verdict.kind, m.kind) << c.formula << ": " << entry.verdict.why;
    for (const Vector& point : entry.sample) EXPECT_TRUE(m.member(point)) << c.formula;
    for (const Vector& point : m.cover) {
      EXPECT_TRUE(std::ranges::any_of(entry.sample, [&](const Vector& s) { return distance(s, point) <= nearby; }))
          << c.formula << " at " << point[0] << ", " << point[1];
    }
  }
  EXPECT_TRUE(f.box->none_elsewhere) << c.formula << ": " << f.why;
  EXPECT_FALSE(f.box->complete) << c.formula;
}

TEST(FindBox, CurvesAreTracedAndNotListedAsPoints) {
  for (const ManifoldCase& c : manifold_cases()) expect_manifolds(c, 0.15);
}

// c·L has the critical points of L, of the same kinds for c > 0, whatever unit L is measured in.
TEST(FindBox, FindsTheSameAtEveryScale) {
  const ManifoldCase toy = manifold_cases().front();
  for (const char* c : {"1e-200", "1", "1e200"}) {
    ManifoldCase scaled = toy;
    scaled.formula = fmt::format("{}*{}", c, toy.formula);
    expect_manifolds(scaled, 0.15);
  }
  for (const char* c : {"1e-300", "1", "1e300"}) {  // three axes
    const Finding f = found(fmt::format("{}*x*y*z", c), "-0.3:0.3,-0.3:0.3,-0.3:0.3");
    ASSERT_EQ(f.points.size(), 3U) << c;
    for (const FoundPoint& p : f.points) {
      EXPECT_EQ(p.manifold_dimension, 1U) << c;
      EXPECT_EQ(p.verdict.kind, saddle) << c;
      EXPECT_EQ(std::ranges::count_if(p.at, [](double x) { return std::abs(x) <= kPlace; }), 2) << c;
    }
  }
}

// x⁴y⁶ vanishes on two lines to different orders: no stretch of one is taken for a curve of its own where gradients
// underflow beside it.
TEST(FindBox, TwoLinesOfHighOrderAreTwo) {
  EXPECT_EQ(found("x^4*y^6", "-1:1.1,-1:1").points.size(), 2U);
  EXPECT_EQ(found("(x*y)^4", "-1:1.3,-1:1.1").points.size(), 2U);
}

// x² + y² = r²: a circle of minima around a maximum, of any size, down to the size of the smallest boxes.
TEST(FindBox, ASmallCircleIsNoPoint) {
  for (const double r : {1e-2, 5e-3, 1e-3, 1e-4, 1e-6, 1e-8}) {
    const Finding f = found(fmt::format("(x^2 + y^2 - {}^2)^2", r), "-1:1,-1:1.1");
    ASSERT_EQ(f.points.size(), 2U) << r;
    EXPECT_TRUE(f.points[0].alone) << r;
    EXPECT_EQ(f.points[0].verdict.kind, local_maximum) << r;
    const FoundPoint& circle = f.points[1];
    EXPECT_EQ(circle.manifold_dimension, 1U) << r;
    EXPECT_EQ(circle.verdict.kind, degenerate_minimum) << r;
    EXPECT_LT(circle.extent, 0.1 * r) << r;
    for (const std::vector<double>& p : circle.sample) EXPECT_NEAR(std::hypot(p[0], p[1]), r, 1e-6 * r);
    for (int i = 0; i < 12; ++i) {  // all around
      const Vector on{r * std::cos(kPi * i / 6), r * std::sin(kPi * i / 6)};
      EXPECT_TRUE(std::ranges::any_of(circle.sample, [&](const Vector& p) { return distance(p, on) < 0.4 * r; })) << r;
    }
  }
}

// The unit sphere, a paraboloid, a plane.
TEST(FindBox, SurfacesInThreeVariablesAreTraced) {
  const auto around = [](const std::function<Vector(double, double)>& at) {
    std::vector<Vector> points;
    for (int i = 0; i < 12; ++i) {
      for (int j = 1; j < 6; ++j) points.push_back(at(kPi * i / 6, kPi * j / 6));
    }
    return points;
  };
  expect_manifolds(
      {"(x^2 + y^2 + z^2 - 1)^2",
       "-1.5:1.5,-1.5:1.5,-1.5:1.5",
       {{{0, 0, 0}, local_maximum}},
       {{2, degenerate_minimum, [](const Vector& w) { return zero(w[0] * w[0] + w[1] * w[1] + w[2] * w[2] - 1); },
         around([](double a, double b) {
           return Vector{std::cos(a) * std::sin(b), std::sin(a) * std::sin(b), std::cos(b)};
         })}}},
      0.4);
  expect_manifolds({"x^2 + 0*y + 0*z",
                    "-1:1,-1:1,-1:1",
                    {},
                    {{2, degenerate_minimum, [](const Vector& w) { return zero(w[0]); },
                      around([](double a, double b) { return Vector{0, 0.9 * std::cos(a), 0.9 * std::cos(b)}; })}}},
                   0.3);
}

// Chains (docs/methods §10.2): at least two zeros, or the product is 1. Of three weights: three axes of saddles and
// four sheets of minima.
TEST(FindBox, AChainOfThreeHasThreeLinesAndFourSheets) {
  const Finding f = found("(1 - w1*w2*w3)^2", "-2:2,-2:2,-2:2");
  std::size_t lines = 0, sheets = 0;
  for (const FoundPoint& p : f.points) {
    ASSERT_TRUE(p.manifold_dimension);
    if (*p.manifold_dimension == 1) {
      ++lines;
      EXPECT_EQ(p.verdict.kind, saddle);
      EXPECT_EQ(std::ranges::count_if(p.at, zero), 2);
    } else {
      ++sheets;
      EXPECT_EQ(*p.manifold_dimension, 2U);
      EXPECT_EQ(p.verdict.kind, degenerate_minimum);
      EXPECT_NEAR(p.at[0] * p.at[1] * p.at[2], 1, 1e-9);
    }
  }
  EXPECT_EQ(lines, 3U);
  EXPECT_EQ(sheets, 4U);
}

// A circle of more points than are kept is said not to be all there.
TEST(FindBox, SaysWhetherACurveWasTracedWhole) {
  for (const std::size_t kept : {10, 1500}) {
    Context context;
    FindBoxOptions options;
    options.sets.sample = kept;
    const Finding f = found("(x^2 + y^2 - 1)^2", "-2:2,-2:2", context, options);
    const auto curve =
        std::ranges::find_if(f.points, [](const FoundPoint& p) { return p.manifold_dimension.has_value(); });
    ASSERT_NE(curve, f.points.end());
    EXPECT_EQ(curve->whole, kept == 1500);
    EXPECT_LE(curve->sample.size(), kept);
  }
}

// sin(10x) is critical on the lines 10x = π/2 + kπ: 26 within [−4, 4]. Those that aren't traced any more are open.
TEST(FindBox, TracesNoMoreCurvesThanItKeepsPointsOf) {
  for (const std::size_t kept : {60, 150'000}) {
    Context context;
    FindBoxOptions options;
    options.sets.sample_in_all = kept;
    const Finding f = found("sin(10*x) + 0*y", "-4:4,-1:1", context, options);
    std::size_t points = 0;
    for (const FoundPoint& p : f.points) {
      EXPECT_EQ(p.manifold_dimension, 1U) << kept;
      EXPECT_TRUE(p.whole);
      EXPECT_NEAR(std::cos(10 * p.at[0]), 0, 1e-9) << kept;
      points += p.sample.size();
    }
    const bool full = kept == 60;
    EXPECT_EQ(f.points.size() < 26, full);
    EXPECT_EQ(f.box->open_parts > 0, full);
    EXPECT_EQ(f.box->none_elsewhere, !full);
    EXPECT_EQ(f.why.find("once they had 60 points no other was traced") != std::string::npos, full) << f.why;
    if (full) {
      EXPECT_LT(points, kept + options.sets.sample);
    }
  }
}

// (x² − y³)² is zero on a curve with a cusp at the origin: two branches that meet there, and no point besides.
TEST(FindBox, ACuspIsNoPointBesideItsBranches) {
  const Finding f = found("(x^2 - y^3)^2", "-1:1,-1:1");
  ASSERT_EQ(f.points.size(), 2U);
  for (const FoundPoint& p : f.points) {
    EXPECT_EQ(p.manifold_dimension, 1U);
    for (const auto& q : p.sample) EXPECT_NEAR(q[0] * q[0], q[1] * q[1] * q[1], 1e-7);
  }
}

// (y² − x⁴)² is zero on y = ±x², which touch at 0; (x² − y² − z²)² on a cone, and no stretch of that is a curve, however
// near its vertex.
TEST(FindBox, WhatLiesOnACurveOrSurfaceIsNotListedBesideIt) {
  const Finding touching = found("(y^2 - x^4)^2", "y=-1:1,x=-1:1");
  EXPECT_EQ(touching.points.size(), 2U);
  for (const FoundPoint& p : touching.points) EXPECT_EQ(p.manifold_dimension, 1U);
  EXPECT_TRUE(touching.box->none_elsewhere);
  const Finding cone = found("(x^2 - y^2 - z^2)^2", "-1:1,-1:1,-1:1");
  ASSERT_EQ(cone.points.size(), 1U);
  EXPECT_EQ(cone.points[0].manifold_dimension, 2U);
  for (const Vector& p : cone.points[0].sample) EXPECT_NEAR(std::abs(p[0]), std::hypot(p[1], p[2]), 1e-7);
  EXPECT_TRUE(cone.box->none_elsewhere);
}

// The plane z = 0 and the z axis: a line that crosses a surface is no part of it.
TEST(FindBox, ALineThroughASurfaceIsListed) {
  const Finding f = found("z^2*(x^2 + y^2)", "-1:1,-1:1,-1:1");
  EXPECT_EQ(std::ranges::count_if(f.points, [](const FoundPoint& p) { return p.manifold_dimension == 1; }), 1);
  EXPECT_EQ(std::ranges::count_if(f.points, [](const FoundPoint& p) { return p.manifold_dimension == 2; }), 1);
}

}  // namespace
}  // namespace saddlescope
