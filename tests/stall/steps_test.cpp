#include "saddlescope/stall/thresholds.h"
#include "tests/stall/quadratic.h"

namespace saddlescope {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace testing_stall;  // NOLINT(google-build-using-namespace)

TrainedBy with(const std::string& optimizer, double learning_rate) {
  TrainedBy by;
  by.optimizer = optimizer;
  by.learning_rate = learning_rate;
  if (optimizer == "momentum" || optimizer == "nesterov") by.momentum = 0.9;
  if (optimizer == "adam") by.epsilon = 1e-8;
  return by;
}

// --- step_too_long: λmax = 7 of diag(7, 2, −1); a learning rate at which the threshold is 7 divides claims.

TEST(StepTooLong, IsClaimedJustAboveTheThresholdOfEachMethodAndNotJustBelow) {
  const Quadratic loss({0.1, 0.2, 0.3}, {7, 2, -1});
  for (const std::string method : {"gradient-descent", "momentum", "nesterov"}) {
    SCOPED_TRACE(method);
    const double rate = stability_threshold(method, 1, with(method, 1).momentum)->curvature / 7;
    const StallAnswer above = ask(loss, with(method, rate * (1 + 1e-6)));
    ASSERT_THAT(names(above), ElementsAre("step_too_long"));
    expect_states(above.causes[0].evidence, 7);
    expect_states(above.causes[0].evidence, 7 / (1 + 1e-6));
    expect_states(above.causes[0].evidence, 100 * 0.01 / 0.14,
                  0.07);  // the share of g along the first axis, in whole %
    expect_states(above.causes[0].remedy, rate);
    EXPECT_THAT(names(ask(loss, with(method, rate * (1 - 1e-6)))), IsEmpty());
  }
}

// D⁻¹H = diag(7/2, 2/0.1, …): the largest is 20, not where H is sharpest.
TEST(StepTooLong, OfAdamIsJudgedByItsPreconditionedHessian) {
  const Quadratic loss({0.1, 0.2, 0.3}, {7, 2, -1});
  TrainedBy by = with("adam", 38.0 / 20 * (1 + 1e-6));
  by.preconditioner = {2, 0.1, 1};
  const StallAnswer above = ask(loss, by);
  ASSERT_THAT(names(above), ElementsAre("step_too_long"));
  expect_states(above.causes[0].evidence, 20);
  by.learning_rate = 38.0 / 20 * (1 - 1e-6);
  EXPECT_THAT(names(ask(loss, by)), IsEmpty());
}

TEST(StepTooLong, OfAdamCantBeToldWithoutItsState) {
  const StallAnswer answer = ask(Quadratic({0.1, 0.2}, {1e6, 2}), with("adam", 1));
  EXPECT_THAT(names(answer), IsEmpty());
  ASSERT_EQ(answer.undecided.size(), 1U);
  EXPECT_EQ(answer.undecided[0].cause, "step_too_long");
  expect_states(answer.undecided[0].why, 38);
}

TEST(StepTooLong, IsNeverSaidOfAMethodThatChoosesItsOwnSteps) {
  EXPECT_THAT(names(ask(Quadratic({0.1, 0.2}, {1e6, 2}), with("l-bfgs", 0))), IsEmpty());
}

// --- step_too_short

TEST(StepTooShort, OfAdamIsAGradientBelowItsEpsilonInMostEntries) {
  const StallAnswer most = ask(Quadratic({1e-9, -2e-9, 3e-9, 1e-3}, {1, 1, 1, 1}), with("adam", 1e-3));
  ASSERT_THAT(names(most), ElementsAre("step_too_short"));
  EXPECT_THAT(most.causes[0].evidence, ::testing::HasSubstr("3 of 4 parameters"));
  EXPECT_THAT(names(ask(Quadratic({1e-9, -2e-9, 3e-3, 1e-3}, {1, 1, 1, 1}), with("adam", 1e-3))), IsEmpty());
  TrainedBy finer = with("adam", 1e-3);
  finer.epsilon = 1e-16;
  EXPECT_THAT(names(ask(Quadratic({1e-9, -2e-9, 3e-9, 1e-3}, {1, 1, 1, 1}), finer)), IsEmpty());
}

// Entries of dead units are exactly 0: no ε moves them.
TEST(StepTooShort, DoesntCountEntriesThatAreExactlyZero) {
  EXPECT_THAT(names(ask(Quadratic({0, 0, 0, 1e-9}, {0, 0, 0, 1}), with("adam", 1e-3))), IsEmpty());
}

TEST(StepTooShort, OfPlainStepsIsOneBelowTheRoundingOfTheWeights) {
  const Vector far = {1e6, 1e6};
  const double least = kEps * norm(far) / 0.5;  // ‖g‖ = 0.5
  const Quadratic loss({0.3, 0.4}, {1, 1}, 1, far);
  EXPECT_THAT(names(ask(loss, with("gradient-descent", 0.99 * least))), ElementsAre("step_too_short"));
  EXPECT_THAT(names(ask(loss, with("gradient-descent", 1.01 * least))), IsEmpty());
  EXPECT_THAT(names(ask(loss, with("momentum", 0.99 * least))), IsEmpty());  // goes ten times as far
}

// ‖g‖ = 0.5 against eps·‖θ‖ = 0.5·√2: no usual rate moves these weights. A method that isn't said may be any.
TEST(StepTooShort, IsSaidOfNoMethodInParticularWhereEvenALargeRateIsBelowTheRoundingOfTheWeights) {
  const double far = 0.5 / kEps;
  const StallAnswer answer = ask(Quadratic({0.3, 0.4}, {1e-9, 1e-9}, 1, {far, far}), {});
  ASSERT_THAT(names(answer), ElementsAre("step_too_short"));
  expect_states(answer.causes[0].evidence, 0.5);
  expect_states(answer.causes[0].remedy, std::sqrt(2), 0.05);
  EXPECT_THAT(names(ask(Quadratic({0.3, 0.4}, {1e-9, 1e-9}, 1, {far / 2, far / 2}), {})), IsEmpty());
  EXPECT_THAT(names(ask(Quadratic({0.3, 0.4}, {1e-9, 1e-9}, 1, {far, far}), {}, VerdictKind::saddle)),
              Not(Contains("step_too_short")));
}

// 500 steps of 1e-9 promise 500·1e-9·0.25 of L = 1, the best one 0.25²·…/2 = 0.125 of it.
TEST(StepTooShort, IsARateAtWhichAllTheStepsTakenPromiseNothing) {
  TrainedBy by = with("gradient-descent", 1e-9);
  by.steps = 500;
  const Quadratic loss({0.3, 0.4}, {1, 1});
  const StallAnswer answer = ask(loss, by);
  ASSERT_THAT(names(answer), ElementsAre("step_too_short"));
  expect_states(answer.causes[0].evidence, 500 * 1e-9 * 0.25, 0.05);
  by.learning_rate = 1e-4;  // 500·1e-4·0.25 = 0.0125 of 1
  EXPECT_THAT(names(ask(loss, by)), IsEmpty());
}

// As far as it knows, `diagnose` asks about 500 steps: 500·1e-9·0.25 of L = 1 above a floor of 0.
TEST(StepTooShort, IsToldOfARateAloneWhereThereIsAFloor) {
  Quadratic loss({0.3, 0.4}, {1, 1});
  loss.known_floor = {0.0, true, "as the test says"};
  const StallAnswer answer = ask(loss, with("gradient-descent", 1e-9));
  ASSERT_THAT(names(answer), ElementsAre("step_too_short"));
  expect_states(answer.causes[0].evidence, 1e-9 * 0.25, 0.05);
  expect_states(answer.causes[0].evidence, 1e-3 / (1e-9 * 0.25), 0.05);  // steps for a thousandth
  EXPECT_NEAR(numbers_in(answer.causes[0].remedy).front(), 1, 0.02);     // half of 2/λmax
  EXPECT_THAT(names(ask(loss, with("gradient-descent", 1e-4))), IsEmpty());
}

// λmax = 1: at most a rate of 2 is stable, ten times this one, and 3,000 steps at half of that promise 3e-6 of 1. That
// the loss is flat along the gradient makes no longer step possible.
TEST(StepTooShort, IsNoneWhereTheLongestStableStepsPromiseNothingEither) {
  TrainedBy by = with("gradient-descent", 0.1);
  by.steps = 3000;
  EXPECT_THAT(names(ask(Quadratic({3e-5, 0}, {0, 1}), by)), Not(Contains("step_too_short")));
}

TEST(StepTooShort, IsNotSaidOfACriticalPoint) {
  EXPECT_THAT(names(ask(Quadratic({1e-9, 2e-9}, {1, -1}), with("adam", 1e-3), VerdictKind::saddle)),
              Not(Contains("step_too_short")));
}

// g = 0: no step of any length is seen there, and no learning rate would be, whatever the verdict says.
TEST(StepTooShort, IsNotSaidWhereTheGradientIsZero) {
  const Quadratic loss({0, 0}, {1, 2}, 1, {1, 2});
  EXPECT_THAT(names(ask(loss, with("gradient-descent", 0.1), VerdictKind::undetermined)),
              Not(Contains("step_too_short")));
}

}  // namespace
}  // namespace saddlescope
