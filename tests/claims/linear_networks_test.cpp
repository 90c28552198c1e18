// Two-layer linear networks at every kind of critical point (docs/methods.md §10.3;
// saddlescope/truths/linear_network.h).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "saddlescope/commands/theory.h"
#include "saddlescope/truths/linear_network.h"
#include "tests/claims/claims.h"

namespace saddlescope {
namespace {

std::string describe(const LinearNetwork& net) {
  return fmt::format("{}-{}-{}, s = ({}), J = ({}){}{}{}{}", net.inputs, net.hidden, net.outputs, fmt::join(net.s, " "),
                     fmt::join(net.J, " "), net.bias ? ", biases" : "", net.raw ? ", data as they come" : "",
                     net.residual ? ", residual" : "", net.mixed ? ", mixed" : "");
}

// Every index set of networks of varied shape; spectra with distinct, repeated and missing singular values.
std::vector<LinearNetwork> every_index_set() {
  std::vector<LinearNetwork> networks;
  for (const auto& [inputs, hidden, outputs] :
       {std::array<std::size_t, 3>{3, 2, 3}, {4, 3, 3}, {3, 4, 5}, {5, 2, 3}, {3, 1, 4}}) {
    for (const Vector& s : {Vector{2.5, 1.5, 0.75}, {2, 2, 1}, {1.5, 0.5}, {1}}) {
      for (unsigned subset = 0; subset < 1U << s.size(); ++subset) {
        LinearNetwork net;
        net.inputs = inputs;
        net.hidden = hidden;
        net.outputs = outputs;
        net.s = s;
        for (std::size_t j = 0; j < s.size(); ++j) {
          if ((subset >> j & 1U) != 0) net.J.push_back(j);
        }
        if (net.J.size() <= hidden) networks.push_back(net);
      }
    }
  }
  return networks;
}

// A minimum of a two-layer linear network is global (no other exists) and lies on an orbit of equal loss. One that fits
// exactly is known by its floor.
void expect_verdict(const LinearNetwork& net, const GroundTruth& truth, const Diagnosis& d) {
  const std::size_t negative = truth.theory.inertia.negative;
  const TheoryComparison beside = compare_with_theory(truth.theory, d);
  EXPECT_NE(beside.agreement, Agreement::differs) << beside.why << " " << d.verdict.why;
  ASSERT_TRUE(d.nearby) << d.verdict.why;
  EXPECT_EQ(d.nearby->inertia.negative, negative) << d.verdict.why;
  const bool exact_fit = negative == 0 && !net.residual && net.J.size() == net.s.size();
  if (negative > 0 || exact_fit) {
    EXPECT_EQ(beside.agreement, Agreement::agrees) << beside.why;
  }
  if (negative > 0) {
    EXPECT_TRUE(d.verdict.certified) << d.verdict.why;
    ASSERT_TRUE(d.escape);
    EXPECT_GT(d.escape->measured_decrease, 0);
  } else {
    EXPECT_FALSE(d.escape);
  }
}

void expect_all(void (*how)(LinearNetwork& net)) {
  std::uint64_t seed = 0;
  for (LinearNetwork net : every_index_set()) {
    how(net);
    SCOPED_TRACE(describe(net));
    const GroundTruth truth = two_layer_linear(net, seed++);
    expect_verdict(net, truth, look(*truth.objective, truth.theta));
  }
}

TEST(LinearNetworks, AreMoreThan200CriticalPoints) {
  EXPECT_GE(6 * every_index_set().size(), 200u);  // once for each test below
}

TEST(LinearNetworks, WhitenedDataGiveTheClosedForm) {
  expect_all([](LinearNetwork&) {});
}

TEST(LinearNetworks, BiasesOnCentredDataGiveTheClosedForm) {
  expect_all([](LinearNetwork& net) { net.bias = true; });
}

TEST(LinearNetworks, TargetsThatNoNetworkFitsChangeNoEigenvalue) {
  expect_all([](LinearNetwork& net) { net.residual = true; });
}

TEST(LinearNetworks, MixedUnitsKeepTheInertia) {
  expect_all([](LinearNetwork& net) { net.mixed = true; });
}

TEST(LinearNetworks, DataNeitherWhitenedNorCentredKeepTheInertia) {
  expect_all([](LinearNetwork& net) { net.bias = net.raw = net.residual = true; });
}

TEST(LinearNetworks, MixedUnitsWithBiasesOnDataAsTheyComeKeepTheInertia) {
  expect_all([](LinearNetwork& net) { net.bias = net.raw = net.mixed = true; });
}

}  // namespace
}  // namespace saddlescope
