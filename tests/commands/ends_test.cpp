// How runs end that have nowhere to go: a loss without a bound, a domain that ends, curvature that overflows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "saddlescope/commands/compare.h"
#include "saddlescope/commands/train.h"
#include "saddlescope/problem/problem.h"

namespace saddlescope {
namespace {

using testing::HasSubstr;
using testing::Not;

Training trained(const std::string& function, const std::string& at, const std::string& optimizer) {
  Context context;
  ProblemDescription formula;
  formula.function = function;
  formula.at = at;
  const Problem problem = make_problem(formula, context);
  TrainCommandOptions options;
  options.minimize.optimizer.name = optimizer;
  options.minimize.steps = 3000;
  return train(*problem.objective, problem.theta, options, context);
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

// sqrt(1 − x²) is 0 at 1, its minimum, with an infinite slope. And no method without a learning rate is told to lower it.
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
