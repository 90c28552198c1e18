// Traced curves in pieces: leaps, rings, and ends on the border.
#include "saddlescope/results/finding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saddlescope {
namespace {

using Points = std::vector<std::vector<double>>;

const Sides kBox{{-2, -2}, {2, 2}};

// n points of a circle, from the angle 0 on, `turn` apart.
Points circle(std::size_t n, double turn, double radius) {
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = turn * static_cast<double>(i);
    points.push_back({radius * std::cos(angle), radius * std::sin(angle)});
  }
  return points;
}

TEST(CurvePieces, ALeapBeginsAnother) {
  const Points sample{{0, 0}, {0.1, 0}, {0.2, 0}, {1.2, 0}, {1.3, 0}};
  const auto pieces = curve_pieces(sample, kBox);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].size(), 3U);
  EXPECT_EQ(pieces[1].size(), 2U);
}

// x² + 25y² = 1 with steps of a tenth of its radius of curvature, (sin²t + cos²t/25)^(3/2)·5, between 0.004 and 0.15.
TEST(CurvePieces, ShortStepsAtABendDontMakeLeapsOfTheOthers) {
  Points ellipse;
  for (double t = 0; t < 2 * std::numbers::pi;) {
    ellipse.push_back({std::cos(t), std::sin(t) / 5});
    const double speed = std::hypot(std::sin(t), std::cos(t) / 5);
    t += std::clamp(0.5 * speed * speed * speed, 0.004, 0.15) / speed;
  }
  const auto pieces = curve_pieces(ellipse, kBox);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].size(), ellipse.size() + 1) << "closed";
}

TEST(CurvePieces, ARingEndsWhereItBegan) {
  const Points ring = circle(20, 2 * std::numbers::pi / 20, 1);
  const auto closed = curve_pieces(ring, kBox);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].size(), 21U);
  EXPECT_EQ(closed[0].back(), ring.front());
  EXPECT_EQ(curve_pieces(circle(15, 2 * std::numbers::pi / 20, 1), kBox)[0].size(), 15U);  // a quarter is missing
}

TEST(CurvePieces, WhatTheBoxCutStaysOpen) {
  const Points ring = circle(20, 2 * std::numbers::pi / 20, 1);
  EXPECT_EQ(curve_pieces(ring, {{-2, -2}, {1, 2}})[0].size(), 20U);  // its ends lie on the border
}

TEST(CurvePieces, OnePointIsOnePiece) { EXPECT_EQ(curve_pieces({{1, 1}}, kBox), (std::vector<Points>{{{1, 1}}})); }

}  // namespace
}  // namespace saddlescope
