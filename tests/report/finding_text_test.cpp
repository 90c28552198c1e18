// The text of `find`, from a point and over a box: made from fixed results, kept beside the test. A change of wording
// is seen, read and accepted (SADDLESCOPE_ACCEPT=1), never by accident.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/report/examples.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

TEST(FindingText, IsTheKeptText) {
  expect_golden("found.txt", to_text(found(FinderEnd::critical_point), "--function 'x^2 - y^2' --at x=0,y=-1.5"));
  Finding flat = found(FinderEnd::gradient_flat);
  flat.run->gradient_flatness = 2e-4;
  flat.problem.parameters = 141;
  flat.points.front().at.resize(141);
  expect_golden("gradient_flat.txt", to_text(flat));
}

// The first words are the end's own.
TEST(FindingText, BeginsWithTheEnd) {
  const std::pair<FinderEnd, const char*> cases[] = {
      {FinderEnd::critical_point, "A critical point after"},
      {FinderEnd::gradient_flat, "Gradient-flat after"},
      {FinderEnd::neither, "A critical point by the verdict, above the tolerance after"}};
  for (const auto& [end, start] : cases) EXPECT_EQ(to_text(found(end)).rfind(start, 0), 0U) << start;
  Finding far_out = found(FinderEnd::critical_point);  // e⁻ˣ: the gradient falls below any tolerance
  far_out.points.front().verdict.kind = VerdictKind::not_critical;
  EXPECT_EQ(
      to_text(far_out).rfind("The gradient fell to the tolerance after 3 iterations of newton-mr, but this is no", 0),
      0U);
  Finding open = found(FinderEnd::critical_point);
  open.points.front().verdict.kind = VerdictKind::undetermined;
  EXPECT_EQ(to_text(open).rfind("The gradient fell to the tolerance after 3 iterations of newton-mr; what is there", 0),
            0U);
  Finding away = found(FinderEnd::neither);
  away.points.front().verdict.kind = VerdictKind::not_critical;
  EXPECT_EQ(to_text(away).rfind("No critical point after", 0), 0U);
  for (const VerdictKind kind : {VerdictKind::undetermined, VerdictKind::no_negative_curvature_found}) {
    away.points.front().verdict.kind = kind;  // whether it is one stays open: then "no critical point" isn't so
    EXPECT_EQ(to_text(away).rfind("Not settled after 3 iterations of newton-mr: ", 0), 0U);
  }
  Finding stopped = found(FinderEnd::neither);
  stopped.run->stop.reason = StopReason::interrupted;
  EXPECT_EQ(to_text(stopped).rfind("Interrupted after", 0), 0U);
}

TEST(FindingText, OfABoxIsTheKeptText) {
  Finding f;
  f.problem.parameters = 2;
  f.problem.description = "(1 - w1*w2)^2";
  f.problem.variables = {"w1", "w2"};
  FoundPoint origin;
  origin.at = {0, 0};
  origin.loss = 1;
  origin.verdict = {VerdictKind::saddle, true, 0, "λ = ±2."};
  origin.alone = Sides{{0, 0}, {0, 0}};
  FoundPoint curve;
  curve.at = {1, 1};
  curve.verdict = {VerdictKind::degenerate_minimum, false, 0, "flat."};
  curve.manifold_dimension = 1;
  curve.sample = {{0.5, 2}, {1, 1}, {2, 0.5}};
  curve.extent = 0.01;
  f.points = {origin, curve, curve};
  f.box = SearchedBox{{{-2, -2}, {2, 2}}, true, false, false, {{{{0, 0}, {1e-9, 1e-9}}, "a kink"}}, 1, 4711, 815};
  f.why = "One part is open.";
  expect_golden("find_box.txt", to_text(f));
  f.interrupted = true;
  EXPECT_TRUE(to_text(f).ends_with("\nInterrupted: what was found until then stands. One part is open.\n"))
      << to_text(f);
  f.interrupted = false;
  f.points.clear();
  f.box->open.clear();
  f.box->open_parts = 0;
  f.box->complete = true;
  f.why = "Proved.";
  expect_golden("find_box_none.txt", to_text(f));
}

// Nothing found beside an open part is not "nothing there".
TEST(FindingText, OfABoxWithoutPointsSaysWhatStaysOpen) {
  Finding f;
  f.problem.variables = {"x", "y"};
  f.box = SearchedBox{{{-2, -2}, {2, 2}}, true, false, false, {{{{0, -2}, {1, 2}}, ""}}, 1, 4711, 815};
  const auto first_line = [&] { return to_text(f).substr(0, to_text(f).find("\n\n")); };
  EXPECT_EQ(first_line(),
            "No critical point was found for x = -2 to 2, y = -2 to 2; 1 part of it stays open and may hold some.");
  f.box->open_parts = 3;
  EXPECT_EQ(first_line(),
            "No critical point was found for x = -2 to 2, y = -2 to 2; 3 parts of it stay open and may hold some.");
  f.box->open_parts = 0;
  EXPECT_EQ(first_line(), "No critical point was found for x = -2 to 2, y = -2 to 2.");
}

}  // namespace
}  // namespace saddlescope
