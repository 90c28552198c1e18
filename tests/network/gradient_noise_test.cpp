// The noise of a network's gradient against brute force: a gradient for every sample, and the dense Hessian.
#include <gmock/gmock.h>

#include <array>
#include <cmath>

#include "tests/network/networks.h"

namespace saddlescope {
namespace {

struct Truth {
  double trace = 0, curvature = 0;
};

// Σ from N gradients of batches of one sample.
Truth brute_force(const NetworkObjective& objective, const Vector& theta) {
  Context context;
  const std::size_t P = theta.size(), N = objective.sample_count();
  Vector g(P), own(P), product(P);
  objective.gradient(theta, g, context);
  const auto at = objective.linearize(theta, context);
  Truth truth;
  for (std::size_t n = 0; n < N; ++n) {
    const std::array one = {n};
    objective.samples()->gradient(theta, one, own, context);
    axpy(-1, g, own);
    at->apply(own, product, context);
    truth.trace += dot(own, own) / static_cast<double>(N);
    truth.curvature += dot(own, product) / static_cast<double>(N);
  }
  return truth;
}

GradientNoise noise_of(const NetworkObjective& objective, const Vector& theta, int threads = 1) {
  Context context;
  context.threads = threads;
  return objective.samples()->noise(*objective.linearize(theta, context), context);
}

TEST(GradientNoise, IsThatOfEverySamplesOwnGradientForEveryActivationAndLoss) {
  for (const Case& made : every_activation_and_loss(11)) {
    SCOPED_TRACE(made.model + ", " + made.loss);
    NetworkOptions options;
    options.chunk = 4;  // chunks of 4, 4 and 3
    options.weight_decay = 0.1;
    const auto objective = objective_of(made, options);
    const Truth truth = brute_force(*objective, made.theta);
    const GradientNoise noise = noise_of(*objective, made.theta);
    EXPECT_NEAR(noise.trace, truth.trace, 1e-12 * truth.trace);
    EXPECT_NEAR(noise.curvature, truth.curvature, 1e-11 * std::abs(truth.curvature) + 1e-13 * truth.trace);
    EXPECT_EQ(noise.curvature_error, 0);
  }
}

// 300 samples: tr HΣ from 64 sign vectors, within five of its own standard errors, and those are small.
TEST(GradientNoise, OfManySamplesIsEstimatedWithAnErrorThatHolds) {
  for (const std::string model : {"mlp:3-6-4-2:tanh", "mlp:3-8-2:softplus:no-bias"}) {
    SCOPED_TRACE(model);
    const Case made = random_case(model, "mse", "numbers", 300, 5);
    const auto objective = objective_of(made);
    const Truth truth = brute_force(*objective, made.theta);
    const GradientNoise noise = noise_of(*objective, made.theta);
    EXPECT_NEAR(noise.trace, truth.trace, 1e-12 * truth.trace);
    EXPECT_GT(noise.curvature_error, 0);
    EXPECT_LT(noise.curvature_error, 0.3 * std::abs(truth.curvature));
    EXPECT_NEAR(noise.curvature, truth.curvature, 5 * noise.curvature_error);
  }
}

TEST(GradientNoise, IsTheSameBitsForAnyNumberOfThreads) {
  const Case made = random_case("mlp:3-6-2:tanh", "cross-entropy", "classes", 300, 6);
  const auto objective = objective_of(made);
  const GradientNoise one = noise_of(*objective, made.theta, 1), four = noise_of(*objective, made.theta, 4);
  EXPECT_EQ(one.trace, four.trace);
  EXPECT_EQ(one.curvature, four.curvature);
}

// Equal samples have equal gradients: no noise.
TEST(GradientNoise, IsNoneWhereAllSamplesAreEqual) {
  const auto objective = objective_of("mlp:1-3-1:tanh", numbers(4, {1, 1, 1, 1}, {2, 2, 2, 2}), "mse");
  const Vector theta = initialize(objective->spec(), initialization("pytorch"), 1, 1);
  const GradientNoise noise = noise_of(*objective, theta);
  EXPECT_NEAR(noise.trace, 0, 1e-13);
  EXPECT_NEAR(noise.curvature, 0, 1e-13);
}

}  // namespace
}  // namespace saddlescope
