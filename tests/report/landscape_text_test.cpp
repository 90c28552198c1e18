// The texts of `surface` and `taylor`, and the pictures in letters.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saddlescope/report/heights.h"
#include "saddlescope/report/text.h"
#include "tests/numbers.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

// x² − y² on five by five points.
Surface saddle() {
  Surface s;
  s.problem.parameters = 2;
  s.problem.description = "x^2 - y^2";
  CrossSection& c = s.section;
  c.directions = {{.kind = DirectionKind::parameter, .label = "x", .slope = 0, .curvature = 2},
                  {.kind = DirectionKind::eigenvector,
                   .label = "eigenvector 1 of 2",
                   .eigenvalue = -2,
                   .slope = 0,
                   .curvature = -2}};
  c.origin = {0, 0};
  c.axes = {{-2, -1, 0, 1, 2}, {-2, -1, 0, 1, 2}};
  for (const double x : c.axes[0]) {
    for (const double y : c.axes[1]) c.loss.push_back(x * x - y * y);
  }
  c.evaluated = 25;
  c.marks = {{.at = {0, 0}, .loss = 0, .label = "here", .kind = MarkKind::here},
             {.at = {0, 2}, .loss = -4, .label = "lowest of the grid", .kind = MarkKind::minimum},
             {.at = {1, 0}, .loss = 1, .label = "saddle", .kind = MarkKind::critical, .verdict = VerdictKind::saddle}};
  c.curves.emplace_back();
  c.curves[0].points = {{-2, -2}, {-1, -2}};
  c.curves[0].label = "curve: degenerate minimum";
  c.curves[0].verdict = VerdictKind::degenerate_minimum;
  return s;
}

TEST(SurfaceText, IsTheKeptText) { expect_golden("surface.txt", to_text(saddle())); }

// (x² − 1)² + 0.3x: two lines of minima, of different losses.
TEST(SurfaceText, CurvesOfDifferentLossesAreDifferent) {
  Surface s = saddle();
  s.section.curves[0].piece_of = 1;
  s.section.curves.push_back(s.section.curves[0]);
  EXPECT_NE(to_text(s).find("curve: degenerate minimum, loss 0, in 2 pieces\n"), std::string::npos);
  s.section.curves[0].loss = -0.305;
  s.section.curves[1].loss = 0.294;
  const std::string text = to_text(s);
  EXPECT_NE(text.find("curve: degenerate minimum, loss -0.305\n"), std::string::npos) << text;
  EXPECT_NE(text.find("curve: degenerate minimum, loss 0.294\n"), std::string::npos) << text;
}

// The same loss but for rounding. A curve without a number is a whole one.
TEST(SurfaceText, PiecesOfOneNumberAreOneCurve) {
  Surface s = saddle();
  Curve first = s.section.curves[0];
  s.section.curves = {first, first, first};
  s.section.curves[0].piece_of = s.section.curves[1].piece_of = 4;
  s.section.curves[1].loss = 4.6e-45;
  s.section.curves[2].piece_of = 5;
  s.section.curves[2].loss = 1e-14;
  std::string text = to_text(s);
  EXPECT_NE(text.find("2 curves: degenerate minimum, loss 0, in 3 pieces\n"), std::string::npos) << text;
  s.section.curves[1].piece_of.reset();
  text = to_text(s);
  EXPECT_NE(text.find("3 curves: degenerate minimum, loss 0\n"), std::string::npos) << text;
  s.section.curves[2].loss = 1e-9;
  text = to_text(s);
  EXPECT_NE(text.find("2 curves: degenerate minimum, loss 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("curve: degenerate minimum, loss 1e-09\n"), std::string::npos) << text;
}

// Of 10⁶ + 10⁻⁵·(x² − y²) the lowest and the highest loss.
TEST(SurfaceText, TellsLossesApartUnderALargeConstant) {
  Surface s = saddle();
  for (double& loss : s.section.loss) loss = 1e6 + 1e-5 * loss;
  const std::string text = to_text(s);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "The loss on a plane of 5 × 5 points: from 999999.99996 to 1000000.00004.");
}

// And the point's own from the lowest, but not what rounding makes of the losses of critical points.
TEST(SurfaceText, TellsTheLossHereFromTheLowest) {
  Surface s = saddle();
  s.section.marks[0].loss = 1e12;
  s.section.marks[1].loss = 1e12 - 4;
  s.section.marks[2].loss = 0.1 + 0.2;
  s.section.marks.push_back(s.section.marks[2]);
  s.section.marks[3].loss = 0.3;
  const std::string text = to_text(s);
  EXPECT_NE(text.find("Here            loss 1000000000000 at (0, 0)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Lowest          loss 999999999996 at (0, 2)\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("0.30000000000000004"), std::string::npos) << text;
}

// Here the point lies between those of the grid, and lower: the range is said of the points.
TEST(SurfaceText, TheRangeIsThatOfItsPoints) {
  Surface s = saddle();
  s.asked = "x,y";
  s.section.centre_loss = -5;
  const std::string text = to_text(s);
  EXPECT_EQ(text.substr(0, text.find('\n')), "The loss on a plane of 5 × 5 points: from -4 to 4.");
}

TEST(SurfaceText, ListsTwelveCriticalPointsAndAllElse) {
  Surface s = saddle();
  s.section.curves.clear();
  s.section.marks.assign(13, s.section.marks[2]);
  s.section.marks.push_back({.at = {0, 2}, .loss = -4, .label = "lowest of the grid", .kind = MarkKind::minimum});
  const std::string text = to_text(s);
  EXPECT_NE(text.find("Critical        1 more\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Lowest          loss -4 at (0, 2)\n"), std::string::npos) << text;
}

TEST(SurfaceText, ALineATrajectoryAndWhatIsNotThere) {
  Surface s = saddle();
  CrossSection& c = s.section;
  c.directions.resize(1);
  c.directions[0] = {.kind = DirectionKind::trajectory, .label = "principal component 1 of the checkpoints", .norm = 2};
  c.origin = {0};
  c.axes.resize(1);
  c.loss = {4, 1, kInf, 1, kNaN};
  c.evaluated = 5;
  c.marks = {{.at = {1}, .loss = 1, .label = "a", .kind = MarkKind::checkpoint, .off = 0.5},
             {.at = {2}, .loss = 4, .label = "b", .kind = MarkKind::checkpoint, .off = 0.25}};
  c.curves.clear();
  c.variance_shares = {0.875};
  s.floor = 0;
  s.why = "1 of 2 dimensions.";
  expect_golden("surface_line.txt", to_text(s));
  s.interrupted = true;
  EXPECT_TRUE(to_text(s).ends_with("\nInterrupted: what was found until then stands. 1 of 2 dimensions.\n"));
  c.evaluated = 2;
  EXPECT_TRUE(to_text(s).ends_with("\n1 of 2 dimensions.\n"));
  EXPECT_TRUE(
      to_text(s).starts_with("Interrupted: 2 of the 5 losses of a line of 5 points are there: from 1 to 4.\n\n"
                             "  █▁???\n  ? not evaluated\n\n"))
      << to_text(s);
  c.evaluated = 0;
  EXPECT_TRUE(to_text(s).starts_with("Interrupted: 0 of the 5 losses of a line of 5 points are there.\n\n  Across"));
}

TEST(TaylorText, IsTheKeptText) {
  TaylorAnswer a;
  a.loss = 1;
  a.gradient_norm = 0.5;
  a.floor = 0;
  TaylorLine line;
  line.direction = {.kind = DirectionKind::eigenvector, .label = "eigenvector 1 of 2", .eigenvalue = -2};
  line.t = {-1, 0, 1};
  line.loss = {0.25, 1, 0.5};
  line.model = {0, 1, 0.75};
  line.coefficients = {1, -0.5, 0, -1};
  line.order = 3;
  line.forward = {0.25, false};
  line.backward = {1000, true};
  a.lines = {line, line};
  a.lines[1].direction = {.kind = DirectionKind::to, .label = "towards last.npz", .norm = 3};
  a.lines[1].forward.radius = 0;
  a.why = "Nothing to add.";
  expect_golden("taylor.txt", to_text(a));
  a.lines[1].order = 2;
  EXPECT_TRUE(to_text(a).starts_with("Taylor's model of order 2 to 3 is trusted"));
  a.lines.clear();
  EXPECT_TRUE(to_text(a).starts_with("Taylor's model is trusted"));
}

TEST(TaylorText, SaysWhyATrustRadiusIsUndetermined) {
  TaylorAnswer a;
  TaylorLine line;
  line.direction = {.kind = DirectionKind::parameter, .label = "x"};
  line.t = {-1, 0, 1};
  line.loss = line.model = {1, 0, 1};
  line.coefficients = {0, 0, 1};
  line.forward = {.undetermined = "rounding hides it"};
  line.backward = {.radius = 10, .from = 5};
  a.lines = {line};
  const auto rows = [&] {
    const std::string text = to_text(a);
    const std::size_t first = text.find("  Trust radius");
    return text.substr(first, text.find("  Loss", first) - first);
  };
  EXPECT_EQ(rows(),
            "  Trust radius    forwards undetermined, backwards 10 (seen from 5 on)\n"
            "                  forwards: rounding hides it\n");
  a.lines[0].backward = {.undetermined = "rounding hides it"};
  EXPECT_EQ(rows(),
            "  Trust radius    forwards undetermined, backwards undetermined\n"
            "                  undetermined: rounding hides it\n");
  a.lines[0].backward = {.undetermined = "numbers lie too far apart"};
  EXPECT_EQ(rows(),
            "  Trust radius    forwards undetermined, backwards undetermined\n"
            "                  forwards: rounding hides it\n"
            "                  backwards: numbers lie too far apart\n");
}

TEST(Heights, AConstantLossIsALowLine) {
  EXPECT_EQ(report::line_in_letters({3, 3, 3}), "▁▁▁");
  EXPECT_EQ(report::line_in_letters({0, kNaN, 1}), "▁!█");
  EXPECT_EQ(report::line_in_letters({kNaN}), "");
  EXPECT_EQ(report::line_in_letters({}), "");
  EXPECT_EQ(report::line_in_letters({0, 1}, std::pair(0.0, 7.0)), "▁▂");
}

// Not "█", which is the highest of the losses.
TEST(Heights, WhatHasNoValueIsNamedUnderTheMap) {
  CrossSection c = saddle().section;
  c.marks.clear();
  c.curves.clear();
  EXPECT_EQ(report::plane_in_letters(c).find('!'), std::string::npos);
  c.loss.assign(25, 1);
  c.loss[0] = kInf;
  const std::string plane = report::plane_in_letters(c);
  EXPECT_NE(plane.find("  !▒▒▒▒\n  ! no finite loss\n"), std::string::npos) << plane;
  EXPECT_EQ(plane.find("█"), std::string::npos);
}

TEST(Heights, WhatIsNotThereIsAQuestion) {
  CrossSection c = saddle().section;
  c.marks.clear();
  c.curves.clear();
  c.evaluated = 5;  // the first column
  const std::string plane = report::plane_in_letters(c);
  EXPECT_NE(plane.find("????\n"), std::string::npos) << plane;
  c.evaluated = 0;
  EXPECT_EQ(report::plane_in_letters(c), "");
}

}  // namespace
}  // namespace saddlescope
