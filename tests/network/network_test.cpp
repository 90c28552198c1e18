// A network as an objective: derivatives, chunks, threads, what it says of itself.
#include "saddlescope/network/network.h"

#include <gmock/gmock.h>

#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/conformance.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

class EveryActivationAndLoss : public testing::TestWithParam<NamedCase> {
 protected:
  const Case& made() const { return made_; }

 private:
  const Case made_ = GetParam().with_samples(11);
};

// Central differences with step h = ∛eps·(1 + |θᵢ|) are off by h²·|f'''| + eps·|f|/h, both about eps^(2/3) of the size.
double difference_tolerance(double size) { return 100 * std::pow(kEps, 2.0 / 3) * (1 + size); }

Vector central_difference(const std::function<Vector(const Vector&)>& f, Vector theta, std::size_t i) {
  const double h = std::cbrt(kEps) * (1 + std::abs(theta[i])), center = theta[i];
  theta[i] = center + h;
  Vector up = f(theta);
  theta[i] = center - h;
  const Vector down = f(theta);
  for (std::size_t j = 0; j < up.size(); ++j) up[j] = (up[j] - down[j]) / (2 * h);
  return up;
}

TEST_P(EveryActivationAndLoss, GradientIsTheCentralDifferenceOfTheLoss) {
  const auto objective = objective_of(made(), {.weight_decay = 0.1, .chunk = 4});
  Context context;
  Vector g(made().theta.size());
  const double L = objective->gradient(made().theta, g, context);
  EXPECT_EQ(L, objective->linearize(made().theta, context)->value());
  EXPECT_NEAR(L, objective->value(made().theta, context), 10 * kEps * L);
  for (std::size_t i = 0; i < g.size(); ++i) {
    const auto loss = [&](const Vector& theta) { return Vector{objective->value(theta, context)}; };
    EXPECT_NEAR(g[i], central_difference(loss, made().theta, i)[0], difference_tolerance(norm(g)));
  }
}

TEST_P(EveryActivationAndLoss, HessianIsTheCentralDifferenceOfTheGradient) {
  const auto objective = objective_of(made(), {.weight_decay = 0.1, .chunk = 4});
  const Matrix H = hessian_at(*objective, made().theta);
  Context context;
  for (std::size_t j = 0; j < H.columns(); ++j) {
    const auto gradient = [&](const Vector& theta) {
      Vector g(theta.size());
      objective->gradient(theta, g, context);
      return g;
    };
    const Vector column = central_difference(gradient, made().theta, j);
    for (std::size_t i = 0; i < H.rows(); ++i) {
      EXPECT_NEAR(H(i, j), column[i], difference_tolerance(largest_entry(H)));
      EXPECT_EQ(H(i, j), H(j, i));
    }
  }
}

// Everything objective.h claims: rounding, third and higher derivatives against the fallbacks, symmetry, bits.
TEST_P(EveryActivationAndLoss, MeetsTheSeamsConformanceSuite) {
  const auto objective = objective_of(made(), {.weight_decay = 0.05, .chunk = 4});
  EXPECT_THAT(check_objective(*objective, made().theta), testing::IsEmpty());
}

TEST_P(EveryActivationAndLoss, ChunkLengthsAgree) {
  const Matrix H = hessian_at(*objective_of(made(), {.chunk = 11}), made().theta);
  for (const std::size_t chunk : {1, 7, 100}) {
    EXPECT_LE(largest_difference(hessian_at(*objective_of(made(), {.chunk = chunk}), made().theta), H),
              1e-12 * largest_entry(H));
  }
}

TEST_P(EveryActivationAndLoss, TwoThreadsGiveTheBitsOfOne) {
  const auto objective = objective_of(made(), {.weight_decay = 0.1, .chunk = 2});
  Context one, two;
  two.threads = 2;
  const std::size_t P = made().theta.size();
  const auto a = objective->linearize(made().theta, one), b = objective->linearize(made().theta, two);
  EXPECT_EQ(a->value(), b->value());
  EXPECT_EQ(objective->value(made().theta, one), objective->value(made().theta, two));
  EXPECT_TRUE(std::equal(a->gradient().begin(), a->gradient().end(), b->gradient().begin()));
  RandomStream stream(3, "directions");
  const Vector v = normals(stream, P * 5);
  Matrix first(P, 5), second(P, 5);
  a->apply({v.data(), P, 5}, first, one);
  b->apply({v.data(), P, 5}, second, two);
  EXPECT_EQ(largest_difference(first, second), 0);
  EXPECT_EQ(largest_difference(hessian_at(*objective, made().theta, 1), hessian_at(*objective, made().theta, 2)), 0);
}

INSTANTIATE_TEST_SUITE_P(Grid, EveryActivationAndLoss, testing::ValuesIn(every_activation_and_loss()),
                         [](const auto& row) {
                           std::string name = row.param.activation + "_" + row.param.loss + "_" + row.param.targets;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// L = ½λ‖θ‖² + the rest: with outputs that don't depend on some weights (all zero), λ alone curves there.
TEST(NetworkObjective, WeightDecayEntersOnceHoweverManyChunks) {
  const Case made = random_case("mlp:2-3-1:tanh", "mse", "numbers", 10, 4);
  const double lambda = 0.3;
  for (const std::size_t chunk : {1, 3, 10}) {
    Context context;
    const double plain = objective_of(made, {.chunk = chunk})->value(made.theta, context);
    const double decayed = objective_of(made, {.weight_decay = lambda, .chunk = chunk})->value(made.theta, context);
    const double expected = plain + lambda / 2 * dot(made.theta, made.theta);
    EXPECT_NEAR(decayed, expected, 10 * kEps * expected);
  }
}

// L = (1 − w₁w₂)² along (1, 1)/√2 from the origin: (1 − t²/2)² = 1 − t² + t⁴/4.
TEST(NetworkObjective, TaylorCoefficientsOfTheLecturesNetwork) {
  const auto toy = objective_of("mlp:1-1-1:linear:no-bias", numbers(1, {1}, {1}), "mse");
  Context context;
  const Vector origin = {0, 0}, v(2, std::sqrt(0.5));
  const auto at = toy->linearize(origin, context);
  const Estimate<Series> series = at->along(v, 8, Errors::measured, context);
  const Vector expected = {1, 0, -1, 0, 0.25, 0, 0, 0, 0};
  ASSERT_EQ(series.value.size(), expected.size());
  for (std::size_t j = 0; j < expected.size(); ++j) EXPECT_NEAR(series.value[j], expected[j], 8 * kEps) << j;
  // At (1, 1) along (1, 0): L = t², D³L[v, v, ·] = (0, 4): ∂²L/∂w₁² = 2w₂².
  const Vector minimum = {1, 1}, w = {1, 0};
  const Estimate<Vector> third = toy->linearize(minimum, context)->third(w, Errors::measured, context);
  EXPECT_NEAR(third.value[0], 0, 8 * kEps);
  EXPECT_NEAR(third.value[1], 4, 8 * kEps);
}

// One tanh unit, mse, one datum (x = 1, t = 0), weights (w, u = 1) at w = 0: L = tanh²(w) = w² − 2w⁴/3 + 17w⁶/45 −
// 62w⁸/315.
TEST(NetworkObjective, TaylorCoefficientsToOrderEightOfATanhUnit) {
  const auto unit = objective_of("mlp:1-1-1:tanh:no-bias", numbers(1, {1}, {0}), "mse");
  Context context;
  const Vector theta = {0, 1}, v = {1, 0};
  const Vector expected = {0, 0, 1, 0, -2.0 / 3, 0, 17.0 / 45, 0, -62.0 / 315};
  const Estimate<Series> series = unit->linearize(theta, context)->along(v, 8, Errors::measured, context);
  for (std::size_t j = 0; j < expected.size(); ++j) EXPECT_NEAR(series.value[j], expected[j], 64 * kEps) << j;
}

TEST(NetworkObjective, FallbackHessianAgreesWithTheOverride) {
  const Case made = random_case("mlp:3-4-2:gelu", "cross-entropy", "classes", 12, 9);
  const auto objective = objective_of(made);
  Context context;
  const std::size_t P = made.theta.size();
  Matrix fallback(P, P);
  const auto at = objective->linearize(made.theta, context);
  at->Linearization::hessian(fallback, context);
  EXPECT_LE(largest_difference(fallback, hessian_at(*objective, made.theta)), 10 * kEps * largest_entry(fallback));
}

// Linearizations that don't fit the memory are recomputed: slower, the same bits.
TEST(NetworkObjective, TheMemoryBudgetChangesNoBit) {
  const Case made = random_case("mlp:3-4-2:tanh", "cross-entropy", "classes", 40, 12);
  const auto objective = objective_of(made, {.chunk = 8});
  const std::size_t P = made.theta.size();
  Context plenty, none;
  none.memory = 0;
  const auto a = objective->linearize(made.theta, plenty), b = objective->linearize(made.theta, none);
  RandomStream stream(6, "v");
  const Vector v = normals(stream, P);
  Vector first(P), second(P);
  a->apply(v, Block(first), plenty);
  b->apply(v, Block(second), none);
  EXPECT_EQ(first, second);
  EXPECT_EQ(a->third(v, Errors::none, plenty).value, b->third(v, Errors::none, none).value);
}

TEST(NetworkObjective, ValuesOfABlockAreSingleValues) {
  const Case made = random_case("mlp:3-4-2:silu", "huber", "numbers", 12, 10);
  const auto objective = objective_of(made, {.chunk = 5});
  RandomStream stream(4, "thetas");
  const Vector thetas = normals(stream, 3 * made.theta.size());
  const ConstBlock block(thetas.data(), made.theta.size(), 3);
  Context context;
  context.threads = 2;
  Vector L(3);
  objective->values(block, L, context);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(L[j], objective->value(block.column(j), context));
}

// The rounding of a value is a few eps of its size, never 0, and covers the difference between two chunkings.
TEST(NetworkObjective, RoundingCoversAnotherOrderOfSummation) {
  const Case made = random_case("mlp:3-8-8-2:tanh", "cross-entropy", "classes", 200, 11);
  const auto objective = objective_of(made), other = objective_of(made, {.chunk = 7});
  Context context;
  const std::size_t P = made.theta.size();
  RandomStream stream(5, "v");
  Vector v = normals(stream, P);
  scale(1 / norm(v), v);
  const auto a = objective->linearize(made.theta, context), b = other->linearize(made.theta, context);
  const Rounding rounding = a->rounding(v, context);
  Vector first(P), second(P);
  a->apply(v, Block(first), context);
  b->apply(v, Block(second), context);
  EXPECT_GT(rounding.value, 0);
  EXPECT_LE(rounding.value, 100 * kEps * a->value());
  EXPECT_GE(rounding.value_theta, 0);
  EXPECT_LE(norm(plus(first, -1, second)), rounding.product[0]);
  EXPECT_LE(rounding.product[0], 1e3 * kEps * norm(first));
  EXPECT_LE(rounding.quadratic[0], rounding.product[0]);
  EXPECT_LE(norm(plus(Vector(a->gradient().begin(), a->gradient().end()), -1, b->gradient())), rounding.gradient);
}

TEST(NetworkObjective, PredictsOutputsAndAccuracy) {
  // One linear layer, identity: the outputs are the inputs.
  const DataSet data = classes({1, 0, 0, 1, 3, 2}, {0, 1, 1});
  const auto objective = objective_of("mlp:2-2", data, "cross-entropy", {.chunk = 2});
  Context context;
  const Prediction prediction = objective->predict(Vector{1, 0, 0, 1, 0, 0}, context);
  EXPECT_EQ(prediction.outputs.values, (Vector{1, 0, 0, 1, 3, 2}));
  ASSERT_TRUE(prediction.accuracy.has_value());
  EXPECT_DOUBLE_EQ(*prediction.accuracy, 2.0 / 3);
}

TEST(NetworkObjective, CountsSaturatedUnits) {
  // Pre-activations 10·x and 0.1·x: tanh' at 10 is 8e-9, at 0.1 it is 0.99.
  const auto objective = objective_of("mlp:1-2-1:tanh", numbers(2, {1, -1}, {0, 0}), "mse");
  Context context;
  const std::vector<LayerActivity> activity = objective->activity(Vector{10, 0.1, 0, 0, 1, 1, 0}, context);
  ASSERT_EQ(activity.size(), 1u);
  EXPECT_EQ(activity[0].activation, "tanh");
  EXPECT_EQ(activity[0].units, 2u);
  EXPECT_EQ(activity[0].saturated, 1u);
  EXPECT_EQ(activity[0].dead, 0u);
}

// At z = ∓40 each of these levels off on one side: slopes of 0 (gelu: underflow), 1.6e-16 (silu), 4e-18 (softplus).
TEST(NetworkObjective, CountsUnitsThatLevelOffOnOneSideAsSaturated) {
  for (const std::string activation : {"gelu", "silu", "softplus"}) {
    const auto objective = objective_of("mlp:1-3-1:" + activation, numbers(2, {1, 2}, {0, 0}), "mse");
    Context context;
    const auto activity = objective->activity(Vector{-40, 40, -0.1, 0, 0, 0, 1, 1, 1, 0}, context);
    ASSERT_EQ(activity.size(), 1u);
    EXPECT_EQ(activity[0].saturated, 1u) << activation;
    EXPECT_EQ(activity[0].dead, 0u) << activation;
  }
}

TEST(NetworkObjective, SaysWhereValuesCeaseToBeFinite) {
  const auto objective = objective_of("mlp:1-2-1:softplus", numbers(2, {0, 1}, {0, 0}), "mse");
  const double infinity = std::numeric_limits<double>::infinity();
  Context context;
  EXPECT_EQ(objective->where_not_finite(Vector{1, 1, 0, 0, 1, 1, 0}, context), "");
  EXPECT_EQ(objective->where_not_finite(Vector{1, infinity, 0, 0, 1, 1, 0}, context),
            "pre-activation 2 of layer 1, sample 1");
  EXPECT_EQ(objective->where_not_finite(Vector{1, 1, 0, 0, 5e307, 5e307, 9e307}, context), "output 1, sample 2");
}

std::string error_of(const std::string& model, const DataSet& data, const std::string& loss,
                     const NetworkOptions& options = {}) {
  try {
    objective_of(model, data, loss, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    return error.what();
  }
  return "no error";
}

TEST(NetworkObjective, RefusesOtherFeatureCountsNamingBoth) {
  EXPECT_EQ(
      error_of("mlp:4-1", numbers(2, {1, 2, 3, 4, 5, 6}, {1, 2}), "mse"),
      "model \"mlp:4-1\": takes 4 inputs; the data have 3 features a sample (x has shape (2, 3)). Begin the sizes "
      "with 3.");
}

TEST(NetworkObjective, FlattensInputsOfMoreAxes) {
  DataSet data = numbers(2, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 2});
  data.x.shape = {2, 2, 2};
  EXPECT_EQ(objective_of("mlp:4-1", data, "mse")->size(), 5u);
}

TEST(NetworkObjective, RefusesANegativeWeightDecay) {
  EXPECT_EQ(error_of("mlp:1-1", numbers(1, {1}, {1}), "mse", {.weight_decay = -1}),
            "--weight-decay: weight decay -1 is not a number of at least 0.");
}

// What C++ users put together by hand comes through no reader: three samples of two features, three classes.
TEST(MakeNetwork, RefusesDataAndSpecsThatBreakTheirInvariants) {
  const DataSet sound{.x = {{3, 2}, {0, 1, 1, 0, 1, 1}},
                      .y = {.kind = DataTargets::Kind::classes, .values = {{3}, {0, 1, 2}}}};
  const MlpSpec spec = parse_mlp("mlp:2-4-3:tanh");
  EXPECT_EQ(make_network(spec, sound, "cross-entropy")->size(), 2u * 4 + 4 + 4 * 3 + 3);
  const auto error_of = [](const MlpSpec& s, const DataSet& data) -> std::string {
    try {
      make_network(s, data, "cross-entropy");
      return "none";
    } catch (const Error& error) {
      return error.kind() == ErrorKind::bad_input ? error.what() : "of another kind";
    }
  };
  const auto broken = [&](auto change) {
    DataSet data = sound;
    change(data);
    return error_of(spec, data);
  };
  EXPECT_EQ(
      broken([](DataSet& d) { d.x.values.pop_back(); }),
      "the inputs: has shape (3, 2) and 5 values. The product of the extents is the number of values, at least 1.");
  EXPECT_EQ(broken([](DataSet& d) { d.x.shape = {6}; }),
            "the inputs: has shape (6,). They are (samples, features); N numbers are (N, 1).");
  EXPECT_EQ(broken([](DataSet& d) { d.x = {}; }),
            "the inputs: has shape () and 0 values. The product of the extents is the number of values, at least 1.");
  EXPECT_EQ(broken([](DataSet& d) { d.y.values = {{2}, {0, 1}}; }),
            "the targets: holds 2 samples, but the inputs (x) 3. Both need one row a sample, samples along the first "
            "axis.");
  EXPECT_EQ(broken([](DataSet& d) { d.x.values[3] = std::nan(""); }),
            "the inputs, row 2, column 2: is NaN. Fill or drop the row; missing values aren't guessed.");
  MlpSpec without = spec;
  without.activations.clear();
  EXPECT_EQ(
      error_of(without, sound),
      "the network's spec: 0 activations for 1 hidden layer, or one of them is null. parse_mlp makes sound ones.");
  without.sizes = {2, 0, 3};
  EXPECT_EQ(error_of(without, sound),
            "the network's spec: sizes are two or more, all positive: inputs, hidden layers, outputs.");
}

}  // namespace
}  // namespace saddlescope
