// The subproblems of second order against the conditions that make a point their global minimizer, and closed forms.
#include "saddlescope/optimize/secular.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/base/random.h"
#include "saddlescope/linalg/block.h"
#include "tests/numbers.h"

namespace saddlescope {
namespace {

// (θᵢ + λ)·yᵢ = −pᵢ and θᵢ + λ ≥ 0: to rounding of the terms.
void expect_stationary(const DiagonalModel& model, const ModelStep& step) {
  double size = norm(model.parts);
  for (const double value : model.values) size = std::max(size, std::abs(value) * step.length);
  for (std::size_t i = 0; i < model.values.size(); ++i) {
    EXPECT_GE(model.values[i] + step.multiplier, -4 * kEpsilon * std::abs(model.values[i]));
    EXPECT_NEAR((model.values[i] + step.multiplier) * step.y[i], -model.parts[i], 32 * kEpsilon * size) << i;
  }
  EXPECT_NEAR(norm(step.y), step.length, 4 * kEpsilon * step.length);
}

DiagonalModel random_model(std::uint64_t index) {
  RandomStream random(5, "secular", index);
  DiagonalModel model;
  const std::size_t n = 1 + random.below(8);
  for (std::size_t i = 0; i < n; ++i) {
    model.values.push_back(std::pow(10, random.uniform(-6, 3)) * (random.below(3) == 0 ? -1 : 1));
    model.parts.push_back(random.below(4) == 0 ? 0 : random.normal() * std::pow(10, random.uniform(-8, 2)));
  }
  if (random.below(5) == 0) std::fill(model.parts.begin(), model.parts.end(), 0.0);
  return model;
}

TEST(Secular, BallMinimizersMeetMoreAndSorensensConditions) {
  for (std::uint64_t index = 0; index < 1000; ++index) {
    SCOPED_TRACE(index);
    const DiagonalModel model = random_model(index);
    const double radius = std::pow(10, RandomStream(6, "radius", index).uniform(-3, 3));
    const ModelStep step = minimize_in_ball(model, radius);
    expect_stationary(model, step);
    EXPECT_LE(step.length, radius * (1 + 1e-12));
    if (step.multiplier > 0) {  // on the border; λ·(Δ − ‖y‖) = 0
      EXPECT_NEAR(step.length, radius, 1e-12 * radius);
    }
  }
}

TEST(Secular, CubicMinimizersHaveAMultiplierOfSigmaTimesTheirLength) {
  for (std::uint64_t index = 0; index < 1000; ++index) {
    SCOPED_TRACE(index);
    const DiagonalModel model = random_model(index);
    const double sigma = std::pow(10, RandomStream(7, "sigma", index).uniform(-3, 3));
    const ModelStep step = minimize_cubic(model, sigma);
    expect_stationary(model, step);
    EXPECT_NEAR(step.multiplier, sigma * step.length, 1e-12 * step.multiplier);
  }
}

// θ = (−2, 1), p = (0, 1), Δ = 1: λ = 2, y₂ = −1/3, the rest of the length along the first: √(8/9).
TEST(Secular, InTheHardCaseTheRestOfTheLengthGoesAlongTheLowestEigenvector) {
  const ModelStep step = minimize_in_ball({{-2, 1}, {0, 1}}, 1);
  EXPECT_DOUBLE_EQ(step.multiplier, 2);
  EXPECT_NEAR(step.y[1], -1.0 / 3, kEpsilon);
  EXPECT_NEAR(std::abs(step.y[0]), std::sqrt(8.0 / 9), 4 * kEpsilon);
  EXPECT_NEAR(step.decrease, 8.0 / 9 + 1.0 / 3 - 1.0 / 18, 4 * kEpsilon);  // −½·(−2)·8/9 − (−1/3 + ½/9)
}

// p = 0, θ = −2: in a ball of Δ the decrease is Δ²; with σ the length is 2/σ and the decrease |θ|³/(6σ²).
TEST(Secular, AtACriticalPointTheStepIsTheWayOut) {
  EXPECT_DOUBLE_EQ(minimize_in_ball({{3, -2}, {0, 0}}, 0.5).decrease, 0.25);
  const ModelStep step = minimize_cubic({{3, -2}, {0, 0}}, 4);
  EXPECT_NEAR(step.length, 0.5, kEpsilon);
  EXPECT_NEAR(step.decrease, 8.0 / 96, kEpsilon);
}

TEST(Secular, AtAMinimumThereIsNoStep) {
  for (const ModelStep& step : {minimize_in_ball({{3, 2, 0}, {0, 0, 0}}, 0.5), minimize_cubic({{3, 2}, {0, 0}}, 1)}) {
    EXPECT_EQ(step.length, 0);
    EXPECT_EQ(step.decrease, 0);
  }
}

// Inside the ball it is Newton's.
TEST(Secular, NewtonsStepWhereItFits) {
  const ModelStep step = minimize_in_ball({{2, 4}, {1, -1}}, 10);
  EXPECT_EQ(step.multiplier, 0);
  EXPECT_EQ(step.y, (Vector{-0.5, 0.25}));
}

}  // namespace
}  // namespace saddlescope
