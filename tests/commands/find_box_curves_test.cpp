// `find --box` on curves of critical points known in closed form, with sharp bends, near others, crossing and cut by the
// box: each in its pieces, in order, without a gap or a stretch drawn twice.
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

using Line = std::vector<Vector>;

double length(const Line& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) sum += distance(line[i - 1], line[i]);
  return sum;
}

// One piece of the closed form: how long it is, from points so close that its chords are its arcs to 1e-6.
struct Stretch {
  double length;
  bool closed;
};

Stretch stretch(double from, double to, const std::function<Vector(double)>& at, bool closed = false) {
  constexpr int kChords = 200'000;
  Line line;
  for (int i = 0; i <= kChords; ++i) line.push_back(at(from + (to - from) * i / kChords));
  return {length(line), closed};
}

struct CurvesCase {
  std::string formula, box;
  std::function<double(const Vector&)> equation;  // 0 on the curves
  std::vector<Stretch> stretches;
};

// Pieces and stretches compared by length: chords of a tenth of a radius of curvature are 1 − 1/600 of their arcs, and
// within 1/320 of a step, of 1/40 of the diameter, an end lies at the border.
void expect_curves(const CurvesCase& c) {
  const Finding f = found(c.formula, c.box);
  const double step = Box{f.box->sides.low, f.box->sides.high}.diameter() / 40;
  std::vector<Stretch> pieces;
  for (const FoundPoint& p : f.points) {
    if (p.manifold_dimension != 1U) continue;
    std::size_t points = 0;
    for (const CurvePiece& piece : p.pieces) points += piece.points;
    EXPECT_EQ(points, p.sample.size()) << c.formula;
    EXPECT_TRUE(p.whole) << c.formula;
    for (const Vector& w : p.sample) EXPECT_LE(std::abs(c.equation(w)), 1e-9) << c.formula;
    const std::vector<Line> lines = curve_lines(p);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      pieces.push_back({length(lines[i]), p.pieces[i].closed});
      for (std::size_t k = 1; k < lines[i].size(); ++k)
        EXPECT_LE(distance(lines[i][k - 1], lines[i][k]), 1.1 * step) << c.formula;
    }
  }
  std::vector<Stretch> expected = c.stretches;
  std::ranges::sort(expected, {}, &Stretch::length);
  std::ranges::sort(pieces, {}, &Stretch::length);
  ASSERT_EQ(pieces.size(), expected.size()) << c.formula;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_NEAR(pieces[i].length, expected[i].length, expected[i].length / 150 + step / 100) << c.formula;
    EXPECT_EQ(pieces[i].closed, expected[i].closed) << c.formula;
  }
}

Stretch ellipse(double a, double b) {
  return stretch(0, 2 * kPi, [&](double t) { return Vector{a * std::cos(t), b * std::sin(t)}; }, true);
}

// x² + (y/b)² = 1 has a radius of curvature of b² at its tips.
TEST(FindBoxCurves, AnEllipseIsOneClosedCurveHoweverSharpItsTips) {
  const auto on = [](double k) { return [k](const Vector& w) { return w[0] * w[0] + k * w[1] * w[1] - 1; }; };
  expect_curves({"(x^2 + y^2 - 1)^2", "-2:2,-2:2", on(1), {ellipse(1, 1)}});
  expect_curves({"(x^2 + 100*y^2 - 1)^2", "-2:2,-2:2", on(1e2), {ellipse(1, 0.1)}});
  expect_curves({"(x^2 + 1e4*y^2 - 1)^2", "-2:2,-2:2", on(1e4), {ellipse(1, 1e-2)}});
  expect_curves({"(x^2 + 1e6*y^2 - 1)^2", "-2:2,-2:2", on(1e6), {ellipse(1, 1e-3)}});
}

// y = sin(kx)/5: strands next to each other are no farther apart than π/k, and bend within 5/k² of it.
TEST(FindBoxCurves, AWaveIsOnePiece) {
  for (const int k : {5, 20, 40}) {
    const auto at = [k](double x) { return Vector{std::sin(k * x) / 5, x}; };
    expect_curves({fmt::format("(y - sin({}*x)/5)^2", k),
                   "y=-2:2,x=-2:2",
                   [&](const Vector& w) { return w[0] - at(w[1])[0]; },
                   {stretch(-2, 2, at)}});
  }
}

// Lines and circles side by side, with the maxima between them.
TEST(FindBoxCurves, StrandsSideBySideAreTold) {
  const Stretch line{2, false};
  expect_curves({"((y - 0.001)*(y + 0.001))^2 + 0*x",
                 "y=-1:1.1,x=-1:1",
                 [](const Vector& w) { return w[0] * (w[0] * w[0] - 1e-6); },
                 {line, line, line}});
  expect_curves({"(x^2 - 1e-6)^2 + 0*y",
                 "x=-2:2,y=-1:1",
                 [](const Vector& w) { return w[0] * (w[0] * w[0] - 1e-6); },
                 {line, line, line}});
  const double r = 1.002;
  expect_curves(
      {"((x^2 + y^2 - 1)*(x^2 + y^2 - 1.002))^2",
       "-2:2,-2:2.1",
       [r](const Vector& w) {
         const double s = w[0] * w[0] + w[1] * w[1];
         return (s - 1) * (s - r) * (s - (1 + r) / 2);
       },
       {ellipse(1, 1), ellipse(std::sqrt(r), std::sqrt(r)), ellipse(std::sqrt((1 + r) / 2), std::sqrt((1 + r) / 2))}});
}

// Where branches cross each goes straight on. The lemniscate r² = cos 2φ is one closed curve.
TEST(FindBoxCurves, BranchesThatCrossGoStraightOn) {
  expect_curves(
      {"(x*y)^2", "x=-1:1.3,y=-1:1", [](const Vector& w) { return w[0] * w[1]; }, {{2.3, false}, {2, false}}});
  expect_curves({"((x^2 + y^2)^2 - x^2 + y^2)^2",
                 "-2:2,-2:2",
                 [](const Vector& w) { return std::pow(w[0] * w[0] + w[1] * w[1], 2) - w[0] * w[0] + w[1] * w[1]; },
                 {stretch(
                     0, 2 * kPi,
                     [](double t) {
                       const double d = 1 + std::sin(t) * std::sin(t);
                       return Vector{std::cos(t) / d, std::sin(t) * std::cos(t) / d};
                     },
                     true)}});
}

// A line and a parabola, two circles: each is a curve of minima of its own, drawn once. Of contact so close that a step goes
// over from the one to the other, y = 0 and y = x³, no arm is lost and none is drawn twice.
TEST(FindBoxCurves, CurvesThatTouchAreDrawnOnce) {
  const auto graph = [](int power) { return [power](double x) { return Vector{std::pow(x, power), x}; }; };
  const CurvesCase cases[] = {
      {"(y*(y - x^2))^2",
       "y=-1:1,x=-1:1",
       [](const Vector& w) { return w[0] * (w[0] - w[1] * w[1]); },
       {{2, false}, stretch(-1, 1, graph(2))}},
      {"((x^2 + y^2 - 1)*((x - 2)^2 + y^2 - 1))^2",
       "x=-2:4,y=-2:2",
       [](const Vector& w) { return (w[0] * w[0] + w[1] * w[1] - 1) * (std::pow(w[0] - 2, 2) + w[1] * w[1] - 1); },
       {ellipse(1, 1), ellipse(1, 1)}}};
  for (const CurvesCase& c : cases) {
    expect_curves(c);
    for (const FoundPoint& p : found(c.formula, c.box).points) {
      EXPECT_TRUE(p.alone || (p.manifold_dimension == 1U && p.verdict.kind == degenerate_minimum)) << c.formula;
    }
  }
  const Finding f = found("(y*(y - x^3))^2", "y=-1:1,x=-1:1");
  double drawn = 0;
  for (const FoundPoint& p : f.points) {
    for (const Line& line : curve_lines(p)) drawn += length(line);
  }
  const double all = 2 + stretch(-1, 1, graph(3)).length;
  EXPECT_NEAR(drawn, all, all / 50);
}

// y² = x³: two branches up to the tip of the cusp.
TEST(FindBoxCurves, ACuspIsTracedToItsTip) {
  const Stretch branch = stretch(0, 1, [](double t) { return Vector{t * t * t, t * t}; });
  expect_curves({"(y^2 - x^3)^2",
                 "y=-1:1.1,x=-1:1",
                 [](const Vector& w) { return w[0] * w[0] - std::pow(w[1], 3); },
                 {branch, branch}});
}

// A circle within a box whose sides cut it at known angles.
TEST(FindBoxCurves, WhatTheBoxCutsIsInPieces) {
  const auto on = [](const Vector& w) { return w[0] * w[0] + w[1] * w[1] - 1; };
  const double c = std::acos(0.8);
  expect_curves({"(x^2 + y^2 - 1)^2", "x=-0.8:0.8,y=-2:2", on, {{kPi - 2 * c, false}, {kPi - 2 * c, false}}});
  const double corner = kPi / 2 - 2 * c;  // of the four arcs at the corners
  expect_curves({"(x^2 + y^2 - 1)^2",
                 "x=-0.8:0.8,y=-0.8:0.8",
                 on,
                 {{corner, false}, {corner, false}, {corner, false}, {corner, false}}});
}

TEST(FindBoxCurves, AHelixIsOnePiece) {
  const auto at = [](double z) { return Vector{std::cos(5 * z), z, std::sin(5 * z)}; };
  expect_curves({"(x - cos(5*z))^2 + (y - sin(5*z))^2",
                 "x=-1.5:1.5,z=-1.5:1.5,y=-1.5:1.5",
                 [&](const Vector& w) { return distance(w, at(w[1])); },
                 {stretch(-1.5, 1.5, at)}});
}

}  // namespace
}  // namespace saddlescope
