#include "saddlescope/optimize/minimize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "tests/base/errors.h"
#include "tests/optimize/closed_form.h"

namespace saddlescope {
namespace {

using testing::Chain;
using testing::ClosedForm;
using testing::DoubleWell;
using ::testing::HasSubstr;
using testing::Rosenbrock;

struct Square {
  template <class T>
  T operator()(std::span<const T> x) const {
    T sum(0);
    for (const T& xi : x) sum = sum + xi * xi;
    return sum;
  }
};

MinimizeOptions with(const std::string& method, std::size_t steps, std::optional<double> learning_rate = {}) {
  MinimizeOptions options;
  options.optimizer = {method, learning_rate, {}, {}};
  options.steps = steps;
  return options;
}

class EveryMethod : public ::testing::TestWithParam<std::string> {
 protected:
  std::optional<double> rate(double value) const {
    return find_optimizer(GetParam()).learning_rate ? std::optional(value) : std::nullopt;
  }
  Context context_;
};

TEST_P(EveryMethod, ReachesTheMinimumOfAParaboloid) {
  const ClosedForm<Square> objective(5);
  MinimizeOptions options = with(GetParam(), 20000, rate(1e-2));
  options.gradient_tolerance = 1e-8;
  const Training run = minimize(objective, Vector{1, -2, 3, 0.5, 0}, options, {}, context_);
  EXPECT_EQ(run.stop.reason, StopReason::converged) << run.stop.why;
  EXPECT_LE(run.gradient_norm, 1e-8);
  EXPECT_LE(run.loss, 1e-16);
  EXPECT_EQ(run.loss_before, 14.25);
  EXPECT_EQ(run.optimizer, GetParam());
}

// At an exact saddle all of these take a zero step (docs/methods §7); none may report anything but a zero gradient.
TEST_P(EveryMethod, LeavesAnExactSaddleOrSaysThatTheGradientIsZero) {
  const ClosedForm<DoubleWell> objective(2);
  if (make_optimizer({GetParam(), {}, {}, {}})->leaves_critical_points()) {
    const Training run = minimize(objective, Vector{0, 0}, with(GetParam(), 20000, rate(1e-2)), {}, context_);
    EXPECT_NEAR(run.loss, -0.25, 1e-5) << run.stop.why;  // perturbed gradient descent ends with noise of 1e-3
    EXPECT_NEAR(std::abs(run.theta[1]), std::sqrt(0.5), 3e-3);
    return;
  }
  const Training run = minimize(objective, Vector{0, 0}, with(GetParam(), 100), {}, context_);
  EXPECT_EQ(run.theta, (Vector{0, 0}));
  EXPECT_EQ(run.steps, 0u);
  EXPECT_THAT(run.stop.why, HasSubstr("exactly zero"));
  const auto method = make_optimizer({GetParam(), {}, {}, {}});
  if (GetParam() == "l-bfgs") return;  // asks for a descent direction
  Point point{{0, 0}, 0, {}}, next;
  evaluate(objective, point, context_);
  for (int k = 0; k < 100; ++k, std::swap(point, next)) ASSERT_FALSE(method->step(objective, point, next, context_));
  EXPECT_EQ(point.theta, (Vector{0, 0}));
}

TEST_P(EveryMethod, GivesTheSameBitsTwice) {
  const ClosedForm<Rosenbrock> objective(4);
  const Vector start{-1.2, 1, 0.3, -0.5};
  const Training once = minimize(objective, start, with(GetParam(), 200), {}, context_);
  const Training again = minimize(objective, start, with(GetParam(), 200), {}, context_);
  EXPECT_EQ(once.theta, again.theta);
  EXPECT_EQ(once.loss, again.loss);
}
INSTANTIATE_TEST_SUITE_P(Methods, EveryMethod, ::testing::ValuesIn([] {
                           std::vector<std::string> names;
                           for (const OptimizerEntry& entry : optimizers()) names.emplace_back(entry.name);
                           return names;
                         }()));

TEST(Minimize, StopsAtAProvenFloor) {
  const ClosedForm<Chain> objective(2, {}, {0.0, true, "a square"});
  Context context;
  const Training run = minimize(objective, Vector{1, 1}, with("adam", 100), {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::converged);
  EXPECT_EQ(run.stop.criterion, "loss against its floor");
}

TEST(Minimize, RunsOutOfItsBudget) {
  const ClosedForm<Rosenbrock> objective(2);
  Context context;
  const Training run = minimize(objective, Vector{-1.2, 1}, with("gradient-descent", 37), {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::budget);
  EXPECT_EQ(run.steps, 37u);
  EXPECT_EQ(run.stop.threshold, 37);
}

// Learning rate 1.1 on ‖x‖²: x ← −1.2·x, a loss that grows 1.44-fold a step and overflows after some 1,950 steps.
TEST(Minimize, KeepsTheLastFiniteWeightsWhenItBlowsUp) {
  const ClosedForm<Square> objective(1);
  Context context;
  MinimizeOptions options = with("gradient-descent", 10000, 1.1);
  options.stall = 0;
  const Training run = minimize(objective, Vector{1}, options, {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::not_finite);
  EXPECT_TRUE(std::isfinite(run.theta[0]));
  EXPECT_TRUE(std::isfinite(run.loss));
  EXPECT_TRUE(std::isinf(run.stop.measured));
  EXPECT_NEAR(static_cast<double>(run.steps), std::log(std::numeric_limits<double>::max()) / std::log(1.44), 1);
  EXPECT_THAT(run.stop.why, HasSubstr("lower the learning rate"));
}

TEST(Minimize, SaysThatAStartIsNotFinite) {
  const ClosedForm<Square> objective(1);
  Context context;
  const Training run = minimize(objective, Vector{std::nan("")}, with("adam", 10), {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::not_finite);
  EXPECT_EQ(run.steps, 0u);
  EXPECT_TRUE(run.history.empty());
}

// Learning rate 1 on ‖x‖²: x ← −x for ever. Flat, with a gradient of norm 2.
TEST(Minimize, AnEndlessOscillationIsAStallWithAGradientThatIsNotTiny) {
  const ClosedForm<Square> objective(1, {}, {0.0, true, "a square"});
  Context context;
  const Training run = minimize(objective, Vector{1}, with("gradient-descent", 10000, 1.0), {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::stalled);
  EXPECT_EQ(run.steps, 500u);
  EXPECT_THAT(run.stop.why, HasSubstr("the gradient isn't tiny"));
  MinimizeOptions never = with("gradient-descent", 1500, 1.0);
  never.stall = 0;
  EXPECT_EQ(minimize(objective, Vector{1}, never, {}, context).stop.reason, StopReason::budget);
}

TEST(Minimize, EndsOnRequestWithTheWeightsOfTheLastStep) {
  const ClosedForm<Rosenbrock> objective(2);
  std::stop_source source;
  Context context;
  context.stop = source.get_token();
  Vector seen;
  const TrainingObserver observer = [&](const Observation& o) {
    seen.assign(o.theta.begin(), o.theta.end());
    if (o.step == 5) source.request_stop();
  };
  const Training run = minimize(objective, Vector{-1.2, 1}, with("adam", 100), observer, context);
  EXPECT_EQ(run.stop.reason, StopReason::interrupted);
  EXPECT_EQ(run.steps, 5u);
  EXPECT_EQ(run.theta, seen);
}

TEST(Minimize, ShowsEveryStepAndMarksCheckpoints) {
  const ClosedForm<Rosenbrock> objective(2);
  Context context;
  MinimizeOptions options = with("momentum", 30, 1e-4);
  options.checkpoint_every = 10;
  std::size_t steps = 0, checkpoints = 0;
  const TrainingObserver observer = [&](const Observation& o) {
    EXPECT_EQ(o.step, steps++);
    EXPECT_EQ(o.checkpoint, o.step % 10 == 0);
    checkpoints += o.checkpoint;
  };
  minimize(objective, Vector{-1.2, 1}, options, observer, context);
  EXPECT_EQ(steps, 31u);
  EXPECT_EQ(checkpoints, 4u);
}

TEST(Minimize, RefusesWeightsOfTheWrongLengthAndBadTolerances) {
  const ClosedForm<Rosenbrock> objective(2);
  Context context;
  EXPECT_EQ(refusal([&] { minimize(objective, Vector{1}, with("adam", 1), {}, context); }),
            "theta has 1 entries; the objective has 2 parameters.");
  MinimizeOptions options = with("adam", 1);
  options.gradient_tolerance = -1;
  EXPECT_EQ(refusal([&] { minimize(objective, Vector{1, 1}, options, {}, context); }),
            "gradient tolerance -1: the gradient tolerance must be a finite number, at least 0. 0 means its rounding "
            "error.");
}

}  // namespace
}  // namespace saddlescope
