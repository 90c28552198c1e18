// Networks in f32 against the same networks in f64: each result within the rounding that f32 itself says, that bound no
// wild one; the same bits for any number of threads; what the network says of itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "saddlescope/objective/conformance.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

constexpr double kEps32 = 0x1p-23;
constexpr std::size_t kDirections = 5;

// One network on the same data in both arithmetics.
struct Pair {
  explicit Pair(const Case& made, double weight_decay = 0, std::size_t chunk = 0)
      : f64(objective_of(made, {.weight_decay = weight_decay, .chunk = chunk})),
        f32(objective_of(made, {.precision = Precision::f32, .weight_decay = weight_decay, .chunk = chunk})) {}

  std::unique_ptr<NetworkObjective> f64, f32;
};

// Every activation and loss on a small network, and some of more samples than a chunk, with weight decay, without
// biases.
std::vector<Case> cases() {
  std::vector<Case> all = every_activation_and_loss(23);
  all.push_back(random_case("mlp:16-24-24-10:tanh", "cross-entropy", "classes", 700, 1));
  all.push_back(random_case("mlp:30-40-3:silu:no-bias", "mse", "numbers", 500, 2));
  all.push_back(random_case("mlp:5-100-1:softplus", "bce-with-logits", "labels", 300, 3));
  all.push_back(random_case("mlp:9-17-3:gelu", "huber", "numbers", 250, 4));
  all.push_back(random_case("mlp:4-3:no-bias", "mse", "numbers", 50, 5));
  return all;
}

Matrix unit_directions(std::size_t P) {
  RandomStream stream(3, "directions");
  Matrix V(P, kDirections);
  for (std::size_t j = 0; j < kDirections; ++j) {
    for (double& x : V.column(j)) x = stream.normal();
    scale(1 / norm(V.column(j)), V.column(j));
  }
  return V;
}

Vector difference(std::span<const double> a, std::span<const double> b) { return plus(a, -1, b); }

double median(Vector values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

// Errors of f32 beside what `rounding` says of them, as ratios bound/error.
struct Ratios {
  Vector all;

  void add(double bound, double error, const std::string& what) {
    EXPECT_LE(error, bound) << what;
    if (error > 0) all.push_back(bound / error);
  }
};

TEST(Precision, ErrorsOfF32AreWithinTheRoundingItSaysWhichIsNoWildBound) {
  Context context;
  Ratios values, gradients, products, quadratics;
  for (const Case& made : cases()) {
    const Pair pair(made, made.theta.size() % 2 == 0 ? 0.1 : 0);
    const std::string name = made.model + " " + made.loss;
    const auto exact = pair.f64->linearize(made.theta, context), at = pair.f32->linearize(made.theta, context);
    const std::size_t P = made.theta.size();
    const Matrix V = unit_directions(P);
    const Rounding said = at->rounding(V, context);
    values.add(said.value, std::abs(at->value() - exact->value()), name + ", value");
    gradients.add(said.gradient, norm(difference(at->gradient(), exact->gradient())), name + ", gradient");
    Matrix HV(P, kDirections), truth(P, kDirections);
    at->apply(V, HV, context);
    exact->apply(V, truth, context);
    for (std::size_t j = 0; j < kDirections; ++j) {
      const Vector off = difference(HV.column(j), truth.column(j));
      products.add(said.product[j], norm(off), name + ", product");
      quadratics.add(said.quadratic[j], std::abs(dot(V.column(j), off)), name + ", quadratic form");
    }
  }
  for (const Ratios* ratios : {&values, &gradients, &products, &quadratics}) {
    EXPECT_LE(median(ratios->all), 100);
    EXPECT_GE(median(ratios->all), 2);
  }
}

// D³L[v, v, ·] and Taylor coefficients, with the errors measured in f32.
TEST(Precision, HigherDerivativesAreWithinTheirMeasuredErrors) {
  Context context;
  for (const Case& made : cases()) {
    const Pair pair(made);
    const Matrix V = unit_directions(made.theta.size());
    const auto exact = pair.f64->linearize(made.theta, context), at = pair.f32->linearize(made.theta, context);
    const Vector truth = exact->third(V.column(0), Errors::none, context).value;
    const Estimate<Vector> third = at->third(V.column(0), Errors::measured, context);
    // Entry by entry three times the largest of five changes misses some; as a whole it holds.
    EXPECT_LE(norm(difference(third.value, truth)), norm(third.error)) << made.model << " " << made.loss;
    const Series c = exact->along(V.column(0), 4, Errors::none, context).value;
    const Estimate<Series> series = at->along(V.column(0), 4, Errors::measured, context);
    EXPECT_LE(norm(difference(series.value, c)), norm(series.error)) << made.model << " " << made.loss;
  }
}

TEST(Precision, TheExactHessianIsThatOfProductsAndOfF64) {
  Context context;
  for (const Case& made : cases()) {
    const Pair pair(made, 0.05);
    const std::size_t P = made.theta.size();
    const Matrix truth = hessian_at(*pair.f64, made.theta), H = hessian_at(*pair.f32, made.theta);
    Matrix columns(P, P);
    pair.f32->linearize(made.theta, context)->apply(Matrix::identity(P), columns, context);
    const double size = norm({truth.data(), P * P});
    // Methods §2: ‖ΔH‖/‖H‖ of 1e-7 to 3e-7.
    for (const Matrix* other : {&H, static_cast<const Matrix*>(&columns)}) {
      EXPECT_LE(norm(difference({other->data(), P * P}, {truth.data(), P * P})), 8 * kEps32 * size)
          << made.model << " " << made.loss;
    }
    for (std::size_t j = 0; j < P; ++j)
      for (std::size_t i = 0; i < j; ++i) EXPECT_EQ(H(i, j), H(j, i));
  }
}

TEST(Precision, AnyNumberOfThreadsGivesTheSameBitsInF32) {
  const Case made = random_case("mlp:16-24-24-10:tanh", "cross-entropy", "classes", 900, 1);
  const auto objective = objective_of(made, {.precision = Precision::f32, .weight_decay = 0.1});
  const std::size_t P = made.theta.size();
  const Matrix V = unit_directions(P);
  Context one;
  const auto a = objective->linearize(made.theta, one);
  Matrix first(P, kDirections), second(P, kDirections);
  a->apply(V, first, one);
  for (const int threads : {2, 3, 16}) {
    Context many;
    many.threads = threads;
    const auto b = objective->linearize(made.theta, many);
    EXPECT_EQ(a->value(), b->value());
    EXPECT_TRUE(std::equal(a->gradient().begin(), a->gradient().end(), b->gradient().begin()));
    b->apply(V, second, many);
    EXPECT_EQ(largest_difference(first, second), 0);
    EXPECT_EQ(largest_difference(hessian_at(*objective, made.theta, 1), hessian_at(*objective, made.theta, threads)),
              0);
  }
}

// A block of directions beyond one group of batches, and little memory: the same numbers as direction by direction.
TEST(Precision, BlocksAndTheMemoryBudgetChangeNoBit) {
  const Case made = random_case("mlp:8-12-3:tanh", "mse", "numbers", 600, 1);
  const auto objective = objective_of(made, {.precision = Precision::f32, .chunk = 24});
  const std::size_t P = made.theta.size(), k = 300;
  RandomStream stream(5, "directions");
  Matrix V(P, k), block(P, k), single(P, 1), small(P, k);
  for (std::size_t i = 0; i < P * k; ++i) V.data()[i] = stream.normal();
  Context context, little;
  little.memory = 20000;
  const auto at = objective->linearize(made.theta, context);
  at->apply(V, block, context);
  objective->linearize(made.theta, little)->apply(V, small, little);
  EXPECT_EQ(largest_difference(block, small), 0);
  for (const std::size_t j : {0, 7, 8, 100, 299}) {
    at->apply(V.block().middle(j, 1), single, context);
    EXPECT_THAT(single.column(0), testing::ElementsAreArray(block.column(j)));
  }
}

TEST(Precision, BatchesAreThoseOfF64AndTheWholeSetHasTheBitsOfTheFullGradient) {
  const Case made = random_case("mlp:16-24-10:tanh", "cross-entropy", "classes", 500, 1);
  const Pair pair(made, 0.05);
  Context context;
  const std::size_t P = made.theta.size();
  std::vector<std::size_t> all(500), batch;
  for (std::size_t n = 0; n < 500; ++n) all[n] = n;
  for (std::size_t n = 0; n < 500; n += 3) batch.push_back(499 - n);
  Vector full(P), g(P), truth(P);
  const double L = pair.f32->gradient(made.theta, full, context);
  EXPECT_EQ(pair.f32->samples()->gradient(made.theta, all, g, context), L);
  EXPECT_EQ(g, full);
  const double value = pair.f32->samples()->gradient(made.theta, batch, g, context);
  EXPECT_NEAR(value, pair.f64->samples()->gradient(made.theta, batch, truth, context), 8 * kEps32 * value);
  EXPECT_LE(norm(difference(g, truth)), 8 * kEps32 * norm(truth));
}

// θ beyond f32's digits counts as the nearest that f32 has.
TEST(Precision, ThetaIsRoundedFirst) {
  Case made = random_case("mlp:3-4-2:tanh", "mse", "numbers", 9, 1);
  const auto objective = objective_of(made, {.precision = Precision::f32});
  Context context;
  const double L = objective->value(made.theta, context);
  Vector rounded = made.theta;
  for (double& x : rounded) x = static_cast<double>(static_cast<float>(x));
  ASSERT_NE(rounded, made.theta);
  EXPECT_EQ(objective->value(rounded, context), L);
}

TEST(Precision, TraitsSayTheArithmetic) {
  const Pair pair(random_case("mlp:3-4-2:tanh", "mse", "numbers", 9, 1));
  EXPECT_EQ(pair.f64->traits().epsilon, kEps);
  EXPECT_EQ(pair.f32->traits().epsilon, kEps32);
  EXPECT_EQ(pair.f32->traits().relative_error, 16 * kEps32);
}

// What explains a stall, to some digits of f32: counts are the same, numbers within 1e-5 relative.
TEST(Precision, WhatTheNetworkSaysOfItselfIsThatOfF64) {
  for (const Case& made : {random_case("mlp:6-30-8-4:relu", "cross-entropy", "classes", 400, 1),
                           random_case("mlp:6-30-3:tanh", "l1", "numbers", 100, 2)}) {
    const Pair pair(made, 0.01);
    Context context;
    const auto near = [](double value, double truth) { EXPECT_NEAR(value, truth, 100 * kEps32 * std::abs(truth)); };
    const Kink kink = pair.f32->kink(made.theta, context), exact_kink = pair.f64->kink(made.theta, context);
    EXPECT_EQ(kink.where, exact_kink.where);
    // |z| near 0 has lost digits: to the rounding of z, some eps of what it is a sum of.
    EXPECT_NEAR(kink.distance, exact_kink.distance, 100 * kEps32 * norm(made.theta));
    const auto gains = pair.f32->output_gains(made.theta, context), exact = pair.f64->output_gains(made.theta, context);
    ASSERT_EQ(gains.size(), exact.size());
    for (std::size_t l = 0; l < gains.size(); ++l) near(gains[l], exact[l]);
    near(pair.f32->predict(made.theta, context).outputs.values.front(),
         pair.f64->predict(made.theta, context).outputs.values.front());
    const auto activity = pair.f32->activity(made.theta, context), truth = pair.f64->activity(made.theta, context);
    for (std::size_t l = 0; l < truth.size(); ++l) {
      EXPECT_EQ(activity[l].dead, truth[l].dead);
      EXPECT_EQ(activity[l].saturated, truth[l].saturated);
    }
    const GradientNoise noise = pair.f32->samples()->noise(*pair.f32->linearize(made.theta, context), context);
    const GradientNoise true_noise = pair.f64->samples()->noise(*pair.f64->linearize(made.theta, context), context);
    near(noise.trace, true_noise.trace);
    EXPECT_NEAR(noise.curvature, true_noise.curvature,
                1e-4 * std::abs(true_noise.curvature) + true_noise.curvature_error);
  }
}

// What f32 can't hold: 1e30·1e30.
TEST(Precision, SaysWhereF32Overflows) {
  Case made = random_case("mlp:1-1-1:linear:no-bias", "mse", "numbers", 2, 1);
  made.theta = {1e30, 1e30};
  const Pair pair(made);
  Context context;
  EXPECT_TRUE(std::isfinite(pair.f64->value(made.theta, context)));
  EXPECT_FALSE(std::isfinite(pair.f32->value(made.theta, context)));
  EXPECT_EQ(pair.f32->where_not_finite(made.theta, context), "output 1, sample 1");
  EXPECT_EQ(pair.f64->where_not_finite(made.theta, context), "");
}

// On a kink where |z| is below f32's rounding, which f64 still tells apart.
TEST(Precision, KinksWithinF32sRoundingCountAsOn) {
  const DataSet data = numbers(1, {1, 1}, {0});
  const Vector theta = {0.1, -0.1 * (1 + 1e-9), 1};
  Context context;
  for (const Precision precision : {Precision::f64, Precision::f32}) {
    const auto objective = objective_of("mlp:2-1-1:relu:no-bias", data, "mse", {.precision = precision});
    EXPECT_EQ(objective->kink(theta, context).on, precision == Precision::f32);
  }
}

// Everything objective.h claims.
TEST(Precision, MeetsTheSeamsConformanceSuiteInF32) {
  for (const Case& made : every_activation_and_loss(11)) {
    const auto objective = objective_of(made, {.precision = Precision::f32, .weight_decay = 0.05, .chunk = 4});
    EXPECT_THAT(check_objective(*objective, made.theta), testing::IsEmpty()) << made.model << " " << made.loss;
  }
}

}  // namespace
}  // namespace saddlescope
