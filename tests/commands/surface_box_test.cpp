// `surface --box` from C++: the surface over a box with its critical points.
#include <gtest/gtest.h>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/surface.h"
#include "tests/commands/toy.h"

namespace saddlescope {
namespace {

// The lecture's picture: a saddle at 0 between two rows of minima, w1·w2 = 1.
TEST(SurfaceOverABox, OfTheLecturesNetworkHasASaddleAndTwoRowsOfMinima) {
  const Surface s = Toy("(1 - w1*w2)^2", "", "w1=-2:2,w2=-2:2").draw({});
  ASSERT_EQ(s.section.axes.size(), 2U);
  EXPECT_EQ(s.section.evaluated, s.section.axes[0].size() * s.section.axes[1].size());
  ASSERT_EQ(marks(s.section, MarkKind::critical), 1U);
  for (const Mark& mark : s.section.marks) {
    if (mark.kind != MarkKind::critical) continue;
    EXPECT_EQ(mark.verdict, VerdictKind::saddle);
    EXPECT_NEAR(mark.at[0], 0, 1e-12);
    EXPECT_NEAR(mark.loss, 1, 1e-12);
  }
  ASSERT_EQ(s.section.curves.size(), 2U);
  bool sides[2] = {false, false};
  for (const Curve& curve : s.section.curves) {
    EXPECT_EQ(curve.verdict, VerdictKind::degenerate_minimum);
    EXPECT_GT(curve.points.size(), 10U);
    for (const auto& p : curve.points) {
      EXPECT_NEAR(p[0] * p[1], 1, 1e-8);
      EXPECT_GT(p[0] * curve.points[0][0], 0) << "both rows in one curve";
    }
    sides[curve.points[0][0] > 0 ? 1 : 0] = true;
  }
  EXPECT_TRUE(sides[0] && sides[1]);
}

// Where y = x meets y = −x they come as near to each other as one's points to their neighbours.
TEST(SurfaceOverABox, CurvesThatCrossAreNotPiecesOfOne) {
  const Surface s = Toy("(x^2 - y^2)^2", "", "x=-2:2,y=-2:2").draw({});
  ASSERT_EQ(s.section.curves.size(), 2U);
  for (const Curve& curve : s.section.curves) {
    ASSERT_TRUE(curve.piece_of);
    const double sign = curve.points[0][0] * curve.points[0][1] > 0 ? 1 : -1;
    for (const auto& p : curve.points) EXPECT_NEAR(p[1], sign * p[0], 1e-6);
  }
  EXPECT_NE(s.section.curves[0].piece_of, s.section.curves[1].piece_of);
}

TEST(SurfaceOverABox, OfOneVariableIsALineWithItsPoints) {
  const Surface s = Toy("x^4 - 2*x^2", "", "x=-2:2").draw({});
  ASSERT_EQ(s.section.axes.size(), 1U);
  EXPECT_EQ(marks(s.section, MarkKind::critical), 3U);
  EXPECT_EQ(s.section.loss.front(), 8);
  EXPECT_EQ(s.section.loss.back(), 8);
}

TEST(SurfaceOverABox, OfThreeVariablesIsRefused) {
  try {
    Toy("x^2 + y^2 + z^2", "", "x=-1:1,y=-1:1,z=-1:1").draw({});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "--box: a function of 3 variables has no surface over a box; those of one or two have. Draw a plane "
                 "through a point: --at POINT --directions x,y.");
  }
}

TEST(SurfaceOverABox, ABoxOfAnotherSizeIsRefusedBeforeItIsRead) {
  Toy toy("x^2 + y^2", "0,0");
  SurfaceOptions options;
  options.box = Box{{-1}, {1}};
  try {
    surface(*toy.problem.objective, toy.problem.theta, options, toy.context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "--box: the box has 1 sides, the objective 2 variables. It takes a range for each variable.");
  }
}

}  // namespace
}  // namespace saddlescope
