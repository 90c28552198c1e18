// The way out along negative curvature, on objectives in closed form and without the engine.
#include "saddlescope/critical/escape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/critical/line_search.h"
#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/objective/counted.h"
#include "saddlescope/optimize/registry.h"
#include "tests/optimize/closed_form.h"

namespace saddlescope {
namespace {

using testing::Chain;
using testing::ClosedForm;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::tanh_of;

const Floor kZero{0.0, true, "a square"};

std::optional<EscapeRoute> route_at(const Objective& objective, const Vector& theta) {
  Context context;
  const auto at = objective.linearize(theta, context);
  const DenseSpectrum spectrum(dense_hessian(*at, context).H, context);
  const Matrix vectors = spectrum.vectors(escape_range(spectrum.values()), context);
  const Rounding rounding = at->rounding(ConstBlock(nullptr, at->size(), 0), context);
  return escape_route(*at, spectrum.values(), vectors, rounding, objective.floor(), context);
}

Escape walk(const Objective& objective, const Vector& theta, std::size_t rounds = 10) {
  Context context;
  return escape(objective, theta, {rounds}, context);
}

/// x² − y² + y⁴: a saddle at 0, minima −1/4 at y = ±1/√2.
struct DoubleWell {
  template <class T>
  T operator()(std::span<const T> x) const {
    return x[0] * x[0] - x[1] * x[1] + x[1] * x[1] * x[1] * x[1];
  }
};
/// x³ − 3xy²: H = 0 at 0.
struct MonkeySaddle {
  template <class T>
  T operator()(std::span<const T> x) const {
    return x[0] * x[0] * x[0] - T(3) * x[0] * x[1] * x[1];
  }
};
/// x² + c·y²: as a loss about 1.
struct Quadratic {
  double c;
  template <class T>
  T operator()(std::span<const T> x) const {
    return T(1) + x[0] * x[0] + T(c) * x[1] * x[1];
  }
};
/// 3x² + 1 − 0.9·sech²(0.1·y − 9) − 1e-12·y²: y = 0 lies on a plateau, 90 away from a well of depth 0.9.
struct Plateau {
  template <class T>
  T operator()(std::span<const T> x) const {
    const T step = tanh_of(x[1] * T(0.1) - T(9));
    return T(3) * x[0] * x[0] + T(1) - (T(1) - step * step) * T(0.9) - T(1e-12) * x[1] * x[1];
  }
};

// methods §10.1: λ = ±2, u = (1, 1)/√2, and with D⁴L[u⁴] = 12·½ = 6·1: t = √2 lands on (1, 1).
TEST(EscapeRoute, OfTheToyLandsOnItsMinimumInOneStep) {
  const auto route = route_at(ClosedForm<Chain>(2, {}, kZero), {0, 0});
  ASSERT_TRUE(route);
  EXPECT_NEAR(route->eigenvalue, -2, 1e-15);
  EXPECT_NEAR(route->direction[0], std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(route->direction[1], std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(route->step, std::sqrt(2), 1e-15);
  EXPECT_EQ(route->predicted_by, "quartic");
  EXPECT_NEAR(route->predicted_decrease.value(), 1, 1e-15);
  EXPECT_NEAR(route->predicted_step.value(), std::sqrt(2), 1e-15);
  EXPECT_NEAR(route->measured_decrease, 1, 1e-15);
  EXPECT_NEAR(route->worth, 1, 1e-15);
  EXPECT_LT(route->loss_after, 1e-29);
}

// vᵀHv of the double well at its saddle is −2, exactly; at y = −0.1 it is −2 + 12·0.01.
TEST(EscapeRoute, SaysHowFarItsCurvatureMayBeOff) {
  for (const auto& [y, curvature] : {std::pair{0.0, -2.0}, std::pair{-0.1, -1.88}}) {
    const auto route = route_at(ClosedForm<DoubleWell>(2), {0, y});
    ASSERT_TRUE(route);
    ASSERT_TRUE(route->bound);
    EXPECT_GT(*route->bound, 0);
    EXPECT_LE(std::abs(route->eigenvalue - curvature), *route->bound);
    EXPECT_LT(*route->bound, 1e-13);
    EXPECT_LT(route->eigenvalue + *route->bound, 0);  // certain
  }
}

TEST(Escape, OfTheToyEndsOnTheValleyAndSaysThatNothingCurvesDown) {
  const Escape result = walk(ClosedForm<Chain>(2), {0, 0});  // no floor known
  EXPECT_LT(result.loss, 1e-12);
  EXPECT_EQ(result.rounds.size(), 1u);
  EXPECT_EQ(result.stopped, "second_order_stationary") << result.why;
  EXPECT_GT(result.gradient_equivalents, 0);
}

// At exactly (0, 0) ∇L = 0: gradient descent, momentum, Adam and Newton (H⁻¹g) take a step of zero.
TEST(Escape, LeavesTheDoubleWellsSaddleWhereFirstOrderMethodsAndNewtonStandStill) {
  const ClosedForm<DoubleWell> objective(2);
  Context context;
  Point point{{0, 0}, 0, {}};
  evaluate(objective, point, context);
  EXPECT_EQ(norm(point.gradient), 0);  // Newton's step −H⁻¹g is zero
  for (const char* name : {"gradient-descent", "momentum", "adam"}) {
    const auto method = make_optimizer({name, 0.1, {}, {}});
    Point here = point, next;
    for (int k = 0; k < 50; ++k, std::swap(here, next)) ASSERT_FALSE(method->step(objective, here, next, context));
    EXPECT_EQ(here.theta, (Vector{0, 0})) << name;
  }
  const Escape result = walk(objective, {0, 0});
  EXPECT_NEAR(result.loss, -0.25, 1e-15);
  EXPECT_NEAR(result.loss_before - result.loss, 0.25, 1e-15);
  EXPECT_EQ(result.rounds.front().eigenvalue, -2);
  EXPECT_EQ(result.stopped, "second_order_stationary") << result.why;
}

// On a tie the eigenvector's largest component is positive; with a gradient it points downhill.
TEST(EscapeRoute, PointsDownhillAndOnATieItsLargestComponentIsPositive) {
  const auto tie = route_at(ClosedForm<DoubleWell>(2), {0, 0});
  ASSERT_TRUE(tie);
  EXPECT_THAT(tie->direction, ElementsAre(DoubleNear(0, 1e-15), 1));
  const auto tilted = route_at(ClosedForm<DoubleWell>(2), {0, -0.1});
  ASSERT_TRUE(tilted);
  EXPECT_THAT(tilted->direction, ElementsAre(DoubleNear(0, 1e-15), -1));
}

// methods §10.2: exactly two zeros give ±2q; three give H = 0 and no negative curvature.
TEST(Escape, LeavesChainsWithTwoZerosAndFindsNoCurvatureAtThree) {
  for (const Vector& w : {Vector{0, 0, 2}, Vector{0, 3, 0, -1}, Vector{1, 0, 1, 1, 0, 1}}) {
    const Escape result = walk(ClosedForm<Chain>(w.size(), {}, kZero), w);
    EXPECT_LT(result.loss, 1e-12) << w.size();
    EXPECT_FALSE(result.rounds.empty());
  }
  for (const Vector& w : {Vector{0, 0, 0}, Vector{0, 0, 0, 5}}) {
    const Escape result = walk(ClosedForm<Chain>(w.size(), {}, kZero), w);
    EXPECT_EQ(result.stopped, "second_order_stationary") << result.why;
    EXPECT_EQ(result.theta, w);
    EXPECT_TRUE(result.rounds.empty());
  }
}

TEST(EscapeRoute, IsAbsentAtAMonkeySaddleAndAlongAValley) {
  EXPECT_FALSE(route_at(ClosedForm<MonkeySaddle>(2), {0, 0}));
  for (const Vector& w : {Vector{1, 1}, Vector{2, 0.5}, Vector{3, 1.0 / 3}, Vector{0.1, 10}}) {
    EXPECT_FALSE(route_at(ClosedForm<Chain>(2), w)) << w[0];
  }
}

TEST(EscapeRoute, CurvatureOfMinus1em12BesideTwoIsCertainUnlessTheProductsErrorSaysOtherwise) {
  ClosedForm<Quadratic> objective(2, {-5e-13});
  const auto route = route_at(objective, {0, 0});
  ASSERT_TRUE(route);
  EXPECT_NEAR(route->eigenvalue, -1e-12, 1e-16);
  EXPECT_GT(route->measured_decrease, 1e-6);  // −5e-13·y² at the longest steps
  EXPECT_FALSE(route_at(ClosedForm<Quadratic>(2, {-1e-17}), {0, 0}));
  EXPECT_FALSE(route_at(ClosedForm<Quadratic>(2, {0}), {0, 0}));
  objective.relative_error = 2;  // an engine that isn't sure of a product's sign
  EXPECT_FALSE(route_at(objective, {0, 0}));
}

// Along y the loss is 1 − 0.9·sech²(0.1·y − 9) − 1e-12·y²: flat to rounding for fifteen doublings, then a well of 0.9.
TEST(EscapeRoute, CrossesALongPlateauToTheWellBehindIt) {
  const ClosedForm<Plateau> objective(2, {}, kZero);
  const auto route = route_at(objective, {0, 0});
  ASSERT_TRUE(route);
  EXPECT_LT(route->eigenvalue, -1e-12);
  EXPECT_GT(route->eigenvalue, -1e-8);
  EXPECT_GT(route->measured_decrease, 0.3);
  const Escape result = walk(objective, {0, 0});
  EXPECT_LT(result.loss, 0.5);
}

// 1 + x² − c·y² has no lowest point, and at y = √(1.8e308/c) none that f64 holds: the last that it does is the way out.
TEST(EscapeRoute, EndsWhereTheLossFallsOutOfF64) {
  for (const double c : {1e302, 1e305, 1e250}) {
    const auto route = route_at(ClosedForm<Quadratic>(2, {-c}), {0, 0});
    ASSERT_TRUE(route) << c;
    EXPECT_TRUE(std::isfinite(route->loss_after)) << c;
    EXPECT_EQ(route->measured_decrease, 1 - route->loss_after) << c;
    EXPECT_NEAR(route->loss_after / (1 - c * route->step * route->step), 1, 1e-14) << c;
    EXPECT_GE(std::abs(route->step), std::min(1e4, std::sqrt(std::numeric_limits<double>::max() / c)) / 4) << c;
    EXPECT_TRUE(!route->predicted_decrease || std::isfinite(*route->predicted_decrease)) << c;
  }
}

// λ = −2 three times: an eigenvector from LAPACK may leave coordinates at zero, a random one of the space doesn't.
struct ThreeWells {
  template <class T>
  T operator()(std::span<const T> x) const {
    T sum = x[0] * x[0];
    for (std::size_t i = 1; i < x.size(); ++i) sum = sum - x[i] * x[i] + x[i] * x[i] * x[i] * x[i];
    return sum;
  }
};
TEST(EscapeRoute, OfAMultipleEigenvalueTouchesItsWholeEigenspace) {
  const auto route = route_at(ClosedForm<ThreeWells>(5), {0, 0, 0, 0, 0});
  ASSERT_TRUE(route);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_GT(std::abs(route->direction[i]), 1e-3) << i;
  EXPECT_NEAR(norm(route->direction), 1, 1e-14);
  const Escape result = walk(ClosedForm<ThreeWells>(5), {0, 0, 0, 0, 0});
  EXPECT_NEAR(result.loss, -1, 0.02);  // four wells of −1/4, up to what is left for training
}

// x² + 3y² with the gradient alone: nothing curves down, and the gradient isn't zero.
TEST(Escape, WhereNothingCurvesDownSendsBackToTraining) {
  const Escape result = walk(ClosedForm<Quadratic>(2, {3}), {1, 1});
  EXPECT_EQ(result.stopped, "no_negative_curvature");
  EXPECT_THAT(result.why, HasSubstr("train on from here"));
  EXPECT_EQ(result.theta, (Vector{1, 1}));
}

// Certain negative curvature −1e-14·… but steps within the search's reach lower the loss by less than its rounding.
/// Σ (xᵢ − 1)²/2: nothing curves down. Then x₀⁴/4 − x₀²/2 + Σ xᵢ²/2: one direction does.
struct Bowl {
  template <class T>
  T operator()(std::span<const T> x) const {
    T sum(0);
    for (const T& entry : x) sum = sum + (entry - T(1)) * (entry - T(1)) * T(0.5);
    return sum;
  }
};
struct SaddleBowl {
  template <class T>
  T operator()(std::span<const T> x) const {
    T sum = x[0] * x[0] * x[0] * x[0] * T(0.25) - x[0] * x[0] * T(0.5);
    for (std::size_t i = 1; i < x.size(); ++i) sum = sum + x[i] * x[i] * T(0.5);
    return sum;
  }
};

// What may not form 2P² doubles still leaves by products; where they show nothing, it claims nothing.
TEST(Escape, WithoutTheDenseHessianLeavesByProductsAndProvesNothingWhereTheyShowNoWay) {
  Context tight;
  tight.memory = 16 * 40 * 40 - 1;
  const ClosedForm<SaddleBowl> saddle(40);
  const Escape left = escape(saddle, Vector(40, 0.0), {}, tight);
  EXPECT_NEAR(left.loss, -0.25, 1e-12);
  EXPECT_EQ(left.stopped, "no_negative_curvature");
  EXPECT_THAT(left.why, HasSubstr("proves nothing"));

  const ClosedForm<Bowl> bowl(40);
  const Escape stays = escape(bowl, Vector(40, 0.5), {.rounds = 3, .dense = false}, tight);
  EXPECT_TRUE(stays.rounds.empty());
  EXPECT_THAT(stays.why, HasSubstr("train on from here"));
}

TEST(Escape, ADecreaseWithinRoundingIsNoEscape) {
  ClosedForm<DoubleWell> objective(2);
  objective.loss_grid = 10;  // losses known to ±10
  const Escape result = walk(objective, {0, 0});
  EXPECT_EQ(result.stopped, "no_decrease") << result.why;
  EXPECT_TRUE(result.rounds.empty());
  EXPECT_EQ(result.theta, (Vector{0, 0}));
}

TEST(Escape, StopsAfterItsRoundsAndOnRequest) {
  const Escape one = walk(ClosedForm<ThreeWells>(5), {0, 0, 0, 0, 0}, 1);
  EXPECT_EQ(one.rounds.size(), 1u);
  EXPECT_EQ(one.stopped, "budget");
  std::stop_source source;
  source.request_stop();
  Context context;
  context.stop = source.get_token();
  const Escape none = escape(ClosedForm<DoubleWell>(2), Vector{0, 0}, {}, context);
  EXPECT_EQ(none.stopped, "interrupted");
  EXPECT_EQ(none.theta, (Vector{0, 0}));
}

TEST(Escape, GivesTheSameBitsTwice) {
  const Escape once = walk(ClosedForm<ThreeWells>(5), {0, 0, 0, 0, 0});
  const Escape again = walk(ClosedForm<ThreeWells>(5), {0, 0, 0, 0, 0});
  EXPECT_EQ(once.theta, again.theta);
}

TEST(Escape, RefusesWhatItCantStartFrom) {
  const ClosedForm<DoubleWell> objective(2);
  Context context;
  EXPECT_THROW(escape(objective, Vector{0, 0}, {0}, context), Error);
  EXPECT_THROW(escape(objective, Vector{0}, {}, context), Error);
  EXPECT_THROW(escape(objective, Vector{std::nan(""), 0}, {}, context), Error);
  context.memory = 16;
  EXPECT_THROW(escape(objective, Vector{0, 0}, {}, context), Error);
}

// Closed forms: −2t² + t⁴ at t = 1; −t + t⁴/4 at 1; two wells (t−1)²(t−3)² − tilt, the lower one is chosen.
TEST(QuarticMinimizer, IsTheLowestOnThePositiveSide) {
  EXPECT_NEAR(*quartic_minimizer(Series{0, 0, -2, 0, 1}), 1, 1e-15);
  EXPECT_NEAR(*quartic_minimizer(Series{0, -1, 0, 0, 0.25}), 1, 1e-15);
  // t²(t−3)² − t·0.1 has wells near 0 and near 3; the far one is lower.
  EXPECT_NEAR(*quartic_minimizer(Series{0, -0.1, 9, -6, 1}), 3.0, 0.01);
  EXPECT_FALSE(quartic_minimizer(Series{0, 0, 2, 0, 1}));    // rises
  EXPECT_FALSE(quartic_minimizer(Series{0, 0, -2, 0, -1}));  // falls for ever
  EXPECT_FALSE(quartic_minimizer(Series{0, 1, 2, 3, 0}));    // no quartic
  EXPECT_NEAR(*quartic_minimizer(Series{0, 0, -2e-30, 0, 1e-30}), 1, 1e-15);
  EXPECT_NEAR(*quartic_minimizer(Series{0, 0, -2e-20, 0, 1}), 1e-10, 1e-25);
}

// The same minimizer to the bit, whatever power of two the loss is multiplied by: c₃² and c₂c₄ over- or underflow.
TEST(QuarticMinimizer, DoesntDependOnTheScaleOfTheLoss) {
  for (const Series& c : {Series{0, 0, -2, 0, 1}, Series{0, -0.1, 9, -6, 1}, Series{0, -0.3, -1.94, 0.4, 1}}) {
    const std::optional<double> at_one = quartic_minimizer(c);
    ASSERT_TRUE(at_one);
    for (const int k : {-900, -600, 600, 1000}) {
      Series scaled = c;
      for (double& x : scaled) x = std::ldexp(x, k);
      EXPECT_EQ(quartic_minimizer(scaled), at_one) << k;
    }
  }
}

// Uphill side: L = t − t² − … falls again beyond t = 1, far lower than the downhill side does.
struct HumpThenWell {
  template <class T>
  T operator()(std::span<const T> x) const {
    const T t = x[0];
    const T y = tanh_of(t * T(0.25) - T(5));
    return T(1e-3) * t - T(1) * (T(1) - y * y) * T(8) - T(1e-3) * t * t * T(0.5) + T(1e-7) * t * t * t * t;
  }
};
TEST(LineSearch, TheUphillSideIsFollowedBeyondTheRiseThatTheGradientAccountsFor) {
  const ClosedForm<HumpThenWell> objective(1);
  Context context;
  const auto at = objective.linearize(Vector{0}, context);
  ASSERT_GT(at->gradient()[0], 0);
  const LineSearch found = search_line(*at, Vector{1}, 1e-16, {}, context);
  EXPECT_GT(found.step, 0);
  EXPECT_GT(found.decrease, 5);
}

// One price list: what a walk says it cost is what the seam counts of it (objective/counted.h), in every kind of round.
TEST(Escape, CostsWhatTheSeamCounts) {
  Context context;
  const ClosedForm<DoubleWell> wells(2);
  const ClosedForm<DoubleWell> many(80);
  const struct {
    const Objective& objective;
    Vector theta;
    EscapeOptions options;
  } cases[]{{wells, {0, 0}, {}}, {many, Vector(80, 0.0), {}}, {many, Vector(80, 0.0), {.rounds = 2, .dense = false}}};
  for (const auto& c : cases) {
    const CountedObjective counted(c.objective);
    const Escape out = escape(counted, c.theta, c.options, context);
    EXPECT_FALSE(out.rounds.empty());
    EXPECT_DOUBLE_EQ(out.gradient_equivalents, counted.spent());
  }
}

}  // namespace
}  // namespace saddlescope
