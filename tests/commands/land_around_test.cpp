// The land around a diagnosed point, from C++.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "saddlescope/commands/diagnose.h"
#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/commands/taylor.h"
#include "tests/commands/toy.h"
#include "tests/stall/quadratic.h"

namespace saddlescope {
namespace {

// At (0, 0): λ = ∓2; the way out has t = √2 and loss 0 (1 − t²/2)².
TEST(LandAroundAPoint, OfTheLecturesSaddleShowsTheWayOut) {
  Toy toy("(1 - w1*w2)^2", "0,0");
  DiagnoseOptions options;
  options.landscape = true;
  const Diagnosis d = diagnose(*toy.problem.objective, toy.problem.theta, options, toy.context);
  ASSERT_TRUE(d.landscape);
  const Landscape& land = *d.landscape;
  EXPECT_EQ(land.why, "");
  ASSERT_TRUE(land.plane);
  EXPECT_EQ(marks(*land.plane, MarkKind::way_out), 1U);
  ASSERT_EQ(land.plane->curves.size(), 1U);
  EXPECT_NEAR(land.plane->curves[0].points[1][0], std::sqrt(2.0), 1e-6);
  EXPECT_NEAR(land.plane->directions[0].vector[0], std::sqrt(0.5), 1e-9);
  ASSERT_FALSE(land.line_search.empty());
  for (const LineSearchPoint& p : land.line_search) {
    const double t2 = p.t * p.t;
    EXPECT_NEAR(p.loss, (1 - t2 / 2) * (1 - t2 / 2), 1e-12);
    ASSERT_TRUE(p.model);
    EXPECT_NEAR(*p.model, p.loss, 1e-8);  // the quartic model is the loss
  }
  ASSERT_EQ(land.taylor.size(), 2U);  // no gradient
  // 1 − t² + t⁴/4: t⁴/4 = t²/10 at t = √0.4.
  EXPECT_NEAR(land.taylor[0].trust_radius().value(), std::sqrt(0.4), 1e-3);
  ASSERT_TRUE(land.appearance);
  EXPECT_EQ(land.appearance->negative, 1U);
  EXPECT_EQ(land.appearance->parameter_lines.minima, 0U);
  EXPECT_GT(land.appearance->random_lines.minima, 20U);
  ASSERT_TRUE(land.line);
  EXPECT_GT(*land.line->directions[0].curvature, 0);
}

TEST(LandAroundAPoint, IsThereByEveryWayToTheSpectrum) {
  Context context;
  const Problem problem = iris(context);
  for (const SpectrumMethod method : {SpectrumMethod::exact, SpectrumMethod::inertia, SpectrumMethod::matrix_free}) {
    DiagnoseOptions options;
    options.landscape = true;
    options.spectrum = method;
    const Diagnosis d = diagnose(*problem.objective, problem.theta, options, context);
    ASSERT_TRUE(d.landscape);
    EXPECT_EQ(d.landscape->why, "");
    EXPECT_TRUE(d.landscape->plane);
    EXPECT_EQ(d.landscape->taylor.size(), 3U);
    EXPECT_FALSE(d.interrupted);
    options.landscape = false;
    EXPECT_FALSE(diagnose(*problem.objective, problem.theta, options, context).landscape);
  }
}

// 4,000 eigenvalues evenly from −1 to 1: after 120 products those at the ends aren't told from their neighbours.
TEST(LandAroundAPoint, SaysThatItsEigenvectorsHaveNotConverged) {
  constexpr std::size_t P = 4000;
  Vector curvature(P);
  for (std::size_t i = 0; i < P; ++i) curvature[i] = 2 * (static_cast<double>(i) + 0.5) / P - 1;
  const testing_stall::Quadratic objective(Vector(P, 0.0), curvature);
  DiagnoseOptions options;
  options.landscape = true;
  options.spectrum = SpectrumMethod::matrix_free;
  Context context;
  const Diagnosis d = diagnose(objective, objective.start(), options, context);
  ASSERT_TRUE(d.landscape);
  EXPECT_EQ(
      d.landscape->why,
      "The eigenvectors come from at most 120 products by block Lanczos, and not all of them have converged: they "
      "are close to those of the eigenvalues said, and there may be further ones beyond.");
  EXPECT_TRUE(d.landscape->plane);
}

TEST(SpectrumCost, EigenvectorsComeFromTheMatrixWhereItIsNoDearer) {
  const testing_stall::Quadratic few(Vector(50, 0.0), Vector(50, 1.0)), many(Vector(9000, 0.0), Vector(9000, 1.0));
  Context context;
  EXPECT_EQ(products_for_vectors(few, 120, context), 0U);
  EXPECT_EQ(products_for_vectors(many, 120, context), 120U);
  context.memory = 6 * 8 * 50 * 50 - 1;
  EXPECT_EQ(products_for_vectors(few, 120, context), 120U);
}

// A bump a factor of 2^¼ wide, which steps of 2 pass over: both commands look alike.
TEST(LandAroundAPoint, HasTheTrustRadiiOfTaylor) {
  Toy toy("x^2 + 0.3*x^2*exp(-((x - 1.4)/0.12)^2) - (y + x/9)^2 + y^3", "0,0");
  DiagnoseOptions options;
  options.landscape = true;
  const Diagnosis d = diagnose(*toy.problem.objective, toy.problem.theta, options, toy.context);
  const TaylorAnswer answer = taylor(*toy.problem.objective, toy.problem.theta, {}, toy.context);
  ASSERT_EQ(answer.lines.size(), 2U);
  for (std::size_t k = 0; k < 2; ++k) {
    const double radius = answer.lines[k].trust_radius().value();
    EXPECT_GT(radius, 0.01) << k;
    EXPECT_LT(radius, 1.4) << k;
    EXPECT_NEAR(d.landscape->taylor.at(k).trust_radius().value(), radius, 1e-9 * radius) << k;
  }
}

// The way out is the sum of both eigenvectors: what stands beside it in the plane is neither.
TEST(LandAroundAPoint, CallsNothingAnEigenvectorThatIsNone) {
  Toy toy("-x^2 - 2*y^2 + x^4 + y^4", "0,0");
  DiagnoseOptions options;
  options.landscape = true;
  const Diagnosis d = diagnose(*toy.problem.objective, toy.problem.theta, options, toy.context);
  ASSERT_TRUE(d.landscape && d.landscape->plane);
  const Direction& beside = d.landscape->plane->directions[1];
  EXPECT_EQ(beside.kind, DirectionKind::orthogonal);
  EXPECT_FALSE(beside.eigenvalue);
  EXPECT_NEAR(dot(beside.vector, d.landscape->plane->directions[0].vector), 0, 1e-12);
}

// Where H = 0 any vectors are eigenvectors: on the plane of two of them xyz and (xyz)² are constant, x⁴ + y⁴ isn't. The
// way down that the verdict knows is shown, without a word; of another plane a word is said.
TEST(LandAroundAPoint, WithoutCurvatureShowsAPlaneOnWhichTheLossChanges) {
  const struct {
    const char* function;
    const char* at;
    const char* first;
    const char* why;
  } cases[] = {
      {"x*y*z", "0,0,0", "the way down of higher order", ""},
      {"x^3 + 0*y", "0,0", "the way down of higher order", ""},
      {"0*x + y^3", "0,0", "the way down of higher order", ""},
      {"x^4 + y^4", "0,0", "eigenvector 1 of 2", ""},
      {"(x*y*z)^2", "0,0,0", "random 1",
       "The loss is constant on the plane of the outermost eigenvectors: drawn is that of two random directions."},
      {"0*x + 0*y", "0,0", "eigenvector 1 of 2", "The loss is constant on this plane, and on a random one."}};
  for (const auto& c : cases) {
    Toy toy(c.function, c.at);
    DiagnoseOptions options;
    options.landscape = true;
    const Diagnosis d = diagnose(*toy.problem.objective, toy.problem.theta, options, toy.context);
    ASSERT_TRUE(d.landscape && d.landscape->plane) << c.function;
    const CrossSection& plane = *d.landscape->plane;
    EXPECT_EQ(d.landscape->why, c.why) << c.function;
    EXPECT_EQ(plane.directions[0].label, c.first) << c.function;
    EXPECT_NEAR(dot(plane.directions[0].vector, plane.directions[1].vector), 0, 1e-12) << c.function;
    const auto [low, high] = std::ranges::minmax(plane.loss);
    EXPECT_EQ(low < high, std::string(c.function) != "0*x + 0*y") << c.function;
    EXPECT_EQ(marks(plane, MarkKind::way_out), d.verdict.witness ? 1U : 0U) << c.function;
  }
}

// A formula costs little; a network a fortieth of a second and more for so many.
TEST(LandAroundAPoint, IsFinerForAFormulaThanForANetwork) {
  Toy toy("(1 - w1*w2)^2", "0,0");
  Context context;
  const Problem network = iris(context);
  DiagnoseOptions options;
  options.landscape = true;
  EXPECT_EQ(diagnose(*toy.problem.objective, toy.problem.theta, options, context).landscape->plane->points(),
            81U * 81U);
  EXPECT_EQ(diagnose(*network.objective, network.theta, options, context).landscape->plane->points(), 41U * 41U);
}

// On a kink derivatives prove nothing: nothing there is of higher order.
TEST(LandAroundAPoint, OnAKinkTheWayDownIsTheOneThatWasMeasured) {
  Toy toy("abs(x)*y - y^3", "0,0");
  DiagnoseOptions options;
  options.landscape = true;
  const Diagnosis d = diagnose(*toy.problem.objective, toy.problem.theta, options, toy.context);
  ASSERT_TRUE(d.on_kink() && d.verdict.witness && d.landscape && d.landscape->plane);
  EXPECT_EQ(d.landscape->plane->directions[0].label, "the way down that was measured");
  EXPECT_EQ(d.landscape->plane->directions[1].label, "orthogonal to the way down that was measured");
}

TEST(LandAroundAPoint, OfOneParameterHasNoPlane) {
  Toy toy("x^2", "0");
  DiagnoseOptions options;
  options.landscape = true;
  const Diagnosis d = diagnose(*toy.problem.objective, toy.problem.theta, options, toy.context);
  EXPECT_FALSE(d.landscape->plane);
  EXPECT_TRUE(d.landscape->line);
  EXPECT_EQ(d.landscape->taylor.size(), 1U);
}

}  // namespace
}  // namespace saddlescope
