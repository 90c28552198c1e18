// How runs end that have nowhere to go: a loss without a bound, a domain that ends, curvature that overflows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "saddlescope/commands/compare.h"
#include "saddlescope/commands/find.h"
#include "saddlescope/commands/train.h"
#include "saddlescope/problem/problem.h"

namespace saddlescope {
namespace {

using testing::HasSubstr;
using testing::Not;

Problem formula(const std::string& function, const std::string& at, Context& context) {
  ProblemDescription description;
  description.function = function;
  description.at = at;
  return make_problem(description, context);
}

Training trained(const std::string& function, const std::string& at, const std::string& optimizer) {
  Context context;
  const Problem problem = formula(function, at, context);
  TrainCommandOptions options;
  options.minimize.optimizer.name = optimizer;
  options.minimize.steps = 3000;
  return train(*problem.objective, problem.theta, options, context);
}

Finding sought(const std::string& function, const std::string& at, double tolerance) {
  Context context;
  const Problem problem = formula(function, at, context);
  FindCommandOptions options;
  options.find.tolerance = tolerance;
  return find(*problem.objective, problem.theta, options, context);
}

// Whether the gradient fell to the tolerance is said by `stop`, whether that is a critical point by verdict and end
// alike: e⁻ˣ has none however small the gradient; x² with a tolerance far below rounding ends at one.
TEST(Find, TheEndOfARunDoesNotContradictTheVerdict) {
  const Finding none = sought("exp(-x)", "3", 1e-6);
  EXPECT_EQ(none.run->stop.reason, StopReason::converged);
  EXPECT_EQ(none.points[0].verdict.kind, VerdictKind::not_critical);
  EXPECT_EQ(none.run->end, FinderEnd::neither);
  const Finding there = sought("x^2 - y^2", "1,1", 1e-9);
  EXPECT_EQ(there.points[0].verdict.kind, VerdictKind::saddle);
  EXPECT_EQ(there.run->end, FinderEnd::critical_point);
  using enum VerdictKind;
  for (const FinderEnd end : {FinderEnd::critical_point, FinderEnd::gradient_flat, FinderEnd::neither}) {
    EXPECT_EQ(end_by_verdict(end, saddle), FinderEnd::critical_point);
    EXPECT_EQ(end_by_verdict(end, gradient_flat), FinderEnd::gradient_flat);
    EXPECT_EQ(end_by_verdict(end, undetermined), end);
    EXPECT_NE(end_by_verdict(end, not_critical), FinderEnd::critical_point);
  }
}

// One word, one number: find's flatness is that of a diagnosis of the same weights.
TEST(Find, GradientFlatnessIsThatOfADiagnosis) {
  Context context;
  ProblemDescription d;
  d.data = "sin(5*pi*x)/(5*pi*x)";
  d.x_range = "0:1";
  d.samples = 16;
  d.model = "mlp:1-4-4-1:tanh";
  const Problem problem = make_problem(d, context);
  FindCommandOptions options;
  for (const std::size_t iterations : {0U, 3U, 40U}) {
    options.find.iterations = iterations;
    const Finding found = find(*problem.objective, problem.theta, options, context);
    const Diagnosis there = diagnose(*problem.objective, found.run->theta, {}, context);
    ASSERT_TRUE(found.run->gradient_flatness && there.gradient_flatness);
    EXPECT_EQ(*found.run->gradient_flatness, *there.gradient_flatness) << iterations;
  }
}

// Cubic regularization's steps grow until their cubes overflow: that no step is promised then says nothing.
TEST(Train, ALossWithoutABoundIsNotConvergedTo) {
  for (const char* function : {"x", "x^2-y^2", "-exp(x)", "x^3-x^2"}) {
    const std::string at = std::string(function) == "x^2-y^2" ? "0,0" : "0";
    const Training run = trained(function, at, "cubic-regularization");
    EXPECT_EQ(run.stop.reason, StopReason::not_finite) << function << ": " << run.stop.why;
    EXPECT_THAT(run.stop.why, HasSubstr("no lower bound")) << function;
    EXPECT_LT(run.loss, -1e154) << function;
    EXPECT_TRUE(std::isfinite(run.loss)) << function;
  }
}

// The curvature of log x, 1/x², overflows long before log x and 1/x do. Thrown, it would take the weights with it.
TEST(Train, WhereCurvatureOverflowsTheLastFiniteWeightsAreKept) {
  for (const char* function : {"log(x)", "sqrt(x)"}) {
    const Training run = trained(function, "1", "trust-region");
    EXPECT_EQ(run.stop.reason, StopReason::not_finite) << function << ": " << run.stop.why;
    EXPECT_THAT(run.stop.why, HasSubstr("the curvature that the method needs isn't")) << function;
    ASSERT_EQ(run.theta.size(), 1U);
    EXPECT_GT(run.theta[0], 0) << function;
    EXPECT_LT(run.loss, function == std::string("log(x)") ? -100 : 1e-50) << function;
  }
}

// sqrt(1 − x²) is 0 at 1, its minimum, with an infinite slope. And no method without a learning rate is told to lower
// it.
TEST(Train, AMinimumAtTheEdgeOfTheDomainIsSaidToBeOne) {
  for (const char* optimizer : {"cubic-regularization", "trust-region", "saddle-free-newton"}) {
    const Training run = trained("sqrt(1-x^2)", "0.1", optimizer);
    EXPECT_EQ(run.stop.reason, StopReason::not_finite) << optimizer;
    EXPECT_THAT(run.stop.why, HasSubstr("that edge is the minimum")) << optimizer;
    EXPECT_THAT(run.stop.why, Not(HasSubstr("learning rate"))) << optimizer;
    EXPECT_TRUE(std::isfinite(run.loss) && std::isfinite(run.gradient_norm)) << optimizer;
  }
}

// In 1e20 + x a step of any length that the method begins with drowns.
TEST(Train, WhereTheLossDrownsWhatAStepPromisesItHasntConverged) {
  for (const char* optimizer : {"cubic-regularization", "trust-region"}) {
    const Training run = trained("1e20+x", "0", optimizer);
    EXPECT_EQ(run.stop.reason, StopReason::stalled) << optimizer << ": " << run.stop.why;
    EXPECT_THAT(run.stop.why, HasSubstr("The gradient isn't zero")) << optimizer;
  }
}

TEST(Compare, AMethodWhoseCurvatureOverflowsEndsAloneAndSaysSo) {
  Context context;
  ProblemDescription formula;
  formula.function = "log(x)";
  formula.at = "1";
  const Problem problem = make_problem(formula, context);
  CompareOptions options;
  options.budget = 4000;
  const Comparison result = compare(*problem.objective, problem.theta, options, context);
  EXPECT_GE(result.methods.size(), 5U);
  EXPECT_FALSE(result.interrupted);
}

}  // namespace
}  // namespace saddlescope
