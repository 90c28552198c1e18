// Distances of the nearest kink, against closed forms and per-sample finite differences.
#include <gmock/gmock.h>

#include <cmath>

#include "tests/network/networks.h"

namespace saddlescope {
namespace {

Kink kink_of(const NetworkObjective& objective, const Vector& theta) {
  Context context;
  return objective.kink(theta, context);
}

TEST(Kink, SmoothNetworksHaveNone) {
  const Case made = random_case("mlp:2-3-1:tanh", "mse", "numbers", 5, 1);
  const Kink kink = kink_of(*objective_of(made), made.theta);
  EXPECT_TRUE(kink.known);
  EXPECT_FALSE(kink.on);
  EXPECT_TRUE(std::isinf(kink.distance));
}

// One unit: z = w·x + b, ∂z/∂θ = (x, 1): distance |z|/√(x² + 1).
TEST(Kink, OfOneReluUnitIsTheDistanceToItsHyperplane) {
  const auto objective = objective_of("mlp:1-1-1:relu", numbers(2, {1, 3}, {0, 0}), "mse", {.chunk = 1});
  const Kink kink = kink_of(*objective, {2, -1, 1, 0});  // z = 1 and 5
  EXPECT_NEAR(kink.distance, 1 / std::sqrt(2.0), 4 * kEps);
  EXPECT_EQ(kink.where, "pre-activation 1 of layer 1, sample 1");
}

// In a network of two hidden ReLU layers, z of the second by central differences over all parameters, sample by sample.
TEST(Kink, OfTheSecondLayerUsesTheWholeGradientOfItsPreActivation) {
  for (const std::string bias : {"", ":no-bias"}) {
    const Case made = random_case("mlp:2-3-4-1:tanh,relu" + bias, "mse", "numbers", 6, 2);
    const std::size_t first = bias.empty() ? 9 : 6, second = bias.empty() ? 16 : 12;
    const auto z = [&](const Vector& theta, std::size_t n, std::size_t unit) {
      double sum = bias.empty() ? theta[first + 12 + unit] : 0;
      for (std::size_t h = 0; h < 3; ++h) {
        double inner = bias.empty() ? theta[6 + h] : 0;
        for (std::size_t i = 0; i < 2; ++i) inner += theta[h * 2 + i] * made.data.x.values[n * 2 + i];
        sum += theta[first + unit * 3 + h] * std::tanh(inner);
      }
      return sum;
    };
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t n = 0; n < 6; ++n) {
      for (std::size_t unit = 0; unit < 4; ++unit) {
        Vector slope(first + second), theta = made.theta;
        for (std::size_t i = 0; i < slope.size(); ++i) {
          const double h = std::cbrt(kEps), center = theta[i];
          theta[i] = center + h;
          slope[i] = z(theta, n, unit);
          theta[i] = center - h;
          slope[i] = (slope[i] - z(theta, n, unit)) / (2 * h);
          theta[i] = center;
        }
        nearest = std::min(nearest, std::abs(z(theta, n, unit)) / norm(slope));
      }
    }
    const Kink kink = kink_of(*objective_of(made, {.chunk = 4}), made.theta);
    EXPECT_NEAR(kink.distance, nearest, 100 * std::pow(kEps, 2.0 / 3) * nearest);
    EXPECT_FALSE(kink.on);
  }
}

TEST(Kink, MoreUnitsThanOneBlockOfDirections) {
  const Case wide = random_case("mlp:3-40-40-2:relu", "mse", "numbers", 30, 3);
  const Kink whole = kink_of(*objective_of(wide, {.chunk = 30}), wide.theta);
  const Kink chunks = kink_of(*objective_of(wide, {.chunk = 7}), wide.theta);
  EXPECT_NEAR(whole.distance, chunks.distance, 1e-10 * whole.distance);
  EXPECT_EQ(whole.where, chunks.where);
}

TEST(Kink, AnAllZeroReluNetworkIsOnOne) {
  const auto objective = objective_of("mlp:2-3-1:relu", numbers(2, {1, 2, 3, 4}, {1, 2}), "mse");
  const Kink kink = kink_of(*objective, Vector(13, 0.0));
  EXPECT_TRUE(kink.on);
  EXPECT_EQ(kink.distance, 0);
}

// 0.1·3 − 0.3 is 5.6e-17, not 0: rounding of the pre-activation.
TEST(Kink, WithinRoundingCountsAsOn) {
  const auto objective = objective_of("mlp:1-1-1:relu", numbers(1, {3}, {0}), "mse");
  EXPECT_TRUE(kink_of(*objective, {0.1, -0.3, 1, 0}).on);
  EXPECT_FALSE(kink_of(*objective, {0.1, -0.3 + 1e-13, 1, 0}).on);
}

// Without a bias an input of zeros can't move its pre-activations: no kink there.
TEST(Kink, SitesThatNoParameterMovesDontCount) {
  const auto objective = objective_of("mlp:1-1-1:relu:no-bias", numbers(2, {0, 2}, {0, 0}), "mse");
  const Kink kink = kink_of(*objective, {1, 1});
  EXPECT_FALSE(kink.on);
  EXPECT_DOUBLE_EQ(kink.distance, 1);  // |2|/‖(2)‖
}

TEST(Kink, ResidualsOfL1AndHuber) {
  // One linear layer, ŷ = w·x + b with x = 1: ∂ŷ/∂θ = (1, 1); residual 0.5.
  const DataSet data = numbers(1, {1}, {0.5});
  const Kink l1 = kink_of(*objective_of("mlp:1-1", data, "l1"), {1, 0});
  EXPECT_NEAR(l1.distance, 0.5 / std::sqrt(2.0), 4 * kEps);
  EXPECT_EQ(l1.where, "residual of output 1, sample 1");
  EXPECT_TRUE(kink_of(*objective_of("mlp:1-1", data, "l1"), {0.5, 0}).on);
  const Kink huber = kink_of(*objective_of("mlp:1-1", data, "huber"), {1.25, 0});
  EXPECT_NEAR(huber.distance, 0.25 / std::sqrt(2.0), 4 * kEps);
  EXPECT_FALSE(kink_of(*objective_of("mlp:1-1", data, "huber"), {0.5, 0}).on);
}

}  // namespace
}  // namespace saddlescope
