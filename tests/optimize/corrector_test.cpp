// From a start onto the set of critical points: where that leads, in which units, at what cost.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>

#include "saddlescope/function/function_objective.h"
#include "saddlescope/objective/counted.h"
#include "saddlescope/optimize/corrector.h"
#include "tests/optimize/formula.h"

namespace saddlescope {
namespace {

std::optional<Vector> corrected(const Objective& objective, const Vector& start) {
  const Context context;
  return Corrector(objective, 2, context).correct(start, 1);
}

TEST(Corrector, ReachesTheNearestPointOfACurve) {
  const std::optional<Vector> on =
      corrected(*formula("(x^2 + y^2 - 1)^2"), {1.02 * std::cos(0.3), 1.02 * std::sin(0.3)});
  ASSERT_TRUE(on);
  EXPECT_NEAR((*on)[0], std::cos(0.3), 1e-12);
  EXPECT_NEAR((*on)[1], std::sin(0.3), 1e-12);
}

TEST(Corrector, FindsNoPointWhereAGradientOnlyGetsSmall) {
  EXPECT_FALSE(corrected(*formula("exp(-x)"), {30}));
  EXPECT_FALSE(corrected(*formula("x^3 + x/4"), {0.3}));
}

// A power of two changes no bit of any ratio.
TEST(Corrector, TakesTheSameStepsAtEveryScale) {
  for (const Vector& start : {Vector{0.9, 1.2}, Vector{0.3, -0.2}, Vector{-0.4, -1.7}}) {
    const std::optional<Vector> one = corrected(*formula("(1 - x*y)^2"), start);
    ASSERT_TRUE(one);
    for (const char* c : {"2^-700", "2^-560", "2^530", "2^900"}) {
      EXPECT_EQ(corrected(*formula(std::string(c) + "*(1 - x*y)^2"), start), one) << c;
    }
  }
}

// Of x²⁰⁰ each step shortens the way by a share: where the point it leads to isn't wanted, that is seen after a few.
TEST(Corrector, GivesUpWhereTheWayGoesFartherThanIsWanted) {
  const auto formulas = {formula("x^2"), formula("x^200")};
  for (const auto& f : formulas) {
    const auto spent = [&](double wanted, bool found) {
      const CountedObjective counted(*f);
      const Context context;
      EXPECT_EQ(Corrector(counted, 2, context).correct(Vector{0.9}, 1, wanted).has_value(), found) << wanted;
      return counted.spent();
    };
    const double whole = spent(1, true), part = spent(0.1, false);
    EXPECT_LE(part, f == *formulas.begin() ? whole : whole / 4);
  }
}

// At the cusp of (x² − y³)² = 0 H vanishes: each step shortens the way by a share, without end.
TEST(Corrector, EndsWhereBranchesMeet) {
  const auto cusp = formula("(x^2 - y^3)^2");
  for (const Vector& start : {Vector{1e-4, -1e-2}, Vector{0, -0.05}, Vector{1e-3, -0.03}}) {
    const std::optional<Vector> at = corrected(*cusp, start);
    ASSERT_TRUE(at) << start[0] << ", " << start[1];
    EXPECT_LE(norm(*at), 1e-14);
  }
}

}  // namespace
}  // namespace saddlescope
