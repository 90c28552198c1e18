// Degenerate points whose kind is known from their form: what orders three to eight and the probe make of them. A
// smaller sample of tests/claims/degenerate_test.cpp.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "saddlescope/critical/null_space.h"
#include "saddlescope/critical/taylor_lines.h"
#include "saddlescope/critical/verdict.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/function/function_objective.h"
#include "tests/critical/normal_forms.h"
#include "tests/critical/verdict_of.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

using enum VerdictKind;

Vector outputs(const NetworkObjective& network, const Vector& theta) {
  Context context;
  return network.predict(theta, context).outputs.values;
}

TEST(Degenerate, WhatOnlyOrdersAboveFourDecide) {
  const std::vector<std::pair<std::string, VerdictKind>> rows{{"x^2-y^6", degenerate_saddle},
                                                              {"x^2+y^5", degenerate_saddle},
                                                              {"x^5", degenerate_saddle},
                                                              {"x^7", degenerate_saddle},
                                                              {"(z-x^2)^2-x^6", degenerate_saddle},
                                                              {"x^2*y^2-x^6", degenerate_saddle},
                                                              {"x^2-y^8", degenerate_saddle},
                                                              {"a^6+b^6-c^8", degenerate_saddle},
                                                              {"(z-x^2)^2+x^5", degenerate_saddle},
                                                              {"100+x^2+y^5", degenerate_saddle},
                                                              {"-a^2+b^6", saddle},
                                                              {"-a^2+b^5", saddle},
                                                              {"x^2+y^6+x*y^4", degenerate_minimum},
                                                              {"(z-x^2)^2+x^6+x-x", degenerate_minimum},
                                                              {"y^2-2*y*x^2+x^4", degenerate_minimum},
                                                              {"x^6-100*x^8", degenerate_minimum},
                                                              {"-a^2-b^6", degenerate_maximum},
                                                              {"-a^6-b^8", degenerate_maximum},
                                                              {"-x^4+0*y", degenerate_maximum},
                                                              {"-(z-x^2)^2", degenerate_maximum},
                                                              {"x^2+y^6", degenerate_minimum},
                                                              {"x^2*y^2", degenerate_minimum}};
  for (const auto& [formula, kind] : rows) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, Vector(objective.size(), 0.0));
    EXPECT_EQ(verdict.kind, kind) << formula << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
    EXPECT_FALSE(verdict.certified) << formula;
  }
}

TEST(Degenerate, NormalFormsKeepTheirKindUnderChangesOfVariables) {
  RandomStream random(7, "normal forms");
  for (std::uint64_t i = 0; i < 60; ++i) {
    const NormalForm form = random_normal_form(random);
    SCOPED_TRACE(form.formula);
    const FunctionObjective objective(Expression::parse(form.formula));
    const Verdict verdict = verdict_of(objective, form.at, i);
    EXPECT_EQ(std::ranges::count(form.allowed(), verdict.kind), 1) << to_string(verdict.kind) << "\n  " << verdict.why;
  }
}

TEST(Degenerate, BadlyScaledNormalFormsAreNeverWrongAndSeldomOpen) {
  RandomStream random(11, "badly scaled normal forms");
  constexpr std::uint64_t kForms = 200;
  std::size_t open = 0;
  for (std::uint64_t i = 0; i < kForms; ++i) {
    const NormalForm form = badly_scaled_form(random);
    const FunctionObjective objective(Expression::parse(form.formula));
    const Verdict verdict = verdict_of(objective, form.at, i);
    open += verdict.kind == undetermined;
    EXPECT_TRUE(verdict.kind == undetermined || std::ranges::count(form.allowed(), verdict.kind) == 1)
        << form.formula << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
  }
  EXPECT_LT(open, kForms / 50);
}

// L falls for ever along x; beyond some x its derivatives there are 0 to rounding, or exactly.
TEST(Degenerate, AFunctionThatHasLevelledOffIsNoCriticalPoint) {
  for (const char* formula : {"tanh(x)+y^2", "sigmoid(x+18)-y^2", "tanh(x)-y^4", "-tanh(x)-y^2", "tanh(-x)+y^2",
                              "(y^2+1)*exp(-x)+y^4", "1/x+y^2", "softplus(-x)+y^2", "exp(-x)", "1/x", "softplus(-x)"}) {
    const FunctionObjective objective(Expression::parse(formula));
    for (const double x : {21.0, 40.0, 200.0, 800.0, 1e9, 1e200, 1e300}) {
      Vector theta(objective.size(), 0.0);
      theta[static_cast<std::size_t>(std::ranges::find(objective.expression().variables(), "x") -
                                     objective.expression().variables().begin())] = x;
      const Verdict verdict = verdict_of(objective, theta);
      EXPECT_TRUE(verdict.kind == undetermined || verdict.kind == not_critical || verdict.kind == gradient_flat)
          << formula << " at x = " << x << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
    }
  }
}

// At the radii that rounding of 10⁶ lets resolve, L rises; at 0 it has a maximum.
TEST(Degenerate, RadiiThatContradictDerivativesDecideNothing) {
  for (const char* formula : {"1e6+(x^6-1e-6)^2", "1e6+(x^6+y^6-1e-6)^2"}) {
    const FunctionObjective objective(Expression::parse(formula));
    const VerdictKind kind = verdict_of(objective, Vector(objective.size(), 0.0)).kind;
    EXPECT_TRUE(kind == undetermined || kind == local_maximum || kind == degenerate_maximum)
        << formula << ": " << to_string(kind);
  }
}

// q = −¼·10⁴⁰⁰·(x² + y² + z²)² is no double: directions can't be sorted by it, and nothing is claimed.
TEST(Degenerate, AFourthOrderThatOverflowsDecidesNothing) {
  const FunctionObjective objective(Expression::parse("w^2+1e200*w*x^2+1e200*w*y^2+1e200*w*z^2"));
  const Verdict verdict = verdict_of(objective, Vector(4, 0.0));
  EXPECT_EQ(verdict.kind, undetermined) << to_string(verdict.kind) << "\n  " << verdict.why;
}

TEST(Degenerate, OnAKinkASaddleIsSeenByTheLossAndAnExtremumNeverClaimed) {
  const std::vector<std::pair<std::string, VerdictKind>> rows{
      {"y^2-abs(x)^3", degenerate_saddle}, {"abs(x)-y^2", degenerate_saddle}, {"abs(x)*y", degenerate_saddle},
      {"abs(x)+y^2", undetermined},        {"-abs(x)-y^2", undetermined},     {"abs(x)^3+y^2", undetermined},
      {"3*x+abs(x)", undetermined},        {"abs(x)+y", undetermined},        {"y^2-abs(x)", undetermined}};
  for (const auto& [formula, kind] : rows) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, Vector(objective.size(), 0.0));
    EXPECT_EQ(verdict.kind, kind) << formula << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
    EXPECT_FALSE(verdict.certified) << formula;
  }
}

// Where second order shows no way down, a point that lies lower is named; and it does lie lower.
TEST(Degenerate, AWayDownOfHigherOrderHasAWitness) {
  for (const char* formula : {"x^3", "x^3-3*x*y^2", "x^2-y^4", "x^2-y^6", "(z-x^2)^2-x^6", "(y-x^2)*(y-2*x^2)",
                              "x^2*y+z^2", "1e6+x^3", "y^2-abs(x)^3", "abs(x)-y^2"}) {
    const FunctionObjective objective(Expression::parse(formula));
    const Vector theta(objective.size(), 0.0);
    const Verdict verdict = verdict_of(objective, theta);
    EXPECT_EQ(verdict.kind, degenerate_saddle) << formula;
    ASSERT_TRUE(verdict.witness) << formula << "\n  " << verdict.why;
    EXPECT_NEAR(norm(verdict.witness->direction), 1, 1e-12) << formula;
    Context context;
    const double there = objective.value(plus(theta, verdict.witness->radius, verdict.witness->direction), context);
    const double fall = objective.value(theta, context) - there;
    EXPECT_GT(fall, 0) << formula;
    EXPECT_NEAR(fall, verdict.witness->decrease, 1e-9 * (std::abs(there) + fall)) << formula;
  }
}

// Exact fits: p² generators of a linear layer span 2pk − k² directions at rank k; a ReLU unit has one (dead or not);
// the logits' shift has one for each input of the last layer and one for the bias.
TEST(Degenerate, KnownNullDirectionsAreNamedAndCounted) {
  RandomStream random(5, "known null directions");
  const Vector x = normals(random, 12 * 3);
  {
    Vector theta(4 * 3 + 2 * 4, 0.0);  // two of four units live
    for (std::size_t i = 0; i < 2 * 3; ++i) theta[i] = random.normal();
    for (const std::size_t i : {12, 13, 16, 17}) theta[i] = random.normal();
    const auto teacher = objective_of("mlp:3-4-2:linear:no-bias", numbers(12, x, Vector(24, 0.0)), "mse");
    const auto net = objective_of("mlp:3-4-2:linear:no-bias", numbers(12, x, outputs(*teacher, theta)), "mse");
    const Verdict verdict = verdict_of(*net, theta);
    EXPECT_EQ(verdict.kind, degenerate_minimum);
    EXPECT_THAT(verdict.why, ::testing::HasSubstr("changes of basis in the linear hidden layer 1 (12)"));
  }
  {
    Vector theta = normals(random, 5 * 3 + 5 + 2 * 5 + 2);
    for (const std::size_t i : {0, 1, 2, 15}) theta[i] = 0;  // the first unit: dead, nothing leads in
    for (const std::size_t i : {20, 25}) theta[i] = 0;  // or out
    theta[15] = -1;
    const auto teacher = objective_of("mlp:3-5-2:relu", numbers(12, x, Vector(24, 0.0)), "mse");
    const auto net = objective_of("mlp:3-5-2:relu", numbers(12, x, outputs(*teacher, theta)), "mse");
    const Verdict verdict = verdict_of(*net, theta);
    EXPECT_EQ(verdict.kind, degenerate_minimum) << verdict.why;
    EXPECT_THAT(verdict.why, ::testing::HasSubstr("rescaling of the ReLU units of hidden layer 1 (5)"));
  }
  {
    const auto net = objective_of("mlp:1-2", classes({1, -1, 1, -1}, {0, 0, 1, 1}), "cross-entropy");
    EXPECT_THAT(verdict_of(*net, Vector(4, 0.0)).why, ::testing::HasSubstr("shifts of all logits together (2)"));
    const FunctionObjective formula(Expression::parse("x^2+y^6"));
    EXPECT_THAT(verdict_of(formula, {0, 0}).why, ::testing::Not(::testing::HasSubstr("by construction")));
  }
}

// L of one variable at 0: the coefficients are those of the formula.
TEST(TaylorLines, TheFirstCoefficientThatIsntZeroDecides) {
  struct Row {
    const char* formula;
    int down, up;
    double coefficient;
  };
  for (const Row& row : {Row{"x^5", 5, 5, 1}, Row{"-2*x^6", 6, 0, -2}, Row{"3*x^8", 0, 8, 0}, Row{"x^7+x^8", 7, 7, 1},
                         Row{"1e-3*x^5-x^6", 5, 5, 1e-3}, Row{"0*x", 0, 0, 0}}) {
    const FunctionObjective objective(Expression::parse(row.formula));
    Context context;
    const auto at = objective.linearize(Vector{0}, context);
    const DenseHessian hessian = dense_hessian(*at, context);
    const MeasuredPoint point = measure_point(*at, hessian.H, hessian.asymmetry, {}, context);
    const NullSpace space(point, reach(point, context));
    const LineWays ways = taylor_lines(space, space.random_directions(1, "test", context), context);
    EXPECT_EQ(ways.down, row.down) << row.formula;
    EXPECT_EQ(ways.up, row.up) << row.formula;
    EXPECT_NEAR(std::abs(ways.coefficient), std::abs(row.coefficient), 1e-12) << row.formula;
    if (ways.way) {
      EXPECT_LT(objective.value(plus(Vector{0}, 1e-2, *ways.way), context), 0) << row.formula;
    }
  }
}

}  // namespace
}  // namespace saddlescope
