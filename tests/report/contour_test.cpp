// Contours against closed forms, and what any contour must hold to.
#include "saddlescope/report/contour.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "saddlescope/base/random.h"

namespace saddlescope::report {
namespace {

// Area to the left of closed outlines (shoelace), in cells of the grid.
double area(const Contour& contour) {
  double sum = 0;
  for (const auto& outline : contour.outlines) {
    for (std::size_t k = 0; k < outline.size(); ++k) {
      const GridPoint& a = outline[k];
      const GridPoint& b = outline[(k + 1) % outline.size()];
      sum += (a.i * b.j - b.i * a.j) / 2;
    }
  }
  return sum;
}

double length(const Contour& contour) {
  double sum = 0;
  for (const auto& line : contour.lines) {
    for (std::size_t k = 1; k < line.size(); ++k)
      sum += std::hypot(line[k].i - line[k - 1].i, line[k].j - line[k - 1].j);
  }
  return sum;
}

// z = −r²: {z ≥ −R²} is a disc of area πR². On a grid of spacing 1 chords of length c ≤ √2 cut off 2πR·c²/(12R) ≤ π/3,
// and interpolating between the points misses the circle by at most |z″|/8/|z′| = 1/(8R), which is π/4.
TEST(Contour, OfAParaboloidIsItsCircle) {
  constexpr std::size_t kN = 81;
  std::vector<double> z;
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t j = 0; j < kN; ++j)
      z.push_back(-std::pow(static_cast<double>(i) - 40, 2) - std::pow(static_cast<double>(j) - 40, 2));
  }
  const Contour disc = contour(z, kN, kN, -900.5);
  ASSERT_EQ(disc.outlines.size(), 1U);
  ASSERT_EQ(disc.lines.size(), 1U);
  EXPECT_NEAR(area(disc), std::numbers::pi * 900.5, std::numbers::pi * (1.0 / 3 + 1.0 / 4));
  EXPECT_NEAR(length(disc), 2 * std::numbers::pi * std::sqrt(900.5), 0.1);
  EXPECT_DOUBLE_EQ(disc.lines[0].front().i, disc.lines[0].back().i);
}

// z = x: the region x ≥ ½ of a square of side 1 has area ½; its outline runs along the border, its line doesn't.
TEST(Contour, LinesLeaveOutTheBorder) {
  const Contour half = contour(std::vector<double>{0, 0, 1, 1}, 2, 2, 0.5);
  EXPECT_DOUBLE_EQ(area(half), 0.5);
  EXPECT_DOUBLE_EQ(length(half), 1);
}

TEST(Contour, OfAllThatIsFiniteIsTheGridWithoutItsHoles) {
  std::vector<double> z(25, 1.0);
  EXPECT_DOUBLE_EQ(area(contour(z, 5, 5, -std::numeric_limits<double>::infinity())), 16);
  z[12] = std::numeric_limits<double>::quiet_NaN();
  const Contour holed = contour(z, 5, 5, -std::numeric_limits<double>::infinity());
  EXPECT_DOUBLE_EQ(area(holed), 14);  // half of each of the four cells around it
  EXPECT_TRUE(holed.lines.empty());
}

TEST(Contour, OfNoiseClosesEveryOutlineOnceAndNestsByLevel) {
  RandomStream random(7, "contours");
  std::vector<double> z(17 * 23);
  for (double& value : z) value = random.normal();
  double before = 16 * 22 + 1e-9;
  for (double level = -3; level <= 3; level += 0.25) {
    const double now = area(contour(z, 17, 23, level));
    EXPECT_GE(now, 0);
    EXPECT_LE(now, before) << level;
    before = now;
  }
}

TEST(Contour, OfExtremesStaysFinite) {
  for (const auto& z : {std::vector<double>{-1e300, 1e300, 1e300, -1e300}, std::vector<double>{0, 0, 0, 5e-324}}) {
    for (const double level : {0.0, 1e299, 5e-324}) {
      for (const auto& outline : contour(z, 2, 2, level).outlines) {
        for (const GridPoint& point : outline) EXPECT_TRUE(std::isfinite(point.i) && std::isfinite(point.j));
      }
    }
  }
}

}  // namespace
}  // namespace saddlescope::report
