// In how many lines and planes a point looks like a minimum.
#include "saddlescope/landscape/appearance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

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

// Two parameters have one plane, whichever vectors span it: its lower curvature is λmin of H. Compared with a tolerance
// just below and just above, every plane says the same.
TEST(Appearance, LowerCurvatureOfTheWholePlaneIsTheLowestEigenvalue) {
  struct Form {
    const char* text;
    double lowest;
  };
  for (const Form& form : {Form{"x^2 + 2*y^2", 2}, Form{"2*x^2 + x*y + 2*y^2", 3}, Form{"x^2 + 3*x*y + 5*y^2", 1},
                           Form{"0.5*x^2 + 0.5*y^2", 1}, Form{"10*x^2 - 8*x*y + 4*y^2", 4}}) {
    Point point = formula(form.text, {0, 0});
    const Share below = look(point, {0, 0, 2, form.lowest * (1 - 1e-12)}).appearance.random_planes;
    const Share above = look(point, {0, 0, 2, form.lowest * (1 + 1e-12)}).appearance.random_planes;
    EXPECT_EQ(below.minima, 100U) << form.text;
    EXPECT_EQ(above.minima, 0U) << form.text;
  }
}

// Of ten thousand pairs some are parallel to 1e-4: made square once, they would be so to 1e-12 and shift the lower
// curvature, 1, by that of the upper, 1e6; made square twice they leave it to the rounding of the products, 1e-10.
TEST(Appearance, NearlyParallelVectorsAreMadeSquareToRounding) {
  Point point = formula("5e5*x^2 + 0.5*y^2", {0, 0});
  AppearanceOptions options;
  options.lines = 20'000;
  options.signs = {0, 0, 2, 1 - 1e-8};
  EXPECT_EQ(appearance(*point.at(), options, point.context).appearance.random_planes.minima, 10'000U);
  options.signs.tolerance = 1 + 1e-8;
  EXPECT_EQ(appearance(*point.at(), options, point.context).appearance.random_planes.minima, 0U);
}

// Every line of x² + y² + z² has the curvature 2.
TEST(Appearance, RandomLinesCompareTheirCurvatureWithTheTolerance) {
  Point point = formula("x^2 + y^2 + z^2", {0, 0, 0});
  EXPECT_EQ(look(point, {0, 0, 3, 2 * (1 - 1e-12)}).appearance.random_lines.minima, 200U);
  EXPECT_EQ(look(point, {0, 0, 3, 2 * (1 + 1e-12)}).appearance.random_lines.minima, 0U);
}

// Of the six entries of the diagonal, 2 … 12, four lie above 5.
TEST(Appearance, ParameterLinesCompareTheDiagonalWithTheTolerance) {
  Point point = formula("p^2 + 2*q^2 + 3*r^2 + 4*s^2 + 5*t^2 + 6*u^2 + p*q + r*u", Vector(6, 0.0));
  const Appearance a = look(point, {0, 0, 6, 5}).appearance;
  EXPECT_EQ(a.parameter_lines.minima, 4U);
  EXPECT_EQ(a.parameter_lines.of, 6U);
  EXPECT_EQ(a.parameters, 6U);
  EXPECT_EQ(a.tolerance, 5);
}

// An even choice: of six parameters the 1st, 3rd and 5th, which go up here while the others go down.
TEST(Appearance, OfManyParametersAnEvenChoiceIsLookedAt) {
  Point point = formula("p^2 - q^2 + r^2 - s^2 + t^2 - u^2", Vector(6, 0.0));
  AppearanceOptions options;
  options.signs = {3, 0, 3, 1e-15};
  options.parameters = 3;
  const Appearance a = appearance(*point.at(), options, point.context).appearance;
  EXPECT_EQ(a.parameter_lines.minima, 3U);
  EXPECT_EQ(a.parameter_lines.of, 3U);
}

// Down so steeply along z that no random line goes up: the steepest of the parameters that do is shown.
TEST(Appearance, WithoutARandomLineTheSteepestParameterIsShown) {
  Point point = formula("x^2 + 3*w^2 + 2*y^2 - 1e12*z^2", Vector(4, 0.0));
  const Looks looks = look(point, {1, 0, 3, 1e-3});
  EXPECT_EQ(looks.appearance.random_lines.minima, 0U);
  ASSERT_TRUE(looks.line);
  EXPECT_EQ(looks.line->label, "w");
  EXPECT_EQ(looks.line->kind, DirectionKind::parameter);
}

// The line that is shown is of length 1, looks like a minimum, and its number is its place among those looked at.
TEST(Appearance, TheLineShownIsTheFirstRandomOneThatLooksLikeAMinimum) {
  Point point = formula("x^2 - 3*y^2 + z^2 - z*y", Vector(3, 0.0));
  const Looks looks = look(point, {1, 0, 2, 1e-15});
  ASSERT_TRUE(looks.line);
  const Vector& u = looks.line->vector;
  EXPECT_NEAR(norm(u), 1, 4 * kEps);
  EXPECT_GT(u[0] * u[0] - 3 * u[1] * u[1] + u[2] * u[2] - u[2] * u[1], 0);
  const std::size_t number = std::stoul(looks.line->label.substr(std::string("random line ").size()));
  ASSERT_GE(number, 1U);
  AppearanceOptions options;
  options.signs = {1, 0, 2, 1e-15};
  options.lines = number - 1;  // of those before it none does
  EXPECT_EQ(appearance(*point.at(), options, point.context).appearance.random_lines.minima, 0U);
  options.lines = number;
  EXPECT_EQ(appearance(*point.at(), options, point.context).appearance.random_lines.minima, 1U);
}

// H = 2uuᵀ: of two parameters every plane is the whole space, whose lower eigenvalue is 0, however exactly a tolerance may
// have been measured; of three, every plane holds a direction in which nothing curves.
TEST(Appearance, OfAFlatDirectionNoPlaneLooksLikeAMinimum) {
  for (const char* text : {"x^2 - y^4", "x^2 + y^3", "(x - y)^2 + x^3", "(0.1*x + 0.7*y)^2 + y^3", "x^2 + y^3 + z^3",
                           "(x + 2*y + 3*z)^2 + z^3"}) {
    Point point = formula(text, Vector(std::string(text).find('z') == std::string::npos ? 2 : 3, 0.0));
    EXPECT_EQ(look(point, {0, 1, 1, 0}).appearance.random_planes.minima, 0U) << text;
  }
}

// Little memory means smaller blocks, the same lines and planes.
TEST(Appearance, IsTheSameInLittleMemory) {
  Point point = testing::network();
  const Inertia signs{1, 0, 1, 1e-15};
  const Looks all = look(point, signs);
  point.context.memory = 1;
  const Looks little = look(point, signs);
  EXPECT_EQ(little.appearance.random_lines.minima, all.appearance.random_lines.minima);
  EXPECT_EQ(little.appearance.random_lines.of, all.appearance.random_lines.of);
  EXPECT_EQ(little.appearance.random_planes.minima, all.appearance.random_planes.minima);
  EXPECT_EQ(little.appearance.random_planes.of, all.appearance.random_planes.of);
  EXPECT_EQ(little.appearance.parameter_lines.minima, all.appearance.parameter_lines.minima);
  EXPECT_EQ(little.appearance.parameter_lines.of, all.appearance.parameter_lines.of);
  ASSERT_TRUE(all.line && little.line);
  EXPECT_EQ(little.line->label, all.line->label);
}

// Where the count of signs isn't complete, the number of ways down is a lower bound.
TEST(Appearance, SaysWhetherTheWaysDownAreAllCounted) {
  Point point = formula("x^2 - y^2", {0, 0});
  Inertia signs{1, 0, 1, 1e-15};
  EXPECT_FALSE(look(point, signs).appearance.at_least);
  signs.complete = false;
  EXPECT_TRUE(look(point, signs).appearance.at_least);
}

}  // namespace
}  // namespace saddlescope
