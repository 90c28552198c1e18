// Training on batches: which samples, which steps, what is measured, when it stops, going on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/optimize/batch_run.h"
#include "saddlescope/optimize/minimize.h"
#include "tests/objective/least_squares.h"
#include "tests/optimize/closed_form.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;
using testing::regression;

MinimizeOptions batches_of(std::size_t B, std::size_t steps, const std::string& method = "gradient-descent",
                           double rate = 1e-2) {
  MinimizeOptions options;
  options.optimizer = {method, rate, {}, {}};
  options.batch_size = B;
  options.steps = steps;
  return options;
}

TEST(Batches, OfAnEpochAreEverySampleOnceAndTheLastTakesWhatIsLeft) {
  for (const auto& [N, B] : std::vector<std::pair<std::size_t, std::size_t>>{{10, 3}, {12, 4}, {7, 6}, {5, 1}}) {
    Batches batches(N, B, 1);
    EXPECT_EQ(batches.per_epoch(), (N + B - 1) / B);
    for (std::size_t epoch = 0; epoch < 3; ++epoch) {
      std::multiset<std::size_t> seen;
      for (std::size_t b = 0; b < batches.per_epoch(); ++b) {
        const auto batch = batches.at(epoch * batches.per_epoch() + b);
        EXPECT_EQ(batch.size(), std::min(B, N - b * B));
        seen.insert(batch.begin(), batch.end());
      }
      EXPECT_EQ(seen.size(), N);
      EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), N);
    }
  }
}

TEST(Batches, DependOnSeedAndEpochAloneWhateverWasAskedBefore) {
  const auto order = [](Batches& batches, std::size_t epoch) {
    const auto batch = batches.at(epoch * batches.per_epoch());
    return std::vector<std::size_t>(batch.begin(), batch.end());
  };
  Batches forward(100, 99, 7), backward(100, 99, 7), other(100, 99, 8);
  std::vector<std::vector<std::size_t>> orders;
  orders.reserve(5);
  for (std::size_t epoch = 0; epoch < 5; ++epoch) orders.push_back(order(forward, epoch));
  for (std::size_t epoch = 5; epoch-- > 0;) EXPECT_EQ(order(backward, epoch), orders[epoch]);
  EXPECT_EQ(std::set(orders.begin(), orders.end()).size(), 5u);
  EXPECT_NE(order(other, 0), orders[0]);
}

// All 6 orders of 3 samples, each 1/6 of the epochs: six standard deviations of a binomial count.
TEST(Batches, EveryOrderIsAsLikelyAsAnyOther) {
  const std::size_t epochs = 6000;
  Batches batches(3, 3, 2);
  std::vector<std::size_t> counts(27);
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    const auto order = batches.at(epoch);
    ++counts[order[0] * 9 + order[1] * 3 + order[2]];
  }
  const double expected = epochs / 6.0, deviation = std::sqrt(epochs * (1 / 6.0) * (5 / 6.0));
  for (const std::size_t count : counts) {
    if (count > 0) {
      EXPECT_NEAR(static_cast<double>(count), expected, 6 * deviation);
    }
  }
}

// θ ← θ − η·∇L_B(θ), written out.
TEST(BatchRun, StepsAreThoseOfALoopWrittenOut) {
  const testing::LeastSquares objective = regression(23, 4, 0.5, 1);
  Context context;
  context.seed = 5;
  Vector theta{1, 0, -1, 2}, g(4);
  Batches batches(23, 5, 5);
  std::vector<Vector> course{theta};
  for (std::size_t step = 0; step < 40; ++step) {
    static_cast<const Samples&>(objective).gradient(theta, batches.at(step), g, context);
    axpy(-1e-2, g, theta);
    course.push_back(theta);
  }
  std::size_t seen = 0;
  const TrainingObserver observer = [&](const Observation& o) {
    EXPECT_EQ(Vector(o.theta.begin(), o.theta.end()), course[o.step]);
    ++seen;
  };
  const Training run = minimize(objective, course[0], batches_of(5, 40), observer, context);
  EXPECT_EQ(run.theta, theta);
  EXPECT_EQ(seen, 41u);
  EXPECT_EQ(run.batch_size, 5u);
  EXPECT_EQ(run.epochs, 8);
}

// N = 20, B = 5: epochs end at 4, 8, 12, 16, 20, …; measured after 1 to 4, then 8, 12, and at the end, inside epoch 13.
TEST(BatchRun, HistoryHoldsTheLossOfAllSamplesWhereItWasMeasured) {
  const testing::LeastSquares objective = regression(20, 3, 0.5, 2);
  Context context;
  std::vector<Vector> course;
  std::vector<bool> measured;
  const TrainingObserver observer = [&](const Observation& o) {
    course.emplace_back(o.theta.begin(), o.theta.end());
    measured.push_back(!std::isnan(o.loss));
  };
  const Training run = minimize(objective, Vector{0, 0, 0}, batches_of(5, 51), observer, context);
  std::vector<std::size_t> steps;
  for (const TrainingPoint& point : run.history) {
    steps.push_back(point.step);
    Vector g(3);
    EXPECT_EQ(point.loss, objective.gradient(course[point.step], g, context));
    EXPECT_EQ(point.gradient_norm, norm(g));
    EXPECT_EQ(point.batch_loss.has_value(), point.step > 0);
    EXPECT_EQ(measured[point.step], point.step != 51);  // the last look comes after the last observation
  }
  EXPECT_EQ(steps, (std::vector<std::size_t>{0, 4, 8, 12, 16, 32, 48, 51}));
  EXPECT_EQ(std::count(measured.begin(), measured.end(), true), 7);
  EXPECT_EQ(run.loss, objective.value(run.theta, context));
}

// With a step of 0, nearly, the mean over an epoch's batches of equal size is the loss.
TEST(BatchRun, BatchLossIsTheMeanOverTheBatchesSinceThePointBefore) {
  const testing::LeastSquares objective = regression(20, 3, 0.5, 3);
  Context context;
  const Training run = minimize(objective, Vector{1, 2, 3}, batches_of(5, 64, "gradient-descent", 1e-30), {}, context);
  for (const TrainingPoint& point : run.history) {
    if (point.batch_loss) {
      EXPECT_NEAR(*point.batch_loss, run.loss, 20 * kEps * run.loss) << point.step;
    }
  }
}

TEST(BatchRun, ABatchOfAllSamplesOrMoreIsTheWholeDataSet) {
  const testing::LeastSquares objective = regression(20, 3, 0.5, 4);
  Context context;
  MinimizeOptions whole = batches_of(20, 30);
  whole.batch_size.reset();
  const Training truth = minimize(objective, Vector{1, 2, 3}, whole, {}, context);
  for (const std::size_t B : {20, 21, 1000}) {
    const Training run = minimize(objective, Vector{1, 2, 3}, batches_of(B, 30), {}, context);
    EXPECT_EQ(run.theta, truth.theta);
    EXPECT_FALSE(run.batch_size);
  }
}

// Consistent equations: every ∇ℓₙ vanishes at the solution, and constant steps of noisy gradients lead to it.
TEST(BatchRun, ConvergesToTheToleranceAskedForWhereEveryGradientVanishes) {
  const testing::LeastSquares objective = regression(30, 3, 0, 5);
  Context context;
  MinimizeOptions options = batches_of(7, 100000, "gradient-descent", 0.1);
  options.gradient_tolerance = 1e-10;
  const Training run = minimize(objective, Vector{0, 0, 0}, options, {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::converged) << run.stop.why;
  EXPECT_LE(run.gradient_norm, 1e-10);
  for (const double theta : run.theta) EXPECT_NEAR(theta, 1, 1e-9);
}

// Whole numbers: at θ = 1 every residual is exactly zero.
TEST(BatchRun, SaysThatEveryBatchsGradientIsZero) {
  const testing::LeastSquares objective({{1}, {2}, {-3}}, {1, 2, -3}, false);
  Context context;
  const Training run = minimize(objective, Vector{1}, batches_of(2, 100), {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::converged);
  EXPECT_THAT(run.stop.why, HasSubstr("The gradient of every batch is zero as well: no step moves."));
}

// Two samples that pull apart, ±1 at θ = 0: g = 0 there, and yet a run on batches of one walks off.
TEST(BatchRun, DoesNotCallAPointConvergedWhereOnlyTheMeanOfTheGradientsVanishes) {
  const testing::LeastSquares objective({{1}, {1}}, {1, -1});
  Context context;
  const Training run = minimize(objective, Vector{0}, batches_of(1, 100), {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::budget);
  MinimizeOptions whole = batches_of(1, 100);
  whole.batch_size.reset();
  EXPECT_EQ(minimize(objective, Vector{0}, whole, {}, context).stop.reason, StopReason::converged);
}

// Samples that differ only in their targets: the batches' noise dies with the step length, the loss is flat at its
// minimum.
TEST(BatchRun, StallsByMeasuredLosses) {
  const testing::LeastSquares objective = regression(32, 3, 2, 6);
  Context context;
  MinimizeOptions options = batches_of(8, 100000, "gradient-descent", 1e-3);
  options.stall = 100;
  const Training run = minimize(objective, Vector{5, 5, 5}, options, {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::stalled) << run.stop.why;
  EXPECT_EQ(run.stop.criterion, "decrease over the last 128 steps");  // 8 times four epochs of four batches
  MinimizeOptions never = options;
  never.stall = 0;
  never.steps = run.steps + 100;
  EXPECT_EQ(minimize(objective, Vector{5, 5, 5}, never, {}, context).stop.reason, StopReason::budget);
}

TEST(BatchRun, ThatBlowsUpAnswersWithTheLastMeasuredWeights) {
  const testing::LeastSquares objective = regression(32, 3, 1, 7);
  Context context;
  const Training run = minimize(objective, Vector{1, 1, 1}, batches_of(5, 100000, "gradient-descent", 50), {}, context);
  EXPECT_EQ(run.stop.reason, StopReason::not_finite);
  EXPECT_TRUE(std::isfinite(run.loss));
  EXPECT_EQ(run.loss, objective.value(run.theta, context));
  EXPECT_EQ(run.steps % 7, 0u);  // the end of an epoch
  EXPECT_THAT(run.stop.why, HasSubstr("lower the learning rate"));
}

std::string message_of(const Objective& objective, const MinimizeOptions& options) {
  Context context;
  try {
    minimize(objective, Vector(objective.size(), 1.0), options, {}, context);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(BatchRun, RefusesMethodsObjectivesAndSizesThatHaveNoBatches) {
  const testing::LeastSquares objective = regression(32, 3, 1, 7);
  MinimizeOptions options = batches_of(4, 10, "l-bfgs");
  options.optimizer.learning_rate.reset();
  EXPECT_EQ(message_of(objective, options),
            "--batch-size 4: l-bfgs needs loss and gradient of the whole data set; those of batches would mislead it. "
            "Leave --batch-size out, or take --optimizer gradient-descent, momentum, nesterov, adam.");
  EXPECT_EQ(message_of(testing::ClosedForm<testing::Rosenbrock>(2), batches_of(4, 10)),
            "--batch-size 4: the loss is no mean over samples: it has no batches. Leave --batch-size out, or train a "
            "network on data.");
  EXPECT_EQ(message_of(objective, batches_of(0, 10)),
            "--batch-size 0: a batch has at least one sample. Left out, every step takes all samples.");
}

/// What two runs of the same course must share: everything but the seconds.
void expect_same(const Training& one, const Training& other) {
  EXPECT_EQ(one.theta, other.theta);
  EXPECT_EQ(one.loss, other.loss);
  EXPECT_EQ(one.loss_before, other.loss_before);
  EXPECT_EQ(one.steps, other.steps);
  EXPECT_EQ(one.stop.why, other.stop.why);
  ASSERT_EQ(one.history.size(), other.history.size());
  for (std::size_t i = 0; i < one.history.size(); ++i) {
    EXPECT_EQ(one.history[i].step, other.history[i].step);
    EXPECT_EQ(one.history[i].loss, other.history[i].loss);
    EXPECT_EQ(one.history[i].gradient_norm, other.history[i].gradient_norm);
    EXPECT_EQ(one.history[i].batch_loss, other.history[i].batch_loss);
  }
}

struct Method {
  std::string name;
  std::optional<std::size_t> batch_size;
};
class GoingOn : public ::testing::TestWithParam<Method> {
 protected:
  MinimizeOptions options(std::size_t steps) const {
    MinimizeOptions options;
    options.optimizer.name = GetParam().name;
    options.batch_size = GetParam().batch_size;
    options.steps = steps;
    options.stall = 40;
    options.keep_state = true;
    return options;
  }
  const testing::LeastSquares objective_ = regression(23, 4, 0.3, 8);
  const Vector start_{3, -1, 0.5, 2};
  Context context_;
};

// Taken at any step and gone on with, the same end to the bit as without a break.
TEST_P(GoingOn, FromAnyStepEndsAsWithoutABreak) {
  std::vector<NamedVectors> states;
  const TrainingObserver observer = [&](const Observation& o) { states.push_back(o.state()); };
  const Training whole = minimize(objective_, start_, options(150), observer, context_);
  for (std::size_t step = 0; step < states.size(); step += 1 + step / 10) {
    MinimizeOptions rest = options(150);
    rest.resume = &states[step];
    expect_same(minimize(objective_, start_, rest, {}, context_), whole);
  }
}

TEST_P(GoingOn, WithMoreStepsFromTheEndOfFewerEndsAsWithMoreAtOnce) {
  const Training whole = minimize(objective_, start_, options(150), {}, context_);
  for (const std::size_t steps : {0, 1, 5, 20, 77, 149, 150}) {
    const Training first = minimize(objective_, start_, options(steps), {}, context_);
    if (first.state.empty()) {  // the method's own end in the midst of a step: nothing to go on with
      EXPECT_LT(first.steps, steps);
      continue;
    }
    MinimizeOptions rest = options(150);
    rest.resume = &first.state;
    expect_same(minimize(objective_, start_, rest, {}, context_), whole);
  }
}

std::vector<Method> methods() {
  std::vector<Method> all;
  for (const OptimizerEntry& entry : optimizers()) {
    all.push_back({std::string(entry.name), {}});
    const auto made = make_optimizer({std::string(entry.name), {}, {}, {}});
    if (dynamic_cast<FirstOrderOptimizer*>(made.get())) all.push_back({std::string(entry.name), 5});
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(EveryMethod, GoingOn, ::testing::ValuesIn(methods()), [](const auto& row) {
  std::string name = row.param.name + (row.param.batch_size ? "_batches" : "");
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(GoingOn, RefusesTheStateOfAnotherMethodOrAnotherNumberOfParameters) {
  const testing::LeastSquares objective = regression(23, 4, 0.3, 8), other = regression(23, 5, 0.3, 8);
  Context context;
  MinimizeOptions options = batches_of(5, 10, "adam");
  options.keep_state = true;
  const Training run = minimize(objective, Vector{1, 1, 1, 1}, options, {}, context);
  options.resume = &run.state;
  EXPECT_EQ(message_of(other, options), "the saved state: \"theta\" has 4 entries; there are 5 parameters.");
  options.optimizer.name = "momentum";
  EXPECT_EQ(message_of(objective, options), "the saved state: \"optimizer.buffer\" is missing.");
}

}  // namespace
}  // namespace saddlescope
