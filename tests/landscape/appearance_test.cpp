// In how many lines and planes a point looks like a minimum.
#include "saddlescope/landscape/appearance.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/landscape/problems.h"

namespace saddlescope {
namespace {

using testing::formula;
using testing::Point;

Looks look(Point& point, Inertia signs) {
  AppearanceOptions options;
  options.signs = signs;
  return appearance(*point.at(), options, point.context);
}

TEST(Appearance, OfAMinimumIsAMinimumEverywhere) {
  Point point = formula("x^2 + 2*y^2 + 3*z^2", {0, 0, 0});
  const Looks looks = look(point, {0, 0, 3, 1e-15});
  EXPECT_EQ(looks.appearance.parameter_lines.minima, 3U);
  EXPECT_EQ(looks.appearance.parameter_lines.of, 3U);
  EXPECT_EQ(looks.appearance.random_lines.minima, 200U);
  EXPECT_EQ(looks.appearance.random_planes.minima, 100U);
  EXPECT_EQ(looks.appearance.random_planes.of, 100U);
  ASSERT_TRUE(looks.line);
  EXPECT_EQ(looks.line->kind, DirectionKind::random);
}

// xy: flat along both axes, up in half of all directions, and no plane but the whole one, a saddle.
TEST(Appearance, OfTheLecturesSaddleDependsOnTheLine) {
  Point point = formula("(1 - w1*w2)^2", {0, 0});
  const Appearance a = look(point, {1, 0, 1, 1e-15}).appearance;
  EXPECT_EQ(a.parameter_lines.minima, 0U);
  EXPECT_NEAR(a.random_lines.share(), 0.5, 4 * 0.5 / std::sqrt(200.0));  // four standard errors
  EXPECT_EQ(a.random_planes.minima, 0U);
  EXPECT_EQ(a.negative, 1U);
}

// A long valley, −10⁻¹² across its floor: two random vectors that are nearly parallel span the same plane as any other
// pair, the whole one, and it is a saddle.
TEST(Appearance, OfASaddlesPlaneNeverDependsOnWhichVectorsSpanIt) {
  Point point = formula("(x - 3*y)^2 - 1e-12*y^2", {0, 0});
  const Appearance a = look(point, {1, 0, 1, 20 * kEps}).appearance;  // ‖H‖ = 20
  EXPECT_EQ(a.random_planes.of, 100U);
  EXPECT_EQ(a.random_planes.minima, 0U);
}

// One direction down of six, each as steep: a random line goes up where Σ_{i>1} uᵢ² > u₁², nearly always; a plane less
// often.
TEST(Appearance, OneWayDownOfManyIsSeldomSeen) {
  Point point = formula("p^2 + q^2 + r^2 + s^2 + t^2 - u^2", Vector(6, 0.0));
  const Appearance a = look(point, {1, 0, 5, 1e-15}).appearance;
  EXPECT_EQ(a.parameter_lines.minima, 5U);
  EXPECT_GT(a.random_lines.share(), 0.85);
  EXPECT_GT(a.random_planes.share(), 0.5);
  EXPECT_LT(a.random_planes.share(), a.random_lines.share());
}

TEST(Appearance, OfAMaximumHasNoLineToShow) {
  Point point = formula("-x^2 - y^2", {0, 0});
  const Looks looks = look(point, {2, 0, 0, 1e-15});
  EXPECT_EQ(looks.appearance.random_lines.minima, 0U);
  EXPECT_FALSE(looks.line);
}

TEST(Appearance, OfOneParameterHasNoRandomLines) {
  Point point = formula("x^2", {0});
  const Looks looks = look(point, {0, 0, 1, 1e-15});
  EXPECT_EQ(looks.appearance.random_lines.of, 0U);
  ASSERT_TRUE(looks.line);
  EXPECT_EQ(looks.line->label, "x");
}

}  // namespace
}  // namespace saddlescope
