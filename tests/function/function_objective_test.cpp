// Formulas as objectives: the conformance suite, closed forms, an independent evaluator, kinks, rounding.
#include "saddlescope/function/function_objective.h"

#include <gmock/gmock.h>

#include <cmath>
#include <string>
#include <thread>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/conformance.h"
#include "tests/function/random_formula.h"

namespace saddlescope {
namespace {

FunctionObjective formula(std::string_view text) { return FunctionObjective(Expression::parse(text)); }

Matrix hessian(const Objective& objective, const Vector& theta) {
  Context context;
  Matrix H(theta.size(), theta.size());
  objective.linearize(theta, context)->hessian(H, context);
  return H;
}

Vector gradient(const Objective& objective, const Vector& theta) {
  Context context;
  Vector g(theta.size());
  objective.gradient(theta, g, context);
  return g;
}

void expect_matrix(const Matrix& H, const Matrix& expected, double tolerance) {
  for (std::size_t j = 0; j < H.columns(); ++j) {
    for (std::size_t i = 0; i < H.rows(); ++i) EXPECT_NEAR(H(i, j), expected(i, j), tolerance) << i << ", " << j;
  }
}

struct Place {
  const char* text;
  Vector theta;
};

TEST(FunctionObjective, ConformsToTheSeamUpToOrder8) {
  const std::vector<Place> places{
      {"(1 - w1*w2)^2", {0, 0}},
      {"(1 - w1*w2)^2", {1, 1}},
      {"(1 - w1*w2)^2", {0.3, 0.1}},
      {"(1 - w1*w2)*(1 - w1*w2)", {2, 0.5}},
      {"100*(y - x^2)^2 + (1 - x)^2", {-1.2, 1}},
      {"x^3 - 3*x*y^2", {0, 0}},
      {"x^3 - 3*x*y^2", {-1.5, 0.7}},
      {"sin(x)*cos(y) + tan(x/3)*exp(-y^2)", {0.4, -0.8}},
      {"sigmoid(x)*softplus(y) + tanh(x - y)/2", {0.3, -2}},
      {"log(1 + x^2) + sqrt(1 + y^2)", {2, -1}},
      {"x^2.5 + 2^y + x^y", {1.3, 0.6}},
      {"abs(x)*y + abs(x)^3", {-0.7, 1.2}},
      {"x/y + 1/(1 + x^2)", {0.5, 1.5}},
      {"x^-2 + y^0 + (x*y)^7", {-0.8, 0.9}},
      {"3*x - 2*y + 1", {0.5, 1.5}},
      {"x + 0*y", {0.5, 1.5}},
      {"exp(-x)", {3}},
      {"x^0", {3}},
      {"x - x", {3}},
      {"x/x", {3}},
  };
  for (const Place& place : places) {
    EXPECT_THAT(check_objective(formula(place.text), place.theta, {.order = 8}), testing::IsEmpty()) << place.text;
  }
}

TEST(FunctionObjective, RandomFormulasConformAndHaveTheIndependentValue) {
  RandomStream random(11, "formulas");
  Context context;
  for (int trial = 0; trial < 150; ++trial) {
    const std::size_t P = 1 + random.below(4);
    const RandomFormula truth = random_formula(random, P, 4, true);
    // Every variable appears, so that the order of appearance is that of the numbers.
    std::string text = "0";
    for (std::size_t i = 0; i < P; ++i) text += " + 0.25*x" + std::to_string(i) + "^2";
    text += " + " + truth.text;
    Vector theta(P);
    for (double& x : theta) x = random.uniform(-1.5, 1.5);
    const FunctionObjective objective = formula(text);
    const auto at = objective.linearize(theta, context);
    if (!(std::abs(at->value()) < 1e6)) continue;
    long double expected = truth.value(theta);
    for (const double x : theta) expected += 0.25L * x * x;
    const double error = at->rounding(ConstBlock(nullptr, P, 0), context).value;
    EXPECT_NEAR(at->value(), static_cast<double>(expected), 4 * error + 4 * kEps * std::abs(at->value())) << text;
    EXPECT_NEAR(objective.expression().evaluate(theta), at->value(), 4 * error + 4 * kEps * std::abs(at->value()));
    EXPECT_THAT(check_objective(objective, theta), testing::IsEmpty())
        << text << " at " << testing::PrintToString(theta);
  }
}

// H = [[2w₂², 4w₁w₂−2], [4w₁w₂−2, 2w₁²]]  (methods.md §10.1)
TEST(FunctionObjective, ToyHasTheHessianOfTheLecture) {
  const FunctionObjective toy = formula("(1 - w1*w2)^2");
  for (const Vector& w : {Vector{0, 0}, Vector{1, 1}, Vector{2, 0.5}, Vector{0.3, 0.1}}) {
    Matrix expected(2, 2);
    expected(0, 0) = 2 * w[1] * w[1];
    expected(1, 1) = 2 * w[0] * w[0];
    expected(0, 1) = expected(1, 0) = 4 * w[0] * w[1] - 2;
    expect_matrix(hessian(toy, w), expected, 8 * kEps * norm(w));
  }
  EXPECT_THAT(gradient(toy, {0, 0}), testing::Each(0));
  EXPECT_THAT(gradient(toy, {2, 0.5}), testing::Each(0));
}

std::string chain(std::size_t D) {
  std::string text = "(1 - ";
  for (std::size_t i = 0; i < D; ++i) text += (i > 0 ? "*w" : "w") + std::to_string(i + 1);
  return text + ")^2";
}

// Where Πw = 1: H = 2uuᵀ, uᵢ = 1/wᵢ. With exactly two zeros i, j, q the product of the rest: H_ij = −2q, all else 0.
// With three or more: H = 0.  (methods.md §10.2)
TEST(FunctionObjective, ScalarChainsOfTwoToEightWeights) {
  for (std::size_t D = 2; D <= 8; ++D) {
    const FunctionObjective objective = formula(chain(D));
    Vector w(D);
    for (std::size_t i = 0; i < D; ++i) w[i] = (i % 2 == 0 ? 2 : 0.5) * (i % 3 == 0 ? -1 : 1);
    double rest = 1;
    for (std::size_t i = 0; i + 1 < D; ++i) rest *= w[i];
    w[D - 1] = 1 / rest;
    Matrix expected(D, D);
    for (std::size_t i = 0; i < D; ++i) {
      for (std::size_t j = 0; j < D; ++j) expected(i, j) = 2 / (w[i] * w[j]);
    }
    expect_matrix(hessian(objective, w), expected, 0);  // powers of two: exact
    EXPECT_THAT(gradient(objective, w), testing::Each(0));

    w[0] = w[1] = 0;
    double q = 1;
    for (std::size_t i = 2; i < D; ++i) q *= w[i];
    expected = Matrix(D, D);
    expected(0, 1) = expected(1, 0) = -2 * q;
    expect_matrix(hessian(objective, w), expected, 0);
    if (D == 2) continue;
    w[2] = 0;
    expect_matrix(hessian(objective, w), Matrix(D, D), 0);
    EXPECT_THAT(gradient(objective, w), testing::Each(0));
  }
}

// At zero, along (1, …, 1)/√z: L = (1 − (t/√z)^z)² = 1 − 2·z^{−z/2}·t^z + z^{−z}·t^{2z}.
TEST(FunctionObjective, TaylorCoefficientsOfAChainWithZZeros) {
  Context context;
  for (std::size_t z = 3; z <= 8; ++z) {
    const FunctionObjective objective = formula(chain(z));
    const Vector zero(z, 0.0), v(z, 1 / std::sqrt(static_cast<double>(z)));
    const auto at = objective.linearize(zero, context);
    const Estimate<Series> c = at->along(v, 8, Errors::measured, context);
    ASSERT_EQ(c.value.size(), 9u);
    EXPECT_EQ(c.value[0], 1);
    for (std::size_t j = 1; j <= 8; ++j) {
      const double half = std::pow(static_cast<double>(z), -static_cast<double>(z) / 2);
      const double truth = j == z ? -2 * half : j == 2 * z ? half * half : 0;
      EXPECT_NEAR(c.value[j], truth, 64 * kEps * std::abs(truth)) << z << " zeros, order " << j;
    }
  }
}

TEST(FunctionObjective, TaylorCoefficientsOfKnownSeries) {
  Context context;
  struct Known {
    const char* text;
    double at;
    Vector c;
  };
  const double e = std::exp(0.5);
  const std::vector<Known> all{
      {"exp(x)", 0.5, {e, e, e / 2, e / 6, e / 24, e / 120, e / 720, e / 5040, e / 40320}},
      {"sin(x)", 0, {0, 1, 0, -1.0 / 6, 0, 1.0 / 120, 0, -1.0 / 5040, 0}},
      {"tanh(x)", 0, {0, 1, 0, -1.0 / 3, 0, 2.0 / 15, 0, -17.0 / 315, 0}},
      {"1/(1 - x)", 0, {1, 1, 1, 1, 1, 1, 1, 1, 1}},
      {"log(1 + x)", 0, {0, 1, -0.5, 1.0 / 3, -0.25, 0.2, -1.0 / 6, 1.0 / 7, -0.125}},
      {"softplus(x)", 0, {std::log(2.0), 0.5, 0.125, 0, -1.0 / 192, 0, 1.0 / 2880, 0, -17.0 / 645120}},
      {"x^6 - 100*x^8", 0, {0, 0, 0, 0, 0, 0, 1, 0, -100}},
  };
  for (const Known& known : all) {
    const FunctionObjective objective = formula(known.text);
    const Estimate<Series> c =
        objective.linearize(Vector{known.at}, context)->along(Vector{1}, 8, Errors::measured, context);
    for (std::size_t j = 0; j <= 8; ++j) {
      EXPECT_NEAR(c.value[j], known.c[j], c.error[j] + 16 * kEps * std::abs(known.c[j]))
          << known.text << ", order " << j;
      EXPECT_LE(c.error[j], 1e-13 * std::max(1.0, std::abs(known.c[j]))) << known.text << ", order " << j;
    }
  }
}

// Eigenvalues 0.399361 and 1001.60064: trace 1002, determinant 400.  (methods.md §10.6)
TEST(FunctionObjective, TaylorCoefficientsBeyondOrder8AreNoQuestion) {
  Context context;
  const FunctionObjective objective(Expression::parse("x^3"));
  const auto at = objective.linearize(Vector{1}, context);
  at->third(Vector{1}, Errors::none, context);  // its program must not be taken for one of order -1
  for (const int order : {-1, 9}) EXPECT_THROW(at->along(Vector{1}, order, Errors::none, context), Error);
}

TEST(FunctionObjective, FactorsWhoseProductIsNoDoubleStayApart) {
  Context context;
  for (const auto& [formula, x, L] :
       {std::tuple{"1e-200*(1e-200*x)", 1e300, 1e-100}, {"1e200*(1e200*x)", 1e-300, 1e100}}) {
    const FunctionObjective objective(Expression::parse(formula));
    EXPECT_NEAR(objective.value(Vector{x}, context), L, 4 * kEps * L) << formula;
  }
}

TEST(FunctionObjective, RosenbrocksMinimum) {
  const Matrix H = hessian(formula("100*(y - x^2)^2 + (1 - x)^2"), {1, 1});  // y comes first
  const double trace = H(0, 0) + H(1, 1), determinant = H(0, 0) * H(1, 1) - H(0, 1) * H(1, 0);
  const double root = std::sqrt(trace * trace / 4 - determinant);
  EXPECT_NEAR(trace / 2 - root, 0.399361, 5e-7);
  EXPECT_NEAR(trace / 2 + root, 1001.60064, 5e-6);
}

TEST(FunctionObjective, MonkeySaddleHasNoHessianButAThirdDerivative) {
  Context context;
  const FunctionObjective monkey = formula("x^3 - 3*x*y^2");
  expect_matrix(hessian(monkey, {0, 0}), Matrix(2, 2), 0);
  const Vector v{0.6, 0.8};  // D³L[v,v,·] = 6·(x² − y², −2xy)
  const Estimate<Vector> third = monkey.linearize(Vector{0, 0}, context)->third(v, Errors::measured, context);
  EXPECT_NEAR(third.value[0], 6 * (0.36 - 0.64), 16 * kEps);
  EXPECT_NEAR(third.value[1], -12 * 0.48, 16 * kEps);
}

TEST(FunctionObjective, IntegerPowersHaveAllDerivativesAtZeroAndBelow) {
  EXPECT_EQ(gradient(formula("x^3"), {-2})[0], 12);
  EXPECT_EQ(hessian(formula("x^3"), {-2})(0, 0), -12);
  EXPECT_EQ(hessian(formula("x^2"), {0})(0, 0), 2);
  EXPECT_EQ(hessian(formula("x*x"), {0})(0, 0), 2);
  EXPECT_EQ(hessian(formula("abs(x)^2"), {0})(0, 0), 2);
  EXPECT_EQ(hessian(formula("abs(x^2)"), {0})(0, 0), 2);
  EXPECT_EQ(gradient(formula("x^1 + x^0"), {0})[0], 1);
  EXPECT_EQ(gradient(formula("x^(1/2)"), {4})[0], 0.25);
}

TEST(FunctionObjective, KinksAreFoundWithDistanceAndName) {
  Context context;
  const auto kink = [&](std::string_view text, const Vector& theta) { return formula(text).kink(theta, context); };
  const Kink smooth = kink("x^2 + exp(y)", {1, 2});
  EXPECT_TRUE(smooth.known);
  EXPECT_FALSE(smooth.on);
  EXPECT_TRUE(std::isinf(smooth.distance));
  const Kink near = kink("abs(3*x + 4*y) + abs(x - 100)", {1, 0.5});  // |z|/‖∇z‖ = 5/5
  EXPECT_FALSE(near.on);
  EXPECT_NEAR(near.distance, 1, 8 * kEps);
  EXPECT_EQ(near.where, "abs(3*x + 4*y) in the formula");
  const Kink cubed = kink("y^2 - abs(x)^3", {0, 0});
  EXPECT_TRUE(cubed.on);
  EXPECT_EQ(cubed.distance, 0);
  EXPECT_EQ(cubed.where, "abs(x) in the formula");
  EXPECT_TRUE(kink("sqrt(x*y)", {0, 1}).on);
  EXPECT_TRUE(kink("x^2.5", {0}).on);
  EXPECT_TRUE(kink("abs(x - 0.3)", {0.1 + 0.2}).on) << "0.1 + 0.2 is 0.3 but for rounding";
  for (const char* text : {"abs(x)^2", "abs(x^2 + y^2)", "sqrt(1 + x^2)", "sqrt(exp(x))", "abs(x)*abs(x)"}) {
    EXPECT_TRUE(std::isinf(kink(text, Vector(Expression::parse(text).variables().size(), 0.0)).distance)) << text;
  }
}

TEST(FunctionObjective, SaysWhichPartIsNotFinite) {
  Context context;
  const auto blame = [&](std::string_view text, const Vector& theta) {
    return formula(text).where_not_finite(theta, context);
  };
  EXPECT_EQ(blame("y + log(x)", {1, -1}), "log(x) at x = -1");
  EXPECT_EQ(blame("sqrt(x) + y", {0, 1}), "the derivative of sqrt(x) at x = 0");
  EXPECT_EQ(blame("1/(x - 1)", {1}), "1/(x - 1) at x = 1");
  EXPECT_EQ(blame("x^2", {1}), "");
  EXPECT_TRUE(std::isnan(formula("log(x)").value(Vector{-1}, context)));
}

// The two sigmoids add up to 1: H is diag(0, 2e-6), and what is computed instead of 0 is rounding.
TEST(FunctionObjective, RoundingOfAProductIsMeasuredWhereEverythingCancels) {
  Context context;
  const FunctionObjective objective = formula("sigmoid(x) + sigmoid(-x) + 1e-6*y^2");
  RandomStream random(12, "cancel");
  const Vector x_axis{1, 0};
  for (int trial = 0; trial < 500; ++trial) {
    const Vector theta{random.uniform(-6, 6), random.uniform(-6, 6)};
    context.seed = static_cast<std::uint64_t>(trial);
    const auto at = objective.linearize(theta, context);
    Vector Hv(2);
    at->apply(ConstBlock(x_axis), Block(Hv), context);
    const Rounding errors = at->rounding(ConstBlock(x_axis), context);
    EXPECT_LE(std::abs(Hv[0]), errors.quadratic[0]) << theta[0];
    EXPECT_LE(std::abs(at->value() - (1 + 1e-6 * theta[1] * theta[1])), errors.value) << theta[0];
  }
}

TEST(FunctionObjective, RoundingOfThetaCountsInItsOwnError) {
  Context context;
  const FunctionObjective objective = formula("(x - 1e8)^2");  // θ within eps·1e8 ≈ 2e-8 of anything
  const Rounding errors = objective.linearize(Vector{1e8}, context)->rounding(ConstBlock(nullptr, 1, 0), context);
  EXPECT_GT(errors.value_theta, 0);
  EXPECT_GE(errors.value_theta, errors.value);
}

TEST(FunctionObjective, CallsFromManyThreadsAgree) {
  const FunctionObjective objective = formula("sin(x)*exp(y) + (x*y)^4");
  const Vector theta{0.3, -0.7}, v{0.6, 0.8};
  const auto series = [&] {
    Context context;
    return objective.linearize(theta, context)->along(v, 6, Errors::measured, context).value;
  };
  std::vector<Vector> results(8);
  std::vector<std::thread> threads;
  for (Vector& result : results) threads.emplace_back([&] { result = series(); });
  for (std::thread& thread : threads) thread.join();
  for (const Vector& result : results) EXPECT_EQ(result, results[0]);
}

TEST(FunctionObjective, AFormulaWithoutVariablesIsRefused) {
  try {
    formula("2*pi");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    EXPECT_STREQ(error.what(),
                 "the formula \"2*pi\" has no variables: there is nothing to move. Write one with "
                 "variables, for example \"(1 - w1*w2)^2\".");
  }
}

// A sum of 2,000 terms in 20 variables: graphs are walked, never recursed into.
TEST(FunctionObjective, LongFormulasWork) {
  std::string text = "x0";
  for (int i = 1; i < 2000; ++i) text += " + x" + std::to_string(i % 20) + "*x" + std::to_string(i % 7) + "^2";
  Context context;
  const FunctionObjective objective = formula(text);
  const Vector theta(20, 1.0), v(20, std::sqrt(0.05));
  EXPECT_EQ(objective.value(theta, context), 2000);
  const auto at = objective.linearize(theta, context);
  const Estimate<Series> c = at->along(v, 3, Errors::none, context);
  EXPECT_NEAR(c.value[3], 1999 * std::pow(0.05, 1.5), 1e-9);
}

}  // namespace
}  // namespace saddlescope
