// Points that once got a wrong verdict, each with its truth. What they share: at the point itself the numbers look
// convincing, and only what rounding, an oscillation or a kink could hide makes the difference.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "saddlescope/critical/matrix_free.h"
#include "saddlescope/critical/verdict.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/network/network.h"

namespace saddlescope {
namespace {

using enum VerdictKind;

Verdict verdict_of(const Objective& objective, const Vector& theta) {
  Context context;
  const auto at = objective.linearize(theta, context);
  const DenseHessian hessian = dense_hessian(*at, context);
  return classify(*at, hessian.H, hessian.asymmetry, {}, context).verdict;
}

struct Row {
  std::string truth, formula, at;
  std::vector<VerdictKind> allowed;  // `undetermined` always is
};

void check(const Row& row) {
  const FunctionObjective objective(Expression::parse(row.formula));
  const Verdict verdict = verdict_of(objective, parse_point(row.at, objective.expression().variables()));
  const bool allowed = verdict.kind == undetermined || std::ranges::count(row.allowed, verdict.kind) > 0;
  EXPECT_TRUE(allowed) << row.formula << " at " << row.at << ": " << to_string(verdict.kind) << "; truth: " << row.truth
                       << "\n  " << verdict.why;
}

TEST(Counterexamples, CurvedValleysAwayFromTheOriginAreNoSaddlesAndNoStrictMinima) {
  const std::string formula = "(y-1-50*(x-1)^2)^2";
  for (const char* at : {"x=1.0000001,y=1", "x=1.000000001,y=1", "x=1.00001,y=1"}) {
    check({"a valley of minima", formula, at, {degenerate_minimum, not_critical, gradient_flat}});
  }
  check({"a ridge of maxima",
         "-0.0504*((y-(-42.6824401041215))+(-3530.0)*(x-(-114802.31506995705))^2)^2",
         "x=-114802.31502138879,y=-42.68244131855115",
         {degenerate_maximum, not_critical, gradient_flat}});
  check({"a ridge of maxima",
         "-1.61*((y-39.4545058982296)+(-7430.0)*x^2)^2+1000",
         "x=3.210877063853592e-05,y=39.45450345064646",
         {degenerate_maximum, not_critical, gradient_flat}});
  check({"a saddle",
         "2.427*(3.4*(x0+352721.1889202917)-0.32*x1)^3+3.955e-05*(-1.51*(x0+352721.1889202917)+2.35*x1)^4",
         "x0=-352721.1889202917,x1=-1.190566944046316e-13",
         {saddle, degenerate_saddle}});
}

TEST(Counterexamples, AGradientKnownOnlyToItsRoundingIsNoZero) {
  for (const char* at : {"0", "1", "2", "3.5", "5"}) {
    check({"strictly monotone", "(x+1e8)^2-(x-1e8)^2-4e8*x+1e-8*x-1e-9*cos(x)", at, {not_critical, gradient_flat}});
  }
  check({"strictly monotone: g = 1", "(-1e16*x)+(1e16*x)+(x)-0.5*cos(x)", "0", {not_critical, gradient_flat}});
}

TEST(Counterexamples, AnOscillationThatIsBackAfterTheStepIsSeenOnTheWay) {
  check({"strictly increasing", "pi*1e5*x-cos(1e5*x)", "0", {not_critical, gradient_flat}});
  check({"strictly increasing", "3*pi*1e5*x-cos(1e5*x)", "0", {not_critical, gradient_flat}});
}

TEST(Counterexamples, ACriticalPointBeyondAKinkIsntPromised) {
  check({"increasing on both sides of the kink",
         "10000.5*x-9999.5*abs(x)-cos(1e4*x)",
         "1e-12",
         {not_critical, gradient_flat}});
  check({"the minimum is 5e-7 to the left", "50.5*x-49.5*abs(x)+1e8*x^2", "1e-12", {not_critical, gradient_flat}});
}

TEST(Counterexamples, WithinRoundingOfTheFloorIsNeverCertifiedByThatAlone) {
  for (const auto& [formula, at] :
       std::vector<std::pair<std::string, std::string>>{{"(1-tanh(x)^2)*y^2+z^2", "25,3,0"},
                                                        {"(sqrt(x^2+1)-x)^2*y^2+z^2", "1e9,2,0"},
                                                        {"(tanh(1e3*x)-tanh(1e3*y))^2", "1,2"},
                                                        {"(x*exp(-x))^2+y^2", "400,0"},
                                                        {"exp(-1/x^2)", "0.01"}}) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, parse_point(at, objective.expression().variables()));
    EXPECT_FALSE(verdict.certified) << formula << " at " << at << ": " << to_string(verdict.kind);
  }
}

TEST(Counterexamples, AThirdDerivativeTooSmallToDecideForbidsACertificate) {
  const FunctionObjective objective(Expression::parse("x^3*1e-9+x^4+y^2"));
  EXPECT_FALSE(verdict_of(objective, {0, 0}).certified);
}

// L = softplus(−40w) falls for ever; at w = 1 its gradient, 1.7e-16, computes to zero.
// f' = 1e-8·(y² + 2.5e-11) > 0 along y: no critical point at all. The Krylov space of g sees x alone.
TEST(Counterexamples, ByProductsAloneAWeakGradientBesideAStrongOneIsNotForgotten) {
  for (const char* formula :
       {"x^2+1e-8*(y^3/3+2.5e-11*y)", "x^2-1e-8*(y^3/3+2.5e-11*y)", "1e6*x^2+1e-2*(y^3/3+2.5e-11*y)"}) {
    const FunctionObjective objective(Expression::parse(formula));
    Context context;
    const auto at = objective.linearize(Vector{5e-5, 5e-6}, context);
    const Verdict verdict = classify_matrix_free(*at, {}, context).verdict;
    EXPECT_EQ(verdict.kind, undetermined) << formula << "\n  " << verdict.why;
  }
}

// One stiff direction makes the band ±4 wide; inside it lies λ = ±2 with a dip or a barrier of 0.0125 within 0.16.
TEST(Counterexamples, AStrongCurvatureInsideTheBandForbidsACertificate) {
  for (const char* formula : {"20*x^4-x^2+1e15*y^2", "1e15*y^2+x^2-20*x^4", "-(1e15*y^2+x^2-20*x^4)",
                              "1e15*y^2+x^2+60*x^3+20*x^4", "(x^2-1e-4)^2+1e12*y^2"}) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, Vector{0, 0});
    EXPECT_FALSE(verdict.certified) << formula << "\n  " << verdict.why;
  }
}

TEST(Counterexamples, ASaturatedLogisticFitIsNoMinimum) {
  DataSet data;
  data.x = {{1, 1}, {40}};
  data.y.values = {{1, 1}, {1}};
  data.y.where = "one datum";
  const auto network = make_network(parse_mlp("mlp:1-1:no-bias"), data, "bce-with-logits");
  const VerdictKind kind = verdict_of(*network, {1}).kind;
  EXPECT_TRUE(kind == undetermined || kind == not_critical || kind == gradient_flat) << to_string(kind);
}

}  // namespace
}  // namespace saddlescope
