// Gradient descent, momentum, Nesterov's and Adam walk as torch.optim's do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "saddlescope/optimize/registry.h"
#include "tests/optimize/closed_form.h"

namespace saddlescope {
namespace {

using testing::ClosedForm;
using ::testing::DoubleNear;
using ::testing::Pointwise;
using testing::Rosenbrock;

struct Waypoint {
  std::string method;
  int step;
  Vector theta;
};
const std::vector<Waypoint> kPyTorch = {
#include "tests/optimize/trajectories.inc"
};

// The options that pytorch_test.py gave each method.
OptimizerOptions options_of(const std::string& method) {
  if (method == "gradient-descent") return {method, 5e-4, {}, {}};
  if (method == "momentum" || method == "nesterov") return {method, 1e-4, {}, {}};
  return {method, 1e-2, {}, {}};
}

class AgainstPyTorch : public ::testing::TestWithParam<std::string> {};

TEST_P(AgainstPyTorch, WeightsAgreeTo1em12AtEveryStoredStep) {
  const ClosedForm<Rosenbrock> objective(3);
  Context context;
  const auto method = make_optimizer(options_of(GetParam()));
  Point point{{-1.2, 1.0, 0.5}, 0, {}}, next;
  evaluate(objective, point, context);
  int step = 0, compared = 0;
  for (const Waypoint& expected : kPyTorch) {
    if (expected.method != GetParam()) continue;
    for (; step < expected.step; ++step) {
      ASSERT_FALSE(method->step(objective, point, next, context));
      std::swap(point, next);
    }
    EXPECT_THAT(point.theta, Pointwise(DoubleNear(1e-12), expected.theta)) << "step " << step;
    ++compared;
  }
  EXPECT_EQ(compared, 6);
}
INSTANTIATE_TEST_SUITE_P(Methods, AgainstPyTorch,
                         ::testing::Values("gradient-descent", "momentum", "nesterov", "adam"));

}  // namespace
}  // namespace saddlescope
