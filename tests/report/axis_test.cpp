// Axes of charts: which scale, which range, which ticks.
#include "saddlescope/report/axis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "tests/numbers.h"

namespace saddlescope::report {
namespace {

TEST(Axis, GoesByLogarithmFromAFactorOfAHundredAndSymmetricallyWhereZeroOrBothSignsOccur) {
  EXPECT_EQ(axis_of("", std::vector<double>{1, 99}).scale, Scale::linear);
  EXPECT_EQ(axis_of("", std::vector<double>{1, 100, kNaN, kInf}).scale, Scale::logarithmic);
  const ChartAxis signs = axis_of("", std::vector<double>{-3e-9, 0, 2});
  EXPECT_EQ(signs.scale, Scale::symmetric);
  EXPECT_DOUBLE_EQ(signs.threshold, 1e-9);
  EXPECT_EQ(axis_of("", std::vector<double>{}).scale, Scale::linear);
  EXPECT_EQ(axis_of("", std::vector<double>{0, 0}).scale, Scale::linear);
}

// s(x) = x/t up to t, 1 + log₁₀(x/t) beyond: s(t) = 1, s(1000t) = 4, s(−x) = −s(x).
TEST(Scale, SymmetricIsLinearUpToItsThresholdThenByDecades) {
  const double t = 1e-9;
  EXPECT_DOUBLE_EQ(scaled(Scale::symmetric, t, t / 2), 0.5);
  EXPECT_DOUBLE_EQ(scaled(Scale::symmetric, t, t), 1);
  EXPECT_NEAR(scaled(Scale::symmetric, t, 1e-6), 4, 1e-12);
  EXPECT_NEAR(scaled(Scale::symmetric, t, -1e-6), -4, 1e-12);
  for (const double x : {-1e300, -2.0, -1e-12, 0.0, 3e-10, 7.0, 1e300}) {
    const double there = scaled(Scale::symmetric, t, x);
    EXPECT_NEAR(unscaled(Scale::symmetric, t, there), x, 1e-12 * std::abs(x)) << x;
  }
}

// Below 0.1 on along the tangent of log₁₀: at 0 it is 1/ln 10 lower. Cut off at the other end, and on another scale.
TEST(Scale, ByLogarithmGoesStraightOnBelowWhatIsShown) {
  const std::pair range{0.1, 10.0};
  const auto place = [&](double x) { return scaled_within(Scale::logarithmic, 1, range, x); };
  EXPECT_DOUBLE_EQ(place(1), 0);
  EXPECT_DOUBLE_EQ(place(0.1), -1);
  EXPECT_NEAR(place(0.05), -1 - 0.5 * 0.43429448190325182, 1e-15);
  EXPECT_NEAR((place(0.1 + 1e-7) - place(0.1 - 1e-7)) / 2e-7, 4.3429448190325182, 1e-5);
  EXPECT_NEAR(place(0), -1 - 0.43429448190325182, 1e-15);
  EXPECT_EQ(place(-3), place(0));
  EXPECT_DOUBLE_EQ(place(20), 1);
  EXPECT_EQ(scaled_within(Scale::linear, 1, range, 0.05), 0.1);
}

TEST(Axis, EndsThereForPointsAndIsLeftByLines) {
  const Axis linear(0, 10, Scale::linear, 1, 0, 100), logarithmic(1, 100, Scale::logarithmic, 1, 0, 100);
  EXPECT_DOUBLE_EQ(linear.at(15), 100);
  EXPECT_DOUBLE_EQ(linear.at(-kInf), 0);
  EXPECT_DOUBLE_EQ(linear.beyond(4), 40);
  EXPECT_DOUBLE_EQ(linear.beyond(15), 150);
  EXPECT_DOUBLE_EQ(linear.beyond(-5), -50);
  EXPECT_DOUBLE_EQ(linear.beyond(kInf), 200);
  EXPECT_DOUBLE_EQ(linear.beyond(-1e300), -100);
  EXPECT_DOUBLE_EQ(logarithmic.beyond(1000), 150);
  const Axis widest(-1e308, 1e308, Scale::linear, 1, 0, 100);
  EXPECT_NEAR(widest.beyond(1.5e308), 125, 1e-9);
}

TEST(Axis, TicksAreRoundInsideAndFew) {
  const std::vector<std::pair<double, double>> ranges{{0, 1},          {-3, 47},      {1e-7, 1.3e-7},  {-1e5, 2e6},
                                                      {-1e300, 1e300}, {1, 1 + 1e-9}, {1e-310, 3e-310}};
  for (const auto& [low, high] : ranges) {
    const auto list = ticks(Scale::linear, 1, low, high, 6);
    EXPECT_GE(list.size(), 1U) << low;
    EXPECT_LE(list.size(), 8U) << low;
    for (const Tick& tick : list) {
      EXPECT_GE(tick.value, low - 1e-9 * (high - low));
      EXPECT_LE(tick.value, high + 1e-9 * (high - low));
    }
  }
  for (const auto& [low, high] :
       std::vector<std::pair<double, double>>{{1e-12, 1}, {0.2, 0.9}, {0.3, 40}, {1e-300, 1e300}, {2, 2.1}}) {
    const auto list = ticks(Scale::logarithmic, 1, low, high, 6);
    std::size_t words = 0;
    for (const Tick& tick : list) {
      words += tick.label.empty() ? 0 : 1;
      EXPECT_GE(tick.value, low * (1 - 1e-8)) << low;
      EXPECT_LE(tick.value, high * (1 + 1e-8)) << low;
    }
    EXPECT_GE(words, 1U) << low << " " << high;
    EXPECT_LE(words, 8U) << low << " " << high;
  }
}

TEST(Axis, NeighbouringTicksReadDifferently) {
  for (const auto& [low, high] :
       std::vector<std::pair<double, double>>{{1.08603860, 1.08603861}, {-2e-9, 3e-9}, {123456, 123457}, {0, 1e7}}) {
    const auto list = ticks(Scale::linear, 1, low, high, 5);
    for (std::size_t i = 1; i < list.size(); ++i) EXPECT_NE(list[i].label, list[i - 1].label) << low;
  }
  EXPECT_EQ(ticks(Scale::linear, 1, -2e-9, 3e-9, 5).front().label, "−2×10⁻⁹");
}

TEST(Axis, SymmetricTicksHoldZeroAndBothSigns) {
  const auto list = ticks(Scale::symmetric, 1e-9, -1e-3, 10, 7);
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) {
      EXPECT_LT(list[i - 1].value, list[i].value);
    }
    if (!list[i].label.empty()) labels.push_back(list[i].label);
  }
  EXPECT_NE(std::ranges::find(labels, "0"), labels.end());
  EXPECT_TRUE(labels.front().starts_with("−"));
  EXPECT_LE(labels.size(), 9U);
}

TEST(Axis, HasRoomAroundOneNumberAndAroundNone) {
  for (const double only : {0.0, 1.0, -1e300, 1e-320, 1.7e308}) {
    const auto [low, high] = range_of({}, std::vector<double>{only, only});
    EXPECT_LT(low, high) << only;
    EXPECT_LE(low, only);
    EXPECT_GE(high, only);
  }
  const auto [low, high] = range_of({.scale = Scale::logarithmic}, std::vector<double>{0.0, -1.0, kNaN});
  EXPECT_LT(0, low);
  EXPECT_LT(low, high);
}

TEST(Axis, PutsNumbersBetweenItsEndsAndInfinitiesAtThem) {
  const Axis axis(-1e308, 1e308, Scale::linear, 1, 0, 100);
  EXPECT_NEAR(axis.at(0), 50, 1e-9);
  EXPECT_EQ(axis.at(kInf), 100);
  const Axis powers(1e-9, 1e-3, Scale::logarithmic, 1, 0, 1);
  EXPECT_NEAR(powers.at(1e-6), 0.5, 1e-12);
  EXPECT_EQ(powers.at(0), 0);
  EXPECT_THROW(Axis(0, 1, Scale::logarithmic, 1, 0, 1), Error);
  EXPECT_THROW(Axis(1, 1, Scale::linear, 1, 0, 1), Error);
}

TEST(Axis, PowersOfTenAreWrittenWithExponentsAbove) {
  EXPECT_EQ(power_of_ten(-12), "10⁻¹²");
  EXPECT_EQ(power_of_ten(0), "1");
}

}  // namespace
}  // namespace saddlescope::report
