// The exact Hessian of networks, assembled from their dense layers, against products with every unit vector.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/network/networks.h"

namespace saddlescope {
namespace {

constexpr double kAgreement = 1e-12;  // × ‖H‖_F

double frobenius(const Matrix& A) { return norm({A.data(), A.rows() * A.columns()}); }

double distance(const Matrix& A, const Matrix& B) {
  Vector difference(A.rows() * A.columns());
  for (std::size_t i = 0; i < difference.size(); ++i) difference[i] = A.data()[i] - B.data()[i];
  return norm(difference);
}

Matrix by_products(const Objective& objective, std::span<const double> theta) {
  Context context;
  const auto at = objective.linearize(theta, context);
  Matrix H(theta.size(), theta.size());
  at->apply(Matrix::identity(theta.size()), H, context);
  return H;
}

void expect_agreement(const Case& made, const NetworkOptions& options, const std::string& what) {
  const auto objective = objective_of(made, options);
  const Matrix H = by_products(*objective, made.theta);
  EXPECT_LE(distance(hessian_at(*objective, made.theta), H), kAgreement * frobenius(H)) << what;
}

TEST(NetworkHessian, IsWhatProductsGiveForEveryActivationAndLoss) {
  for (const Case& made : every_activation_and_loss(23)) {
    expect_agreement(made, {}, fmt::format("{}, {} of {}", made.model, made.loss, made.targets));
    expect_agreement(made, {.weight_decay = 0.3, .chunk = 7}, made.model + " with weight decay, in chunks");
  }
}

TEST(NetworkHessian, IsWhatProductsGiveForEveryDepthWidthAndNumberOfSamples) {
  for (const char* model : {"mlp:1-1", "mlp:3-2", "mlp:1-1-1:tanh", "mlp:3-1-2:sigmoid", "mlp:5-4-3-2:silu",
                            "mlp:2-5-1-4-2:gelu", "mlp:9-17-3:softplus", "mlp:3-4-4-4-2:relu", "mlp:4-2-3:linear"})
    for (const char* bias : {"", ":no-bias"})
      for (const std::size_t N : {1, 2, 19}) {
        const std::string name =
            std::string(model) +
            (std::string(model).find(':', 4) == std::string::npos && *bias != '\0' ? ":no-bias" : bias);
        const Case made = random_case(name, "mse", "numbers", N, 5);
        for (const std::size_t chunk : {96, 19, 8, 1}) {
          expect_agreement(made, {.chunk = chunk}, fmt::format("{}, {} samples by {}", name, N, chunk));
        }
      }
}

TEST(NetworkHessian, IsWhatProductsGiveWhereAllWeightsAreZero) {
  Case made = random_case("mlp:3-4-3-2:tanh", "cross-entropy", "classes", 11, 3);
  std::fill(made.theta.begin(), made.theta.end(), 0.0);
  expect_agreement(made, {}, "zeros");
}

// 300 units: what 120 samples take is more than a panel.
TEST(NetworkHessian, IsWhatProductsGiveForAWideLayerInShorterChunks) {
  const Case made = random_case("mlp:1-300-1:tanh", "mse", "numbers", 130, 3);
  const auto objective = objective_of(made);
  EXPECT_EQ(objective->hessian_cost().method, "dense-layers");
  expect_agreement(made, {}, "wide");
}

TEST(NetworkHessian, IsTheSameBitsForAnyNumberOfThreads) {
  const Case made = random_case("mlp:7-13-5-3:tanh", "cross-entropy", "classes", 300, 3);
  const auto objective = objective_of(made, {.weight_decay = 0.1, .chunk = 31});
  const Matrix H = hessian_at(*objective, made.theta, 1);
  EXPECT_EQ(largest_difference(hessian_at(*objective, made.theta, 2), H), 0);
  EXPECT_EQ(largest_difference(hessian_at(*objective, made.theta, 3), H), 0);
}

TEST(NetworkHessian, IsExactlySymmetric) {
  const Case made = random_case("mlp:7-13-5-3:tanh", "cross-entropy", "classes", 50, 3);
  const auto objective = objective_of(made);
  Context context;
  Matrix H(made.theta.size(), made.theta.size());
  EXPECT_EQ(objective->linearize(made.theta, context)->hessian(H, context), 0);
  for (std::size_t j = 0; j < H.columns(); ++j)
    for (std::size_t i = 0; i < j; ++i) EXPECT_EQ(H(i, j), H(j, i));
}

}  // namespace
}  // namespace saddlescope
