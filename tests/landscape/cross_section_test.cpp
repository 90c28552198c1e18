// Values on lines and planes are the objective's own, and come in order, whatever stops them.
#include "saddlescope/landscape/cross_section.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "tests/landscape/problems.h"

namespace saddlescope {
namespace {

using testing::formula;
using testing::network;
using testing::Point;

CrossSection plane(Point& point, std::size_t across, std::size_t up) {
  CrossSection section;
  section.centre_loss = point.objective->value(point.theta, point.context);
  for (const std::size_t number : {1u, 2u}) {
    section.directions.push_back(
        random_direction(*point.objective, point.theta, Normalization::none, number, point.context));
  }
  section.origin = {0, 0};
  section.axes = {even_axis(-2, 2, across), even_axis(-1, 3, up)};
  return section;
}

// Along w and w + cot(a)·v, each of a length of its own, the angle is a.
TEST(Angle, IsThatOfTheDirectionsWhereItIsNotRight) {
  for (const double degrees : {30.0, 60.0, 90.1, 120.0, 179.0}) {
    const double a = degrees * std::numbers::pi / 180;
    CrossSection section;
    section.directions.resize(2);
    section.directions[0].vector = {3, 0, 0};
    section.directions[1].vector = {0.1 * std::cos(a), 0, 0.1 * std::sin(a)};
    measure_angle(section);
    ASSERT_TRUE(section.angle) << degrees;
    EXPECT_NEAR(*section.angle, degrees, 1e-9);
  }
  CrossSection square;
  square.directions.resize(2);
  square.directions[0].vector = {1, 0};
  square.directions[1].vector = {1e-17, 5};
  measure_angle(square);
  EXPECT_FALSE(square.angle);
  square.directions.pop_back();
  measure_angle(square);
  EXPECT_FALSE(square.angle);
}

TEST(EvenAxis, HasBothEndsAndAZeroInTheMiddle) {
  for (const double range : {0.1, 1.0, 1.7, 3e-5}) {
    const std::vector<double> axis = even_axis(-range, range, 51);
    EXPECT_EQ(axis.front(), -range);
    EXPECT_EQ(axis[25], 0);
    EXPECT_EQ(axis.back(), range);
    for (std::size_t i = 0; i < axis.size(); ++i) EXPECT_EQ(axis[i], -axis[50 - i]);
  }
}

// The middle, the length and the steps of an axis this long overflow unless they are taken apart.
TEST(EvenAxis, AscendsToTheEndsOfF64) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  for (const auto& [low, high] :
       std::vector<std::pair<double, double>>{{-1e308, 1e308}, {-kLargest, kLargest}, {1e308, kLargest}, {0, 1e306}}) {
    for (const std::size_t n : {2u, 3u, 51u, 10001u}) {
      const std::vector<double> axis = even_axis(low, high, n);
      EXPECT_EQ(axis.front(), low);
      EXPECT_EQ(axis.back(), high);
      for (std::size_t i = 0; i + 1 < n; ++i) ASSERT_LT(axis[i], axis[i + 1]) << low << ' ' << n << ' ' << i;
      // Divided by a power of two, before: the same numbers, to the rounding of three operations.
      const std::vector<double> small = even_axis(low / 0x1p64, high / 0x1p64, n);
      for (std::size_t i = 0; i < n; ++i) ASSERT_NEAR(axis[i] / 0x1p64, small[i], 4 * kEps * high / 0x1p64);
    }
  }
}

TEST(EvenAxis, RefusesWhatDoesNotAscend) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {1, 1}, {1, -1}, {1e17 - 16, 1e17 + 16}, {-kInfinite, kInfinite}, {0, kInfinite}, {0, std::nan("")}}) {
    try {
      even_axis(low, high, 51);
      ADD_FAILURE() << low << ' ' << high;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::bad_input);
      EXPECT_EQ(error.what(), fmt::format("f64 can't tell apart 51 points from {} to {}.", low, high));
    }
  }
}

// Row-major, the first axis outermost: θ is put together here entry by entry.
TEST(CrossSection, HasTheObjectivesValueAtEachPoint) {
  Point point = network();
  CrossSection section = plane(point, 7, 5);
  ASSERT_TRUE(evaluate(*point.objective, point.theta, section, {}, point.context));
  ASSERT_EQ(section.loss.size(), 35U);
  for (std::size_t i = 0; i < 7; ++i) {
    for (std::size_t j = 0; j < 5; ++j) {
      Vector theta = point.theta;
      for (std::size_t p = 0; p < theta.size(); ++p) {
        theta[p] +=
            section.axes[0][i] * section.directions[0].vector[p] + section.axes[1][j] * section.directions[1].vector[p];
      }
      const double expected = point.objective->value(theta, point.context);
      EXPECT_NEAR(section.loss[i * 5 + j], expected, 1e-12 * std::abs(expected));
    }
  }
}

TEST(CrossSection, AlongParametersTheCoordinatesAreTheirValues) {
  Point point = formula("(1 - w1*w2)^2", {0.1, 0.7});
  CrossSection section;
  for (const std::size_t i : {0u, 1u}) section.directions.push_back(parameter_direction(*point.objective, i));
  section.origin = point.theta;
  section.axes = {even_axis(-2, 2, 9), even_axis(-2, 2, 9)};
  ASSERT_TRUE(evaluate(*point.objective, point.theta, section, {}, point.context));
  for (std::size_t i = 0; i < 81; ++i) {
    const Vector a = section.coordinates(i);
    EXPECT_EQ(section.loss[i], point.objective->value(a, point.context));
  }
}

TEST(CrossSection, IsTheSameForAnyNumberOfThreads) {
  Point point = network();
  CrossSection one = plane(point, 9, 9), many = one;
  evaluate(*point.objective, point.theta, one, {}, point.context);
  point.context.threads = 16;
  evaluate(*point.objective, point.theta, many, {}, point.context);
  EXPECT_EQ(one.loss, many.loss);
}

TEST(CrossSection, GoesOnWhereItStopped) {
  Point point = network();
  CrossSection whole = plane(point, 40, 40), stopped = whole;
  evaluate(*point.objective, point.theta, whole, {}, point.context);
  std::stop_source source;
  point.context.stop = source.get_token();
  std::size_t seen = 0;
  const LossObserver stop = [&](std::size_t first, std::span<const double> losses) {
    EXPECT_EQ(first, seen);
    seen += losses.size();
    source.request_stop();
  };
  EXPECT_FALSE(evaluate(*point.objective, point.theta, stopped, stop, point.context));
  EXPECT_GT(seen, 0U);
  EXPECT_LT(seen, 1600U);
  EXPECT_EQ(stopped.evaluated, seen);
  EXPECT_TRUE(std::isnan(stopped.loss[seen]));
  point.context.stop = {};
  EXPECT_TRUE(evaluate(*point.objective, point.theta, stopped, {}, point.context));
  EXPECT_EQ(stopped.loss, whole.loss);
}

TEST(CrossSection, SmallMemoryTakesFewPointsAtATime) {
  Point point = formula("sin(x)*y + exp(y/9)", {0.3, -0.2});
  CrossSection roomy = plane(point, 8, 8), tight = roomy;
  evaluate(*point.objective, point.theta, roomy, {}, point.context);
  std::vector<std::size_t> together;
  const LossObserver count = [&](std::size_t, std::span<const double> l) { together.push_back(l.size()); };
  Context small = point.context;
  small.memory = 8 * 2 * 4 * 3;  // a quarter of it holds three points
  ASSERT_TRUE(evaluate(*point.objective, point.theta, tight, count, small));
  ASSERT_EQ(together.size(), 22U);
  for (std::size_t i = 0; i < 21; ++i) EXPECT_EQ(together[i], 3U) << i;
  EXPECT_EQ(together[21], 1U);
  EXPECT_EQ(tight.loss, roomy.loss);
  small.memory = 8 * 2 * 4 - 1;
  tight.evaluated = 0;
  try {
    evaluate(*point.objective, point.theta, tight, {}, small);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "One more point of 2 parameters would take 6.1e-05 MiB; 6.01e-05 MiB are allowed. Raise --memory to 1MiB.");
  }
}

// A quadratic is its own model.
TEST(CrossSection, TheModelOfAQuadraticIsTheLoss) {
  Point point = formula("3*x^2 - 2*x*y + y^2 + x - 4*y + 5", {0.3, -0.2});
  CrossSection section = plane(point, 6, 6);
  evaluate(*point.objective, point.theta, section, {}, point.context);
  add_model(section, second_order(*point.at(), section.directions, point.context));
  for (std::size_t i = 0; i < 36; ++i)
    EXPECT_NEAR(section.model[i], section.loss[i], 1e-13 * std::abs(section.loss[i]) + 1e-13);
}

TEST(CrossSection, TheLowestPointIsMarked) {
  Point point = formula("(x - 1)^2 + (y + 1)^2", {0, 0});
  CrossSection section;
  section.centre_loss = 2;
  for (const std::size_t i : {0u, 1u}) section.directions.push_back(parameter_direction(*point.objective, i));
  section.origin = point.theta;
  section.axes = {even_axis(-2, 2, 5), even_axis(-2, 2, 5)};
  evaluate(*point.objective, point.theta, section, {}, point.context);
  mark_lowest(section);
  ASSERT_EQ(section.marks.size(), 1U);
  EXPECT_EQ(section.marks[0].at, (std::vector<double>{1, -1}));
  EXPECT_EQ(section.marks[0].loss, 0);
}

// What is marked lower already makes the grid's lowest point no news; what isn't drawn there doesn't.
TEST(CrossSection, TheLowestPointIsNotMarkedBesideALowerOne) {
  CrossSection section;
  section.centre_loss = 2;
  section.axes = {{-1, 0, 1}};
  section.loss = {3, 1, 3};
  section.evaluated = 3;
  const auto marked = [](CrossSection s) {
    const std::size_t before = s.marks.size();
    mark_lowest(s);
    return s.marks.size() > before;
  };
  EXPECT_TRUE(marked(section));
  const auto with_mark = [&](const Mark& mark) {
    CrossSection s = section;
    s.marks.push_back(mark);
    return s;
  };
  EXPECT_FALSE(marked(with_mark({.at = {0.25}, .loss = 0.5, .label = "found"})));
  EXPECT_FALSE(marked(with_mark({.at = {0.25}, .loss = 1, .label = "found"})));
  EXPECT_TRUE(marked(with_mark({.at = {0.25}, .loss = 1.5, .label = "found"})));
  EXPECT_TRUE(marked(with_mark({.at = {0.25}, .loss = 0.5, .label = "found", .off = 0.1})));
  EXPECT_TRUE(marked(with_mark({.at = {1.25}, .loss = 0.5, .label = "found"})));
  section.curves = {{.points = {{0.25}},
                     .loss = 0,
                     .label = "trajectory",
                     .kind = MarkKind::checkpoint}};  // of its first point alone
  EXPECT_TRUE(marked(section));
  section.curves = {{.points = {{0.25}}, .loss = 0, .label = "minima", .verdict = VerdictKind::degenerate_minimum}};
  EXPECT_FALSE(marked(section));
}

}  // namespace
}  // namespace saddlescope
