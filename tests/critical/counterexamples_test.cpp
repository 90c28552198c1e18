// Points that once got a wrong verdict, each with its truth. What they share: at the point itself the numbers look
// convincing, and only what rounding, an oscillation or a kink could hide makes the difference.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "saddlescope/critical/matrix_free.h"
#include "saddlescope/critical/verdict.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/network/network.h"
#include "tests/critical/verdict_of.h"

namespace saddlescope {
namespace {

using enum VerdictKind;

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

// The critical points of (ρ² − 1)² + c·x at φ = 0: −c along the circle, 8 across it. The gradient's rounding leaves so
// long a way to the true critical point that the band there covers c, and along a circle no small radius shows the
// fall.
TEST(Counterexamples, AFallThatIsCertainHereForbidsAMinimumHoweverWideTheBand) {
  for (const auto& [c, x] : std::vector<std::pair<std::string, std::string>>{
           {"1e-9", "0.999999999874999999977"}, {"1e-10", "0.9999999999875"}, {"1e-12", "0.999999999999875"}}) {
    const std::string formula = "(x^2+y^2-1)^2+" + c + "*x", spheres = "(x^2+y^2+z^2-1)^2+" + c + "*x";
    check({"a saddle", formula, "x=" + x + ",y=0", {saddle, degenerate_saddle}});
    check({"a saddle", spheres, "x=" + x + ",y=0,z=0", {saddle, degenerate_saddle}});
    check({"a saddle", "-(" + formula + ")", "x=" + x + ",y=0", {saddle, degenerate_saddle}});
  }
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

// Above a floor that lies at x = −1, all but flat in between: no step that derivatives vouch for leads there.
TEST(Counterexamples, AFloorFarOffMakesNoMinimumOfWhatLiesJustAboveIt) {
  for (const char* at : {"x=0,y=0", "x=1e-6,y=0", "x=-1e-4,y=0"}) {
    check({"a saddle at x = 0", "1e-24*(1+x^3)^2+y^2", at, {degenerate_saddle, not_critical, gradient_flat}});
  }
}

// x³ decides, however small, and however near: at |x| < 1e-9.
TEST(Counterexamples, AThirdDerivativeTooSmallToSeeFromAfarForbidsAMinimum) {
  for (const char* formula : {"x^3*1e-9+x^4+y^2", "x^3*1e-9+x^4+(y+0.3*x)^2", "1e-7*x^3+x^4+(y+pi*x)^2"}) {
    check({"a saddle of third order", formula, "x=0,y=0", {degenerate_saddle}});
  }
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
TEST(Counterexamples, AStrongCurvatureHidesNoWeakOneBesideIt) {
  const std::vector<VerdictKind> minimum{local_minimum, degenerate_minimum}, maximum{local_maximum, degenerate_maximum};
  for (const auto& [stiff, allowed_saddle] : std::vector<std::pair<std::string, std::vector<VerdictKind>>>{
           {"1e15*y^2", {saddle}}, {"1e15*(y+0.3*x)^2", {saddle}}, {"1e12*(0.6*y+0.8*x)^2", {saddle}}}) {
    check({"a strict minimum", stiff + "+x^2-20*x^4", "x=0,y=0", minimum});
    check({"a strict maximum", "-(" + stiff + "+x^2-20*x^4)", "x=0,y=0", maximum});
    check({"a strict minimum", stiff + "+x^2+60*x^3+20*x^4", "x=0,y=0", minimum});
    check({"a strict minimum", stiff + "+x^2-20*x^6", "x=0,y=0", minimum});
    check({"a strict saddle", stiff + "+20*x^4-x^2", "x=0,y=0", allowed_saddle});
    check({"a strict saddle", "-(" + stiff + "+20*x^4-x^2)", "x=0,y=0", allowed_saddle});
    check({"a strict saddle", stiff + "+(x^2-1e-4)^2", "x=0,y=0", allowed_saddle});
  }
}

// And not only is nothing wrong said of it: measured along its own direction the weak curvature is certain.
TEST(Counterexamples, AWeakCurvatureBesideAStrongOneIsMeasuredAlongItsOwnDirection) {
  for (const auto& [formula, kind] :
       std::vector<std::pair<std::string, VerdictKind>>{{"1e15*y^2+x^2-20*x^4", local_minimum},
                                                        {"-(1e15*y^2+x^2-20*x^4)", local_maximum},
                                                        {"20*x^4-x^2+1e15*y^2", saddle},
                                                        {"1e15*(y+0.3*x)^2-x^2+20*x^4", saddle},
                                                        {"1e12*y^2+(x^2-1e-4)^2", saddle}}) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, Vector{0, 0});
    EXPECT_EQ(verdict.kind, kind) << formula << "\n  " << verdict.why;
    EXPECT_TRUE(verdict.certified) << formula;
  }
}

// At the floor too, where a plain minimum is more than the floor's "no lower"; and where the gradient left along the weak
// direction is what rounding the weights leaves of it.
TEST(Counterexamples, AWeakCurvatureMakesAPlainMinimumAtTheFloorAndAtRoundedWeights) {
  for (const auto& [formula, at, kind] : std::vector<std::tuple<std::string, std::string, VerdictKind>>{
           {"1e8*x^2+1e-8*y^2", "0,0", local_minimum},
           {"1e12*(x+0.3*y)^2+1e-6*y^2", "0,0", local_minimum},
           {"y^2+1e-16*cos(x)+y^3", "x=3.141592653589793,y=0", local_minimum},
           {"-1e3*(y^2+1e-16*cos(x)+y^3)", "x=3.141592653589793,y=0", local_maximum},
           {"y^2-1e-16*cos(x)+y^3", "x=3.141592653589793,y=0", saddle}}) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, parse_point(at, objective.expression().variables()));
    EXPECT_EQ(verdict.kind, kind) << formula << "\n  " << verdict.why;
    EXPECT_TRUE(verdict.certified) << formula;
  }
  // Within the band, but of no curvature at all: what is left of the gradient is a slope, however small.
  const FunctionObjective slope(Expression::parse("y^2+y^3+1e-30*x"));
  EXPECT_THAT(verdict_of(slope, Vector{0, 1}).kind, ::testing::AnyOf(gradient_flat, not_critical, undetermined));
  // A valley, not a plain minimum.
  const FunctionObjective valley(Expression::parse("1e8*x^2+1e-8*y^2*z^2"));
  EXPECT_EQ(verdict_of(valley, Vector{0, 0, 1}).kind, degenerate_minimum);
}

// A sum of squares, 0 all along z² = Q, P = 0; with −c·z⁴ it falls there. Second order knows Q to rounding of the stiff P.
TEST(Counterexamples, AFourthOrderBelowTheRoundingOfItsTermsProvesNothing) {
  using Kinds = std::vector<VerdictKind>;
  for (const auto& [formula, allowed] : std::vector<std::pair<std::string, Kinds>>{
           {"100*(0.6*x+0.8*y)^2+1e-4*((0.8*x-0.6*y)-z^2)^2", {degenerate_minimum}},
           {"1.0*((3/5)*x+(4/5)*y)^2+1e-05*(((4/5)*x-(3/5)*y)-2*z^2)^2-1e-17*z^4", {degenerate_saddle}},
           {"1e4*(0.6*x+0.8*y)^2+1e-8*((0.8*x-0.6*y)-z^2)^2-1e-13*z^4", {degenerate_saddle}},
           {"1e4*(0.6*x+0.8*y)^2+1e-10*((0.8*x-0.6*y)-z^2)^2-1e-13*z^4", {degenerate_saddle}},
           {"-1e4*(0.6*x+0.8*y)^2-1e-4*((0.8*x-0.6*y)-z^2)^2", {degenerate_maximum}}}) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, Vector{0, 0, 0});
    EXPECT_FALSE(verdict.certified) << formula << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
    EXPECT_TRUE(verdict.kind == undetermined || std::ranges::count(allowed, verdict.kind) > 0)
        << formula << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
  }
}

// ∂L/∂w > 0 everywhere: no critical point, however large a gradient the rounding of y alone would excuse.
TEST(Counterexamples, ASlopeBesideAWeakCurvatureIsNoCriticalPoint) {
  for (const auto& [formula, at] : std::vector<std::pair<std::string, std::string>>{
           {"1e12*x^2+1e-4*(y-1e12)^2+w^3+1e-7*w", "x=0,y=1e12,w=0"},
           {"1e12*x^2-1e-4*(y-1e12)^2+1e-9*w", "x=0,y=1e12,w=0"},
           {"1e8*x^2+1e-7*y^2+w^3+1e-13*w+(z-1e9)^2", "x=0,y=0,w=0,z=1e9"},
           {"1e10*x^2+1e-5*y^2+w^3+1e-17*w+(z-1e4)^2", "x=0,y=0,w=0,z=1e4"},
           {"x^2-y^2+1e-20*w", "x=0,y=0,w=0"}}) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, parse_point(at, objective.expression().variables()));
    EXPECT_FALSE(verdict.certified) << formula << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
  }
  check({"the minimum is 2.9e-3 off",
         "1e12*x^2+1e-4*(y-1e12)^2+w^4+1e-7*w",
         "x=0,y=1e12,w=0",
         {not_critical, gradient_flat}});
  // Points at which all of the band is asked of, or none.
  for (const auto& [formula, at] : std::vector<std::pair<std::string, std::string>>{
           {"-1e10*x^2+1e-12*(y^4-1e3*y^6)", "x=1e-11,y=1e-10"},
           {"(x^2+4*y^2-1)^2*(y^2-x^3+x)^2", "x=0.9999999999122862,y=1.0814424137069689e-05"}}) {
    const FunctionObjective objective(Expression::parse(formula));
    EXPECT_FALSE(verdict_of(objective, parse_point(at, objective.expression().variables())).why.empty());
  }
}

// A valley of minima along y > 0, of maxima for y < 0: from (0, y) the loss falls only beyond the valley's end. A
// constant in L leaves no radius at which its values show that, and none of its gradient's.
TEST(Counterexamples, AFallBeyondTheEndOfAValleyIsNoWayDownFromIt) {
  for (const char* constant : {"", "1e-3+", "1+", "1e3+", "1e6+"}) {
    for (const char* valley : {"x^6*y+z^2", "x^4*y^5+z^2", "x^6*y^3+z^2", "x^4*y+z^2", "x^4*(y+0.2*x)^3+z^2"}) {
      for (const char* at : {"x=0,y=0.3,z=0", "x=0,y=0.1,z=0", "x=0,y=0.01,z=0"}) {
        check({"a valley of minima", std::string(constant) + valley, at, {degenerate_minimum}});
      }
    }
    for (const char* basin : {"x^6*(x+1e-3)+y^2", "x^8*(x+1e-2)+y^2", "x^6*(x+0.03)+y^6", "1e-12*x^4-x^6+y^2"}) {
      check({"a minimum", std::string(constant) + basin, "x=0,y=0", {degenerate_minimum, local_minimum}});
    }
    for (const char* dip : {"x^8+y^2-1e-6*x^6", "x^6+y^2-1e-3*x^5", "x^8-1e-2*x^6+y^6"}) {
      check({"a saddle", std::string(constant) + dip, "x=0,y=0", {degenerate_saddle}});
    }
  }
}

// Ways down that narrow as they come nearer, along cusps and tangent parabolas: no straight line shows them.
TEST(Counterexamples, AWayDownThatNarrowsIsFollowedOrKnownToBeLost) {
  for (const char* formula :
       {"(y^2-x^3)^2-x^7", "(y^2-x^3)^2-x^8", "(y^2-x^3)^2+z^2-x^7", "(y^3-x^4)^2-x^9", "(y^2-x^5)^2-x^11",
        "(y-x^2)^2*(y-2*x^2)^2-x^10", "(y-x^2)^2*(y-1.01*x^2)^2-x^10", "(y-x^3)^4-x^16", "(y-x^2)^6-x^16"}) {
    const FunctionObjective objective(Expression::parse(formula));
    const Verdict verdict = verdict_of(objective, Vector(objective.size(), 0.0));
    EXPECT_TRUE(verdict.kind == degenerate_saddle || verdict.kind == undetermined)
        << formula << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
  }
  for (const char* formula : {"(y^2-x^3)^2-x^7", "(y-x^2)^2*(y-2*x^2)^2-x^10", "(y^3-x^4)^2-x^9"}) {
    const FunctionObjective objective(Expression::parse(formula));
    EXPECT_EQ(verdict_of(objective, Vector(2, 0.0)).kind, degenerate_saddle) << formula;
  }
  // Away from 0, where the rounding of θ ends the search: found, or left open.
  check({"a saddle",
         "0.05893*(-2.251*(x-0.14)+0.7775*(y+1.132))^6-8.069*(-0.03137*(x-0.14)+12.62*(y+1.132)+0.156*(y+1.132)*(x-0."
         "14))^8",
         "x=0.14,y=-1.132",
         {degenerate_saddle}});
}

// Never below 0: where values are lost in rounding, a slope taken away from the lowest point of a sphere is no fall.
TEST(Counterexamples, ASlopeAcrossACurvedValleyIsNoWayDown) {
  check({"a valley", "111.8*(-0.7065*x+1.948*y+0.396*y*y)^4+x-x", "x=0,y=0", {degenerate_minimum}});
}

// L'' = L' there: no word of a loss that hardly curves.
TEST(Counterexamples, WhereNoCriticalPointIsInReachTheReasonIsTrue) {
  for (const char* at : {"300", "30", "1"}) {
    for (const char* formula : {"-exp(x)", "exp(x)"}) {
      const FunctionObjective objective(Expression::parse(formula));
      const Verdict verdict = verdict_of(objective, parse_point(at, objective.expression().variables()));
      EXPECT_EQ(verdict.kind, not_critical) << formula << " at " << at;
      EXPECT_EQ(verdict.why.find("hardly curves"), std::string::npos) << verdict.why;
      EXPECT_NE(verdict.why.find("No critical point is in reach"), std::string::npos) << verdict.why;
    }
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
