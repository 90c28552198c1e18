// What a network's outputs say of its inputs, against naive evaluation: forward passes written out here, difference
// quotients for the gains.
#include <gmock/gmock.h>

#include <cmath>

#include "tests/network/networks.h"

namespace saddlescope {
namespace {

// One sample through a network of tanh units, with ε added to the pre-activations of hidden layer `moved`.
Vector outputs_with(const MlpSpec& spec, std::span<const double> theta, std::span<const double> x, std::size_t moved,
                    std::size_t unit, double epsilon) {
  Vector a(x.begin(), x.end());
  std::size_t at = 0;
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    Vector z(spec.sizes[l + 1]);
    const std::size_t bias = at + z.size() * a.size();
    for (std::size_t i = 0; i < z.size(); ++i) {
      z[i] = theta[bias + i];
      for (std::size_t j = 0; j < a.size(); ++j) z[i] += theta[at + i * a.size() + j] * a[j];
    }
    if (l == moved) z[unit] += epsilon;
    at = bias + z.size();
    if (l + 1 < spec.layers()) {
      for (double& v : z) v = std::tanh(v);
    }
    a = std::move(z);
  }
  return a;
}

double naive_gain(const MlpSpec& spec, const DataSet& data, std::span<const double> theta, std::size_t layer) {
  constexpr double h = 1e-5;
  double sum = 0;
  for (std::size_t n = 0; n < data.samples(); ++n) {
    const std::span<const double> x(data.x.values.data() + n * data.features(), data.features());
    for (std::size_t unit = 0; unit < spec.sizes[layer + 1]; ++unit) {
      const Vector up = outputs_with(spec, theta, x, layer, unit, h);
      const Vector down = outputs_with(spec, theta, x, layer, unit, -h);
      for (std::size_t c = 0; c < up.size(); ++c) sum += std::pow((up[c] - down[c]) / (2 * h), 2);
    }
  }
  return std::sqrt(sum / static_cast<double>(data.samples() * spec.sizes[layer + 1]));
}

TEST(OutputGains, AreTheRootMeanSquareOfDifferenceQuotients) {
  const Case made = random_case("mlp:3-5-4-2:tanh", "mse", "numbers", 7, 1);
  NetworkOptions options;
  options.chunk = 3;  // chunks of 3, 3 and 1 samples
  const auto objective = objective_of(made, options);
  for (const int threads : {1, 3}) {
    Context context;
    context.threads = threads;
    const Vector gains = objective->output_gains(made.theta, context);
    ASSERT_EQ(gains.size(), 2U);
    for (std::size_t l = 0; l < 2; ++l) {
      EXPECT_NEAR(gains[l], naive_gain(objective->spec(), made.data, made.theta, l), 1e-8) << "layer " << l;
    }
  }
}

// 20 outputs are more than the 16 exact passes: 16 sign vectors a sample, 40 samples, estimate ‖J‖²_F to a few per
// cent.
TEST(OutputGains, OfManyOutputsAreEstimatedFromSigns) {
  const Case made = random_case("mlp:3-5-4-20:tanh", "mse", "numbers", 40, 2);
  const auto objective = objective_of(made);
  Context context;
  const Vector gains = objective->output_gains(made.theta, context);
  for (std::size_t l = 0; l < 2; ++l) {
    const double truth = naive_gain(objective->spec(), made.data, made.theta, l);
    EXPECT_NEAR(gains[l], truth, 0.1 * truth) << "layer " << l;
  }
}

TEST(OutputGains, AreNoneWithoutAHiddenLayerAndZeroBehindZeroWeights) {
  Context context;
  const Case linear = random_case("mlp:3-2", "mse", "numbers", 5, 3);
  EXPECT_TRUE(objective_of(linear)->output_gains(linear.theta, context).empty());
  Case zeros = random_case("mlp:3-4-2:tanh", "mse", "numbers", 5, 4);
  std::fill(zeros.theta.begin(), zeros.theta.end(), 0.0);
  EXPECT_EQ(objective_of(zeros)->output_gains(zeros.theta, context), Vector{0});
}

// x = (1, −1, 2), one linear output 3x + 1: outputs 4, −2, 7 have variance 14, targets 0, 3, 6 have 6.
TEST(PredictionSpread, IsTheRootOfTheVariancesOfOutputsAndTargets) {
  const auto objective = objective_of("mlp:1-1", numbers(3, {1, -1, 2}, {0, 3, 6}), "mse");
  Context context;
  const PredictionSpread spread = objective->prediction_spread(Vector{3, 1}, context).value();
  EXPECT_NEAR(spread.predictions, std::sqrt(14), 1e-14);
  EXPECT_NEAR(spread.targets, std::sqrt(6), 1e-14);
}

// Logits (x, 0) for x = ±ln 3: probabilities (¾, ¼) and (¼, ¾), each with variance 1/16; one-hot targets ¼ each.
TEST(PredictionSpread, IsOneOfProbabilitiesWhereOutputsAreLogits) {
  const double x = std::log(3.0);
  const auto objective = objective_of("mlp:1-2", classes({x, -x}, {0, 1}), "cross-entropy");
  Context context;
  const PredictionSpread spread = objective->prediction_spread(Vector{1, 0, 0, 0}, context).value();
  EXPECT_NEAR(spread.predictions, std::sqrt(2.0 / 16), 1e-15);
  EXPECT_NEAR(spread.targets, std::sqrt(2.0 / 4), 1e-15);
  const auto binary = objective_of("mlp:1-1", numbers(2, {x, -x}, {1, 0}), "bce-with-logits");
  EXPECT_NEAR(binary->prediction_spread(Vector{1, 0}, context)->predictions, 0.25, 1e-15);
}

// Logits (2x, −x): margins 3x for class 0 and −3x for class 1.
TEST(Margins, AreTheRightLogitLessTheLargestOther) {
  const auto objective = objective_of("mlp:1-2", classes({1, -2, 0.5}, {0, 1, 1}), "cross-entropy");
  Context context;
  const Margins margins = objective->margins(Vector{2, -1, 0, 0}, context).value();
  EXPECT_NEAR(margins.smallest, -1.5, 1e-15);
  EXPECT_EQ(margins.positive, 2U);
  const auto binary = objective_of("mlp:1-1", numbers(3, {1, -2, 0.5}, {1, 0, 0}), "bce-with-logits");
  EXPECT_NEAR(binary->margins(Vector{2, 0}, context)->smallest, -1, 1e-15);
}

TEST(Margins, AreNoneWhereALossIsLowestAtFiniteOutputs) {
  Context context;
  const auto squares = objective_of("mlp:1-1", numbers(2, {1, -1}, {1, 0}), "mse");
  EXPECT_FALSE(squares->margins(Vector{1, 0}, context));
  const auto soft = objective_of("mlp:1-1", numbers(2, {1, -1}, {0.9, 0}), "bce-with-logits");
  EXPECT_FALSE(soft->margins(Vector{1, 0}, context));
}

TEST(ValueWithLastLayerScaled, IsTheLossOfScaledOutputs) {
  for (const std::string model : {"mlp:2-3-1:tanh", "mlp:2-3-1:tanh:no-bias"}) {
    const Case made = random_case(model, "mse", "numbers", 6, 5);
    const auto objective = objective_of(made);
    Context context;
    const Tensor outputs = objective->predict(made.theta, context).outputs;
    double expected = 0;
    for (std::size_t n = 0; n < 6; ++n) {
      expected += std::pow(3 * outputs.values[n] - made.data.y.values.values[n], 2) / 6;
    }
    EXPECT_NEAR(objective->value_with_last_layer_scaled(made.theta, 3, context).value(), expected, 1e-13) << model;
  }
}

TEST(Penalty, IsTheWeightDecayInTheLoss) {
  const Case made = random_case("mlp:2-3-1:tanh", "mse", "numbers", 6, 5);
  NetworkOptions options;
  options.weight_decay = 0.3;
  Context context;
  const double without = objective_of(made)->value(made.theta, context);
  const auto objective = objective_of(made, options);
  EXPECT_NEAR(objective->penalty(made.theta), objective->value(made.theta, context) - without, 1e-14);
}

}  // namespace
}  // namespace saddlescope
