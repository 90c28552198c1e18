#include "saddlescope/optimize/history.h"

#include <gtest/gtest.h>

namespace saddlescope {
namespace {

TEST(History, AMillionStepsLeaveFewPointsTheFirstAndTheLastAmongThem) {
  History history;
  for (std::size_t step = 0; step <= 1'000'000; ++step)
    history.add({step, 1.0 / (1.0 + static_cast<double>(step)), 0, 0}, false);
  const std::vector<TrainingPoint> points = history.take();
  EXPECT_LT(points.size(), 700u);
  EXPECT_EQ(points.front().step, 0u);
  EXPECT_EQ(points.back().step, 1'000'000u);
  for (std::size_t i = 1; i < points.size(); ++i) {
    const std::size_t gap = points[i].step - points[i - 1].step;
    EXPECT_GE(gap, 1u);
    EXPECT_LE(gap, 1 + points[i - 1].step / 50);
  }
}

TEST(History, CheckpointsAreKept) {
  History history;
  for (std::size_t step = 0; step <= 10'000; ++step) history.add({step, 0, 0, 0}, step % 1000 == 0);
  std::size_t kept = 0;
  for (const TrainingPoint& point : history.take()) kept += point.step % 1000 == 0;
  EXPECT_EQ(kept, 11u);
}

TEST(History, ARunThatNeverBeganIsEmpty) { EXPECT_TRUE(History().take().empty()); }

}  // namespace
}  // namespace saddlescope
