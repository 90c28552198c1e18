// The thresholds against the iterations themselves, run on ½λx²: one part in a thousand above they diverge, below they
// don't.
#include "saddlescope/stall/thresholds.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

namespace saddlescope {
namespace {

constexpr double kEta = 0.03, kBeta = 0.8;
constexpr int kSteps = 60000;

struct Iteration {
  std::string optimizer;
  double momentum;
  std::function<void(double lambda, double& x, double& memory)> step;
};

// PyTorch's updates on the gradient λx (torch.optim.SGD, Adam with v held so that D = 1).
std::vector<Iteration> iterations() {
  return {{"gradient-descent", 0, [](double lambda, double& x, double&) { x -= kEta * lambda * x; }},
          {"momentum", kBeta,
           [](double lambda, double& x, double& b) {
             b = kBeta * b + lambda * x;
             x -= kEta * b;
           }},
          {"nesterov", kBeta,
           [](double lambda, double& x, double& b) {
             const double g = lambda * x;
             b = kBeta * b + g;
             x -= kEta * (g + kBeta * b);
           }},
          {"adam", 0, [](double lambda, double& x, double& m) {
             m += (1 - kAdamBeta1) * (lambda * x - m);
             x -= kEta * m;
           }}};
}

double size_after(const Iteration& method, double lambda) {
  double x = 1, memory = 0;
  for (int k = 0; k < kSteps && std::abs(x) < 1e6; ++k) method.step(lambda, x, memory);
  return std::abs(x);
}

TEST(StabilityThreshold, IsWhereTheIterationBeginsToDiverge) {
  for (const Iteration& method : iterations()) {
    SCOPED_TRACE(method.optimizer);
    const auto threshold = stability_threshold(method.optimizer, kEta, method.momentum);
    ASSERT_TRUE(threshold);
    EXPECT_LT(size_after(method, 0.999 * threshold->curvature), 1);
    EXPECT_GT(size_after(method, 1.001 * threshold->curvature), 1e6);
  }
}

TEST(StabilityThreshold, OfAdamIs38OverTheLearningRate) {
  EXPECT_NEAR(stability_threshold("adam", 1e-3, 0)->curvature, 38e3, 1e-9);
  EXPECT_TRUE(stability_threshold("adam", 1e-3, 0)->preconditioned);
}

TEST(StabilityThreshold, IsNoneOfAMethodThatChoosesItsOwnSteps) {
  EXPECT_FALSE(stability_threshold("l-bfgs", 0, 0));
  EXPECT_FALSE(stability_threshold("", 0, 0));
}

}  // namespace
}  // namespace saddlescope
