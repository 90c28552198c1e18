// The closed forms against the exact Hessian and an eigensolver of the tests' own (Jacobi), for every known problem.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/truths/ground_truth.h"
#include "saddlescope/truths/linear_network.h"
#include "tests/network/jacobi.h"
#include "tests/network/networks.h"
#include "tests/truths/grid.h"

namespace saddlescope {
namespace {

double largest(const Vector& values) {
  double result = 0;
  for (const double value : values) result = std::max(result, std::abs(value));
  return result;
}

double gradient_norm(const Objective& objective, const Vector& theta) {
  Context context;
  return norm(objective.linearize(theta, context)->gradient());
}

// Eigenvalues where theory has them, else their signs (mixed units and raw data are well-conditioned changes of the
// variables, so none comes near 0 that isn't 0).
void expect_spectrum(const GroundTruth& truth) {
  const Vector found = jacobi_eigenvalues(hessian_at(*truth.objective, truth.theta));
  const double tolerance = truth.theory.relative_error * largest(found);
  if (truth.theory.eigenvalues.empty()) {
    const auto negative = std::ranges::count_if(found, [&](double e) { return e < -10 * tolerance; });
    const auto positive = std::ranges::count_if(found, [&](double e) { return e > 10 * tolerance; });
    EXPECT_EQ(static_cast<std::size_t>(negative), truth.theory.inertia.negative);
    EXPECT_EQ(static_cast<std::size_t>(positive), truth.theory.inertia.positive);
    return;
  }
  Vector expected;
  for (const RepeatedEigenvalue& e : truth.theory.eigenvalues) expected.insert(expected.end(), e.multiplicity, e.value);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], tolerance) << "eigenvalue " << i;
}

TEST(ClosedForms, HoldForTheExactHessianOfEveryKnownProblem) {
  Context context;
  for (const std::string& name : known_problems()) {
    SCOPED_TRACE(name);
    const GroundTruth truth = ground_truth(name, 17);
    expect_spectrum(truth);
    const double scale = std::max(1.0, std::abs(truth.theory.loss));
    EXPECT_NEAR(truth.objective->value(truth.theta, context), truth.theory.loss, truth.theory.relative_error * scale);
    const double size = std::max(1.0, norm(truth.theta));
    const double H = largest(jacobi_eigenvalues(hessian_at(*truth.objective, truth.theta)));
    if (truth.theory.kind != VerdictKind::not_critical) {
      EXPECT_LE(gradient_norm(*truth.objective, truth.theta), truth.theory.relative_error * size * std::max(H, 1.0));
    }
  }
}

// Singular values that are repeated: exact zeros s_m − s_j, and no way down between equals.
TEST(ClosedForms, HoldForRepeatedAndMissingSingularValuesAtEveryIndexSet) {
  std::uint64_t seed = 0;
  for (const Vector& s : {Vector{2.5, 1.5, 0.75}, {2, 2, 1}, {1.5, 0.5}, {1}}) {
    for (const auto& [inputs, hidden, outputs] :
         {std::array<std::size_t, 3>{3, 2, 3}, {4, 3, 3}, {3, 4, 5}, {5, 2, 3}, {3, 1, 4}, {3, 3, 3}}) {
      for (unsigned subset = 0; subset < 1U << s.size(); ++subset) {
        for (const bool bias : {false, true}) {
          LinearNetwork net{.inputs = inputs, .hidden = hidden, .outputs = outputs, .s = s, .J = {}, .bias = bias};
          for (std::size_t j = 0; j < s.size(); ++j) {
            if ((subset >> j & 1U) != 0) net.J.push_back(j);
          }
          if (net.J.size() > hidden) continue;
          SCOPED_TRACE(fmt::format("{}-{}-{}, {} of {} learned, bias {}", inputs, hidden, outputs, net.J.size(),
                                   s.size(), bias));
          expect_spectrum(two_layer_linear(net, seed++));
        }
      }
    }
  }
  EXPECT_GE(seed, 200u);
}

TEST(ClosedForms, ADeadNetworksAnatomySaysSo) {
  Context context;
  const GroundTruth truth = ground_truth("dead-relu:2-4-3-2");
  const Anatomy* anatomy = truth.objective->anatomy();
  ASSERT_TRUE(anatomy);
  EXPECT_NEAR(anatomy->best_constant_loss(), truth.theory.loss, truth.theory.relative_error * truth.theory.loss);
  const std::vector<LayerActivity> activity = anatomy->activity(truth.theta, context);
  ASSERT_EQ(activity.size(), 2u);
  EXPECT_EQ(activity[1].dead, 3u);
  EXPECT_EQ(activity[1].name, "2");
}

}  // namespace
}  // namespace saddlescope
