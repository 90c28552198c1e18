// Which targets a loss takes, the best constant, the floor and what is at stake.
#include "saddlescope/network/loss.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "saddlescope/base/error.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

double entropy(const Vector& p) {
  double sum = 0;
  for (const double q : p) sum -= q > 0 ? q * std::log(q) : 0;
  return sum;
}

constexpr double kRelative = 8 * kEps;  // a handful of operations on each side

struct Expected {
  double floor;
  bool attained;
  double best_constant, stake;
};

void expect_scale(const NetworkObjective& objective, const Expected& expected) {
  ASSERT_TRUE(objective.floor().value.has_value());
  EXPECT_NEAR(*objective.floor().value, expected.floor, kRelative * expected.floor);
  EXPECT_LE(*objective.floor().value, expected.floor);
  EXPECT_EQ(objective.floor().attained, expected.attained);
  EXPECT_NEAR(objective.best_constant_loss(), expected.best_constant, kRelative * expected.best_constant);
  EXPECT_NEAR(objective.stake(), expected.stake, kRelative * (expected.stake + expected.best_constant));
}

TEST(Floor, SquaredErrorOfDistinctInputsIsZeroAndAttained) {
  // Targets 1, 2, 6: mean 3, variance 14/3.
  expect_scale(*objective_of("mlp:1-1", numbers(3, {1, 2, 3}, {1, 2, 6}), "mse"), {0, true, 14.0 / 3, 14.0 / 3});
}

TEST(Floor, EqualInputsWithUnequalTargetsRaiseIt) {
  // The inputs 1, 1 have targets 1, 3: squares about their mean 2 sum to 2; absolute errors about a median to 2.
  const DataSet data = numbers(4, {1, 1, 2, -0.0}, {1, 3, 5, 7});
  expect_scale(*objective_of("mlp:1-1", data, "mse"), {2.0 / 4, true, 5, 4.5});
  expect_scale(*objective_of("mlp:1-1", data, "l1"), {2.0 / 4, true, 2, 1.5});
  // Huber about 2: ½ + ½; about the constant 4: 2.5 + 0.5 + 0.5 + 2.5.
  expect_scale(*objective_of("mlp:1-1", data, "huber"), {1.0 / 4, true, 1.5, 1.25});
}

TEST(Floor, ZeroAndMinusZeroAreEqualInputs) {
  expect_scale(*objective_of("mlp:1-1", numbers(2, {0.0, -0.0}, {0, 2}), "mse"), {1, true, 1, 1});
}

TEST(Floor, OneDatumStakesTheLossOfPredictingZero) {
  expect_scale(*objective_of("mlp:1-1", numbers(1, {1}, {3}), "mse"), {0, true, 0, 9});
  expect_scale(*objective_of("mlp:1-1", numbers(2, {1, 2}, {-3, -3}), "l1"), {0, true, 0, 3});
}

TEST(Floor, ClassIndicesHaveFloorZeroThatIsNeverAttained) {
  const DataSet data = classes({1, 2, 3, 4}, {0, 1, 1, 2});
  const double frequencies = entropy({0.25, 0.5, 0.25});
  expect_scale(*objective_of("mlp:1-3", data, "cross-entropy"), {0, false, frequencies, frequencies});
}

TEST(Floor, ProbabilitiesHaveTheMeanOfTheirOwnEntropies) {
  const DataSet data = numbers(2, {1, 2}, {0.25, 0.75, 0.5, 0.5});
  const double floor = (entropy({0.25, 0.75}) + entropy({0.5, 0.5})) / 2, constant = entropy({0.375, 0.625});
  expect_scale(*objective_of("mlp:1-2", data, "cross-entropy"), {floor, true, constant, constant - floor});
}

TEST(Floor, AProbabilityOfZeroMakesItAnInfimum) {
  const DataSet data = numbers(2, {1, 2}, {0, 1, 0.5, 0.5});
  const double floor = std::numbers::ln2 / 2, constant = entropy({0.25, 0.75});
  expect_scale(*objective_of("mlp:1-2", data, "cross-entropy"), {floor, false, constant, constant - floor});
}

TEST(Floor, EqualInputsOfEveryClassAttainTheirEntropy) {
  const DataSet data = classes({1, 1, 1, 1}, {0, 1, 1, 0});
  // Floor and best constant agree; predicting 0 loses nothing either.
  expect_scale(*objective_of("mlp:1-2", data, "cross-entropy"), {std::numbers::ln2, true, std::numbers::ln2, 0});
}

TEST(Floor, BinaryLabelsHaveFloorZero) {
  const DataSet data = numbers(4, {1, 2, 3, 4}, {0, 1, 1, 1});
  const double frequencies = entropy({0.25, 0.75});
  expect_scale(*objective_of("mlp:1-1", data, "bce-with-logits"), {0, false, frequencies, frequencies});
}

TEST(Floor, WithWeightDecayItIsAttainedOnlyByPredictingZero) {
  const NetworkOptions decay{.weight_decay = 0.1};
  EXPECT_FALSE(objective_of("mlp:1-1", numbers(2, {1, 2}, {1, 2}), "mse", decay)->floor().attained);
  EXPECT_TRUE(objective_of("mlp:1-1", numbers(2, {1, 2}, {0, 0}), "mse", decay)->floor().attained);
}

// No constant does better than the best one: c ± a little loses, on a network that is only its output bias.
TEST(BestConstant, IsTheMinimumOverConstants) {
  RandomStream stream(3, "best constant");
  for (const Loss* loss : losses()) {
    if (loss->name() == "cross-entropy") continue;
    const DataSet data = random_data(loss->name() == "bce-with-logits" ? "labels" : "numbers", 9, 1, 1, stream);
    const auto objective = objective_of("mlp:1-1", data, std::string(loss->name()));
    Context context;
    double best = std::numeric_limits<double>::infinity();
    for (double c = -4; c <= 4; c += 1e-3) best = std::min(best, objective->value(Vector{0, c}, context));
    EXPECT_LE(objective->best_constant_loss(), best * (1 + kRelative)) << loss->name();
    EXPECT_GE(objective->best_constant_loss(), best - 1e-3) << loss->name();  // slope ≤ 1: half a step of the grid
  }
}

// Labels of ±1000: PyTorch's definition neither overflows nor loses the loss's own size.
TEST(CrossEntropy, LargeOutputsKeepTheirPrecision) {
  const auto objective = objective_of("mlp:1-2", classes({1, 1}, {0, 1}), "cross-entropy");
  Context context;
  EXPECT_DOUBLE_EQ(objective->value(Vector{0, 0, 1e5, 1e5}, context), std::numbers::ln2);
  EXPECT_DOUBLE_EQ(objective->value(Vector{0, 0, 1e300, 0}, context), 0.5e300);
}

std::string loss_error_of(const std::string& model, const DataSet& data, const std::string& loss) {
  try {
    objective_of(model, data, loss);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    return error.what();
  }
  return "no error";
}

TEST(DefaultLoss, IsCrossEntropyForClassesElseMse) {
  const DataSet integers = classes({1, 2, 3}, {0, 1, 2});
  EXPECT_EQ(objective_of("mlp:1-3", integers, "")->loss_name(), "cross-entropy");
  EXPECT_EQ(objective_of("mlp:1-1", integers, "")->loss_name(), "mse");
  EXPECT_EQ(objective_of("mlp:1-2", numbers(1, {1}, {0.5, 0.5}), "")->loss_name(), "mse");
}

TEST(Targets, IntegersOverOneOutputAreNumbers) {
  Context context;
  const auto objective = objective_of("mlp:1-1", classes({1, 2, 3}, {0, 1, 2}), "mse");
  EXPECT_DOUBLE_EQ(objective->value(Vector{0, 0}, context), 5.0 / 3);
}

TEST(Targets, ErrorsNameTheShapesAndWhatWouldWork) {
  const DataSet integers = classes({1, 2, 3}, {0, 1, 2});
  EXPECT_EQ(loss_error_of("mlp:1-3", integers, "mse"),
            "test.npz, array \"y\": holds classes, one a sample; mse over 3 outputs takes numbers (3, 3). Take "
            "cross-entropy for classes, or store the targets as floats of shape (3, 3).");
  EXPECT_EQ(loss_error_of("mlp:1-1", integers, "cross-entropy"),
            "loss cross-entropy: cross-entropy over a single output is constant: its softmax is always 1. Take --loss "
            "bce-with-logits with labels 0 and 1, or a network with one output a class.");
  EXPECT_EQ(
      loss_error_of("mlp:1-10", numbers(3, {1, 2, 3}, {1, 2, 3, 4, 5, 6}), "cross-entropy"),
      "test.npz, array \"y\": has shape (3, 2); cross-entropy over 10 outputs takes classes (3,) or probabilities "
      "(3, 10). Name another array with --y.");
  EXPECT_EQ(
      loss_error_of("mlp:1-3", numbers(2, {1, 2}, {0.5, -1}), "mse"),
      "test.npz, array \"y\": has shape (2, 1); mse over 3 outputs takes numbers (2, 3). End the model's sizes with "
      "1, as many outputs as there are targets. Name another array with --y.");
  EXPECT_EQ(
      loss_error_of("mlp:1-3", numbers(2, {1, 2}, {2, 0}), "mse"),
      "test.npz, array \"y\": has shape (2, 1); mse over 3 outputs takes numbers (2, 3). Classes are integers, one a "
      "sample: save y.astype(numpy.int64). Of numbers: end the model's sizes with 1, as many outputs as there are "
      "targets. Name another array with --y.");
  EXPECT_EQ(
      loss_error_of("mlp:1-1", numbers(2, {1, 2}, {0, 2}), "bce-with-logits"),
      "test.npz, array \"y\": bce-with-logits takes labels between 0 and 1; sample 2 has 2. Take another loss, mse "
      "for instance, or relabel the two classes 0 and 1.");
  EXPECT_EQ(loss_error_of("mlp:1-1", numbers(2, {1, 2}, {0, std::nan("")}), "mse"),
            "test.npz, array \"y\", row 2, column 1: is NaN. Fill or drop the row; missing values aren't guessed.");
  EXPECT_EQ(loss_error_of("mlp:1-1", integers, "hinge"),
            "--loss: unknown loss \"hinge\". Known: mse, cross-entropy, bce-with-logits, l1, huber.");
  EXPECT_THAT(loss_error_of("mlp:1-2", integers, "cross-entropy"), testing::HasSubstr("the model has 2 outputs"));
  EXPECT_THAT(loss_error_of("mlp:1-2", numbers(1, {1}, {0.5, 0.6}), "cross-entropy"),
              testing::HasSubstr("are no probabilities"));
}

}  // namespace
}  // namespace saddlescope
