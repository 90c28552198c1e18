#include "saddlescope/data/equal_inputs.h"

#include <gmock/gmock.h>

#include <cmath>

#include "saddlescope/base/random.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {
namespace {

using testing::ElementsAre;

TEST(EqualInputs, GroupsAreNumberedByFirstAppearance) {
  const EqualInputs inputs = equal_inputs({{5, 2}, {3, 1, 0, 0, 3, 1, -0.0, 0, 3, 2}});
  EXPECT_THAT(inputs.group, ElementsAre(0, 1, 0, 1, 2));
  EXPECT_EQ(inputs.groups, 3U);
}

// Against comparing every pair, on inputs of few values so that many rows are equal.
TEST(EqualInputs, AgreeWithComparingAllPairs) {
  RandomStream random(11, "equal inputs");
  constexpr std::size_t kRows = 200, kColumns = 3;
  Tensor x{{kRows, kColumns}, {}};
  for (std::size_t i = 0; i < kRows * kColumns; ++i) x.values.push_back(static_cast<double>(random.below(3)) - 1);
  const EqualInputs inputs = equal_inputs(x);
  for (std::size_t a = 0; a < kRows; ++a) {
    for (std::size_t b = 0; b < kRows; ++b) {
      bool same = true;
      for (std::size_t j = 0; j < kColumns; ++j)
        same = same && x.values[a * kColumns + j] == x.values[b * kColumns + j];
      EXPECT_EQ(inputs.group[a] == inputs.group[b], same);
    }
  }
}

// Two samples of one input with targets 0 and 1, and one alone: Σ(y − ½)² = ½ over 3 samples; H(½, ½) = ln 2.
TEST(EqualInputs, WhatRemainsOfTheLossHasItsClosedForm) {
  const EqualInputs inputs = equal_inputs({{3, 1}, {7, 7, 8}});
  const Tensor y{{3, 1}, {0, 1, 5}};
  EXPECT_DOUBLE_EQ(within_group_variance(inputs, y), 0.5 / 3);
  EXPECT_DOUBLE_EQ(within_group_deviation(inputs, y), 1.0 / 3);
  EXPECT_DOUBLE_EQ(within_group_entropy(inputs, std::vector<std::size_t>{0, 1, 1}), 2 * std::log(2) / 3);
  EXPECT_DOUBLE_EQ(within_group_entropy(inputs, Tensor{{3, 2}, {1, 0, 0, 1, 0, 1}}), 2 * std::log(2) / 3);
  EXPECT_DOUBLE_EQ(within_group_binary_entropy(inputs, Tensor{{3, 1}, {0, 1, 1}}), 2 * std::log(2) / 3);
}

// With all inputs different the entropy is the mean of each target's own: (H(¼, ¾) + 0)/2.
TEST(EqualInputs, DifferentInputsLeaveOnlyTheEntropyOfTheTargetsThemselves) {
  const EqualInputs inputs = equal_inputs({{2, 1}, {1, 2}});
  const double quarter = -0.25 * std::log(0.25) - 0.75 * std::log(0.75);
  EXPECT_DOUBLE_EQ(within_group_entropy(inputs, Tensor{{2, 2}, {0.25, 0.75, 1, 0}}), quarter / 2);
  EXPECT_EQ(within_group_variance(inputs, {{2, 1}, {0.1, 0.3}}), 0);
}

// No prediction that is equal on equal inputs has a smaller loss: tried at random around the best one.
TEST(EqualInputs, TheVarianceIsALowerBoundOfTheMeanSquaredError) {
  RandomStream random(5, "lower bound");
  const EqualInputs inputs = equal_inputs({{6, 1}, {1, 1, 1, 2, 2, 3}});
  Tensor y{{6, 2}, {}};
  for (int i = 0; i < 12; ++i) y.values.push_back(random.normal());
  const double bound = within_group_variance(inputs, y);
  for (int trial = 0; trial < 1000; ++trial) {
    double output[3][2], loss = 0;
    for (auto& group : output) {
      for (double& value : group) value = random.normal();
    }
    for (std::size_t i = 0; i < 6; ++i) {
      for (std::size_t j = 0; j < 2; ++j) loss += std::pow(output[inputs.group[i]][j] - y.values[2 * i + j], 2) / 12;
    }
    EXPECT_GE(loss, bound * (1 - 12 * kEps));
  }
}

}  // namespace
}  // namespace saddlescope
