#include "saddlescope/optimize/stop_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "saddlescope/base/random.h"
#include "tests/optimize/closed_form.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;

// A falling loss: the decrease of the last N steps is L(k−N) − L(k).
TEST(LossWindow, OfAFallingLossIsTheDifferenceOverNSteps) {
  for (const std::size_t N : {1, 2, 7, 500}) {
    LossWindow window(N);
    for (std::size_t k = 0; k < 3 * N; ++k) {
      window.add(1 / (1.0 + static_cast<double>(k)));
      ASSERT_EQ(window.decrease().has_value(), k >= N);
      if (k < N) continue;
      const double before = 1 / (1.0 + static_cast<double>(k - N)), now = 1 / (1.0 + static_cast<double>(k));
      EXPECT_DOUBLE_EQ(*window.decrease(), before - now) << N << " " << k;
    }
  }
}

TEST(LossWindow, MayBeLongerThanAnyRun) {
  for (const std::size_t N : {SIZE_MAX, SIZE_MAX / 2 + 1, SIZE_MAX / 2}) {
    LossWindow window(N);
    for (int k = 0; k < 3; ++k) window.add(1);
    EXPECT_FALSE(window.decrease().has_value());
  }
}

// The naive definition on random losses, without a ring.
TEST(LossWindow, AgreesWithItsDefinitionOnRandomLosses) {
  RandomStream random(1, "loss window");
  const std::size_t N = 10;
  LossWindow window(N);
  std::vector<double> all;
  const auto low = [&](std::size_t first, std::size_t last) {  // steps first … last − 1
    return *std::min_element(all.begin() + static_cast<std::ptrdiff_t>(first),
                             all.begin() + static_cast<std::ptrdiff_t>(last));
  };
  for (std::size_t k = 0; k < 100; ++k) {
    all.push_back(random.normal());
    window.add(all.back());
    if (k < N) continue;
    const std::size_t begin = k + 1 >= 2 * N ? k + 1 - 2 * N : 0;
    const double expected = std::max(low(begin, k + 1 - N) - low(k + 1 - N, k + 1),
                                     low(k + 1 - N, k + 1 - N / 2) - low(k + 1 - N / 2, k + 1));
    EXPECT_EQ(*window.decrease(), expected) << k;
  }
}

TEST(LossWindow, AnOscillationAroundOneLevelHasNoDecreaseAtAnyPhase) {
  LossWindow window(50);
  for (std::size_t k = 0; k < 400; ++k) {
    window.add(1 + 0.5 * std::cos(0.7 * static_cast<double>(k)));
    if (k < 100) continue;
    EXPECT_LT(*window.decrease(), 0.02) << k;
  }
}

TEST(LossWindow, ARunThatFallsBackFromARiseHasNotStalled) {
  LossWindow window(100);
  window.add(1.2);
  for (std::size_t k = 0; k <= 100; ++k) window.add(680 * std::exp(-0.01 * static_cast<double>(k)));
  EXPECT_GT(*window.decrease(), 100);
}

LossWindow flat_window(double loss) {
  LossWindow window(4);
  for (int k = 0; k < 8; ++k) window.add(loss);
  return window;
}

TEST(Stalled, MeasuresAgainstTheFloorWhereThereIsOne) {
  LossWindow window(2);
  for (const double loss : {5.1, 5.0999, 5.0998, 5.0997}) window.add(loss);
  const Point point{{0}, 5.0997, {1}};
  EXPECT_TRUE(stalled(window, {}, point));                                          // 2e-4 against 5.1e-3
  EXPECT_TRUE(stalled(window, {0.0, true, "squares"}, point));
  EXPECT_FALSE(stalled(window, {5.0, true, "equal inputs, different targets"}, point));  // 2e-4 against 1e-4
}

TEST(Stalled, SaysWhetherTheGradientIsTiny) {
  const auto tiny = stalled(flat_window(1), {0.0, true, ""}, {{3, 4}, 1, {0, 1e-9}});
  ASSERT_TRUE(tiny);
  EXPECT_EQ(tiny->reason, StopReason::stalled);
  EXPECT_EQ(tiny->criterion, "decrease over the last 4 steps");
  EXPECT_EQ(tiny->measured, 0);
  EXPECT_EQ(tiny->threshold, 1e-3);
  EXPECT_EQ(
      tiny->why,
      "the last 4 steps lowered the loss by 0, less than 0.001 of the 1 that it still is above its floor. The "
      "gradient is tiny: a norm of 1e-09 promises, even over a step of 5 (the length of the weights, at least 1), no "
      "more than 5e-09.");
  const auto flat = stalled(flat_window(1), {}, {{3, 4}, 1, {0, 2}});
  ASSERT_TRUE(flat);
  EXPECT_THAT(flat->why,
              HasSubstr("The loss is flat, but the gradient isn't tiny: a norm of 2 could promise up to 10"));
}

// Lowest losses fall by a tenth from N steps to the next, while every third step is a spike a hundred times as high.
TEST(Stalled, ASpikeAtTheEndIsNoReason) {
  LossWindow window(30);
  double loss = 0;
  for (int k = 0; k < 90; ++k) {
    loss = std::exp(-0.0035 * k) * (k % 3 == 2 ? 100 : 1);
    window.add(loss);
  }
  EXPECT_GT(loss, 10);
  EXPECT_FALSE(stalled(window, {0.0, true, ""}, {{0}, loss, {1}}));
}

TEST(Stalled, OnASpikeSaysWhereTheLossWasLowest) {
  LossWindow window(4);
  for (const double loss : {1.0, 1.0, 1.0, 1.0, 1.0, 0.9999, 1.0, 3.0}) window.add(loss);
  const auto stop = stalled(window, {0.0, true, ""}, {{0}, 3, {1}});
  ASSERT_TRUE(stop);
  EXPECT_EQ(
      stop->why,
      "the last 4 steps lowered the lowest loss by 0.0001, less than 0.001 of the 0.9999 that it still is above "
      "its floor. The loss at the end, 3, is higher: the lowest of these steps, 0.9999, was 2 before it. The "
      "lowest loss no longer falls, but the gradient isn't tiny: a norm of 1 could promise up to 1 over a step of "
      "1. The steps taken don't use it: too short, so long that they oscillate, or across a narrow valley.");
}

TEST(Stalled, ARunThatRisesIsNotCalledFlat) {
  LossWindow window(4);
  for (int k = 0; k < 12; ++k) window.add(k);
  const auto stop = stalled(window, {-1.0, false, ""}, {{0}, 11, {2}});
  ASSERT_TRUE(stop);
  EXPECT_THAT(stop->why, HasSubstr("raised the lowest loss by 2; stalled is less"));
  EXPECT_THAT(stop->why, HasSubstr("The loss rises, though along the gradient, of norm 2, it falls at first"));
}

// Losses of batches' iterates scatter by σ: a mean of n judges them to σ·√(2/n).
TEST(Stalled, BetweenBatchesTheScatterOfMeasurementsIsAllowedFor) {
  RandomStream random(2, "scatter");
  constexpr double kScatter = 0.1;
  for (const double slope : {0.0, 0.05}) {  // a measurement; over 8 of them four standard errors
    LossWindow window(8, 100);
    int stops = 0, tests = 0;
    for (int k = 0; k < 4000; ++k) {
      const double loss = 1e4 - slope * k + kScatter * random.normal();
      window.add(loss);
      const auto stop = stalled(window, {1e4 - slope * k - 1, true, ""}, {{0}, loss, {1}});
      tests += k >= 15;
      stops += stop.has_value();
    }
    if (slope == 0) {
      EXPECT_GT(stops, tests / 400);  // it comes, in time
    } else {
      EXPECT_EQ(stops, 0);
    }
  }
}

TEST(LossWindow, MeansAndTheirErrorAreThoseOfTheTwoHalves) {
  LossWindow window(3, 10);
  for (const double loss : {9.0, 1.0, 2.0, 6.0, 2.0, 2.0, 5.0}) window.add(loss);
  // 1, 2, 6: mean 3, variance 7; 2, 2, 5: mean 3, variance 3
  EXPECT_DOUBLE_EQ(window.mean_decrease()->value, 0);
  EXPECT_DOUBLE_EQ(window.mean_decrease()->error, std::sqrt(10.0 / 3));
  EXPECT_EQ(window.steps_since_lowest(), 10u);
}

// Without measured errors the rounding of a gradient is relative to itself: only g = 0 counts as zero.
TEST(GradientRoundingTest, AnExactZeroIsConvergedAndSaysThatItMayBeASaddle) {
  const testing::ClosedForm<testing::Chain> objective(2);
  Context context;
  Point point{{0, 0}, 0, {}};
  evaluate(objective, point, context);
  const auto stop = GradientRoundingTest()(objective, point, context);
  ASSERT_TRUE(stop);
  EXPECT_EQ(stop->reason, StopReason::converged);
  EXPECT_THAT(stop->why, HasSubstr("a minimum or a saddle"));
  point.theta = {1e-9, 1e-9};
  evaluate(objective, point, context);
  EXPECT_FALSE(GradientRoundingTest()(objective, point, context));
}

}  // namespace
}  // namespace saddlescope
