// Points whose kind is known on paper (docs/methods.md §10), through the library call behind `diagnose`.
#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "tests/claims/claims.h"
#include "tests/network/jacobi.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

using Kind = VerdictKind;

struct Named {
  std::string function, at;
  std::vector<Kind> allowed;
  bool certified = false;  ///< required
};

void expect_kind(const Named& point) {
  SCOPED_TRACE(point.function + " at " + point.at);
  const Diagnosis d = look(formula(point.function, point.at));
  EXPECT_THAT(point.allowed, ::testing::Contains(d.verdict.kind)) << to_string(d.verdict.kind) << ": " << d.verdict.why;
  EXPECT_TRUE(d.verdict.certified || !point.certified) << d.verdict.why;
}

TEST(GroundTruths, TheLecturesNetwork) {
  const std::string function = "(1 - w1*w2)^2";
  expect_kind({function, "0,0", {Kind::saddle}, true});
  expect_kind({function, "1,1", {Kind::degenerate_minimum}});
  expect_kind({function, "2,0.5", {Kind::degenerate_minimum}});
  expect_kind({function, "0.3,0.1", {Kind::not_critical}});
  expect_eigenvalues(look(formula(function, "0,0")).spectrum, {-2, 2});
  for (const auto& [at, highest] : {std::pair{"1,1", 4.0}, {"2,0.5", 8.5}}) {
    const Diagnosis d = look(formula(function, at));
    expect_eigenvalues(d.spectrum, {0, highest});
    EXPECT_EQ(counts(*d.spectrum.inertia), (std::vector<std::size_t>{0, 1, 1}));
  }
  const Problem origin = formula(function, "0,0");
  EXPECT_LT(walk_out(origin, origin.theta).loss, 1e-12);
}

TEST(GroundTruths, TheLecturesNetworkAsANetworkWithOneDatum) {
  const auto toy = objective_of("mlp:1-1-1:linear:no-bias", numbers(1, {1}, {1}), "mse");
  const Diagnosis d = look(*toy, Vector{0, 0});
  EXPECT_EQ(d.verdict.kind, Kind::saddle);
  EXPECT_TRUE(d.verdict.certified);
  expect_eigenvalues(d.spectrum, {-2, 2});
  Context context;
  EXPECT_LT(run_escape(*toy, Vector{0, 0}, {}, context).loss, 1e-12);
  EXPECT_EQ(look(*toy, Vector{1, 1}).verdict.kind, Kind::degenerate_minimum);
  EXPECT_EQ(look(*toy, Vector{2, 0.5}).verdict.kind, Kind::degenerate_minimum);
  EXPECT_EQ(look(*toy, Vector{0.3, 0.1}).verdict.kind, Kind::not_critical);
}

// --- L = (1 − Πwᵢ)²

struct Chain {
  std::size_t length, zeros;
  Vector w;
};

// Zeros first, then weights of both signs; without zeros the last makes the product 1.
Chain chain(std::size_t length, std::size_t zeros, std::uint64_t seed) {
  RandomStream stream(seed, "claims: chain");
  Chain made{length, zeros, Vector(length)};
  for (std::size_t i = zeros; i < length; ++i) made.w[i] = stream.uniform(0.6, 1.7) * (stream.below(2) == 0 ? 1 : -1);
  if (zeros == 0) made.w.back() = 1 / std::accumulate(made.w.begin(), made.w.end() - 1, 1.0, std::multiplies<>());
  return made;
}

Diagnosis look(const Chain& made) {
  std::string product = "w1", at = fmt::format("{}", made.w[0]);
  for (std::size_t i = 1; i < made.length; ++i) {
    product += fmt::format("*w{}", i + 1);
    at += fmt::format(",{}", made.w[i]);
  }
  return look(formula("(1 - " + product + ")^2", at));
}

std::vector<double> chain_eigenvalues(const Chain& made) {
  std::vector<double> expected(made.length, 0.0);
  if (made.zeros == 0) {
    for (const double w : made.w) expected[0] += 2 / (w * w);
  } else if (made.zeros == 2) {
    expected[0] = 2 * std::accumulate(made.w.begin() + 2, made.w.end(), 1.0, std::multiplies<>());
    expected[1] = -expected[0];
  }
  return expected;
}

// Non-zero derivatives begin at the order of the zeros.
Kind chain_kind(std::size_t zeros) {
  if (zeros == 0) return Kind::degenerate_minimum;
  return zeros == 2 ? Kind::saddle : Kind::degenerate_saddle;
}

void expect_chain(const Chain& made) {
  SCOPED_TRACE(fmt::format("w = ({})", fmt::join(made.w, " ")));
  const Diagnosis d = look(made);
  EXPECT_EQ(d.verdict.kind, chain_kind(made.zeros)) << to_string(d.verdict.kind) << ": " << d.verdict.why;
  ASSERT_TRUE(d.spectrum.inertia && d.nearby);
  const std::size_t negative = made.zeros == 2, positive = made.zeros == 0 || made.zeros == 2;
  const std::vector<std::size_t> expected{negative, made.length - negative - positive, positive};
  EXPECT_EQ(counts(*d.spectrum.inertia), expected);
  EXPECT_EQ(counts(d.nearby->inertia), expected);
  expect_eigenvalues(d.spectrum, chain_eigenvalues(made));
}

TEST(GroundTruths, ScalarChainsOfThreeToEightWeightsAtEveryKindOfCriticalPoint) {
  for (std::size_t length = 3; length <= 8; ++length) {
    for (std::size_t zeros = 0; zeros <= length; ++zeros) {
      if (zeros == 1) continue;  // no critical point
      for (std::uint64_t seed = 0; seed < 5; ++seed)
        expect_chain(chain(length, zeros, 100 * length + 10 * zeros + seed));
    }
  }
}

TEST(GroundTruths, AChainWithOneZeroIsNoCriticalPoint) {
  EXPECT_EQ(look(chain(4, 1, 1)).verdict.kind, Kind::not_critical);
}

// --- §10.6

TEST(GroundTruths, NamedFunctions) {
  const Diagnosis rosenbrock = look(formula("(1 - x)^2 + 100*(y - x^2)^2", "1,1"));
  EXPECT_EQ(rosenbrock.verdict.kind, Kind::local_minimum) << rosenbrock.verdict.why;
  expect_eigenvalues(rosenbrock.spectrum, {501 - std::sqrt(251001 - 400.0), 501 + std::sqrt(251001 - 400.0)});
  expect_kind({"x^3 - 3*x*y^2", "0,0", {Kind::degenerate_saddle}});
  expect_kind({"x^2 + y^4", "0,0", {Kind::local_minimum}});
  expect_kind({"x^2 - y^4", "0,0", {Kind::degenerate_saddle}});
  expect_kind({"-x^4 - y^4", "0,0", {Kind::local_maximum}});
  expect_kind({"-x^2 + y^4", "0,0", {Kind::saddle}});
  expect_kind({"x^2*y^2", "0,0", {Kind::degenerate_minimum}});
  expect_kind({"(y - x^2)*(y - 2*x^2)", "0,0", {Kind::degenerate_saddle}});
}

TEST(GroundTruths, WhatOrdersAboveFourDecideIsAtMostLeftOpen) {
  expect_kind({"x^2*y^2 - x^6", "0,0", {Kind::undetermined, Kind::degenerate_saddle}});
  expect_kind({"x^2 - y^6", "0,0", {Kind::undetermined, Kind::degenerate_saddle}});
  expect_kind({"x^5", "0", {Kind::undetermined, Kind::degenerate_saddle}});
}

TEST(GroundTruths, SlopesAreNotCriticalAndAMinimumBesideAStiffValleyIsOne) {
  expect_kind({"exp(-x)", "25", {Kind::not_critical}});
  expect_kind({"1/x", "1e9", {Kind::not_critical}});
  expect_kind({"1e-9*(x^2 - y^2)", "1,1", {Kind::not_critical}});
  expect_kind({"1e6 + x^2", "0.05", {Kind::not_critical}});
  expect_kind({"1 + y^2 + y^3 + 1e-6*x^2 + x^3", "x=0, y=1e-5", {Kind::local_minimum}});
}

// sigmoid(x) + sigmoid(−x) is 1: all its curvature is rounding.
TEST(GroundTruths, RoundingIsNeverASign) {
  RandomStream stream(9, "claims: sigmoids");
  for (int i = 0; i < 500; ++i) {
    const std::string at = fmt::format("{},{}", stream.uniform(-4, 4), stream.uniform(-4, 4));
    const Diagnosis d = look(formula("sigmoid(x) + sigmoid(-x) + 1e-6*y^2", at));
    EXPECT_EQ(d.spectrum.inertia->negative, 0u) << at;
    EXPECT_EQ(d.spectrum.inertia->positive, 1u) << at;
  }
}

TEST(GroundTruths, EscapeLeavesASaddleWhereFirstOrderMethodsTakeAZeroStep) {
  const Problem problem = formula("x^2 - y^2 + y^4", "0,0");
  EXPECT_EQ(look(problem).verdict.kind, Kind::saddle);
  for (const std::string optimizer : {"gradient-descent", "momentum", "adam", "l-bfgs"}) {
    EXPECT_EQ(run(problem, problem.theta, optimizer, {}, 1000).theta, problem.theta) << optimizer;
  }
  const Escape out = walk_out(problem, problem.theta);
  ASSERT_FALSE(out.rounds.empty());
  EXPECT_GT(out.rounds[0].measured_decrease, 0);
  EXPECT_NEAR(out.loss, -0.25, 1e-12);  // the wells at y = ±1/√2
}

// --- networks at zero and dead networks

struct TanhAtZero {
  std::unique_ptr<NetworkObjective> objective;
  Vector theta;
  std::vector<double> singular_values;  ///< of R = 2/(N·C)·Σ (ŷ − y)·xᵀ
};

// All weights 0, output bias mean(y), mse.
TanhAtZero tanh_at_zero(std::size_t d, const std::string& hidden, std::size_t C, std::uint64_t seed) {
  RandomStream stream(seed, "claims: tanh at zero");
  const std::size_t N = 25;
  const Vector x = normals(stream, N * d), y = normals(stream, N * C);
  Vector mean(C);
  for (std::size_t i = 0; i < N * C; ++i) mean[i % C] += y[i] / static_cast<double>(N);
  Matrix R(C, d), square(C, C);
  for (std::size_t n = 0; n < N; ++n) {
    for (std::size_t c = 0; c < C; ++c) {
      for (std::size_t i = 0; i < d; ++i) {
        R(c, i) += 2 / static_cast<double>(N * C) * (mean[c] - y[n * C + c]) * x[n * d + i];
      }
    }
  }
  for (std::size_t a = 0; a < C; ++a) {
    for (std::size_t b = 0; b < C; ++b) {
      for (std::size_t i = 0; i < d; ++i) square(a, b) += R(a, i) * R(b, i);
    }
  }
  TanhAtZero made;
  const Vector squares = jacobi_eigenvalues(square);  // ascending; the last min(d, C) are σ²
  for (std::size_t i = C - std::min(d, C); i < C; ++i) made.singular_values.push_back(std::sqrt(squares[i]));
  made.objective = objective_of(fmt::format("mlp:{}-{}-{}:tanh", d, hidden, C), numbers(N, x, y), "mse");
  made.theta.resize(made.objective->size());
  std::copy(mean.begin(), mean.end(), made.theta.end() - static_cast<std::ptrdiff_t>(C));
  return made;
}

TEST(GroundTruths, OneHiddenTanhLayerAtZeroIsASaddleWithItsClosedForm) {
  for (const auto& [d, h, C] : {std::array<std::size_t, 3>{3, 4, 2}, {2, 5, 3}, {4, 1, 4}, {1, 3, 1}}) {
    SCOPED_TRACE(fmt::format("{}-{}-{}", d, h, C));
    const TanhAtZero made = tanh_at_zero(d, fmt::format("{}", h), C, d + h + C);
    const Diagnosis found = look(*made.objective, made.theta);
    std::vector<double> expected(made.theta.size(), 0.0);
    std::size_t at = 0;
    for (std::size_t c = 0; c < C; ++c) expected[at++] = 2 / static_cast<double>(C);
    for (const double sigma : made.singular_values) {
      for (std::size_t unit = 0; unit < h; ++unit) {
        expected[at++] = sigma;
        expected[at++] = -sigma;
      }
    }
    expect_eigenvalues(found.spectrum, expected);
    EXPECT_EQ(found.verdict.kind, Kind::saddle) << found.verdict.why;
    EXPECT_TRUE(found.verdict.certified) << found.verdict.why;
    EXPECT_EQ(found.nearby->inertia.negative, h * std::min(d, C));
  }
}

TEST(GroundTruths, TwoHiddenTanhLayersAtZeroAreASaddleOfHigherOrder) {
  const TanhAtZero made = tanh_at_zero(3, "4-3", 2, 1);
  const Diagnosis d = look(*made.objective, made.theta);
  std::vector<double> expected(made.theta.size(), 0.0);
  expected[0] = expected[1] = 1;  // 2/C
  expect_eigenvalues(d.spectrum, expected);
  EXPECT_EQ(d.verdict.kind, Kind::degenerate_saddle) << d.verdict.why;
  EXPECT_TRUE(d.verdict.witness);
  EXPECT_FALSE(d.escape);
}

// Every pre-activation of the hidden layer below 0, output bias mean(y).
TEST(GroundTruths, DeadReluCollapseIsAFlatFloorThatNothingCertifies) {
  RandomStream stream(6, "claims: dead ReLU");
  const std::size_t N = 15, h = 3, C = 2;
  Vector x = normals(stream, N * 2), theta = normals(stream, h * 2 + h + C * h + C);
  const Vector y = normals(stream, N * C);
  for (double& entry : x) entry = std::abs(entry);
  for (std::size_t i = 0; i < h * 2 + h; ++i) theta[i] = -std::abs(theta[i]);
  double variance = 0;
  for (std::size_t c = 0; c < C; ++c) {
    double mean = 0;
    for (std::size_t n = 0; n < N; ++n) mean += y[n * C + c] / N;
    for (std::size_t n = 0; n < N; ++n) variance += (y[n * C + c] - mean) * (y[n * C + c] - mean) / (N * C);
    theta[theta.size() - C + c] = mean;
  }
  const auto objective = objective_of("mlp:2-3-2:relu", numbers(N, x, y), "mse");
  const Diagnosis d = look(*objective, theta);
  EXPECT_NEAR(d.loss, variance, 1e-14);
  std::vector<double> expected(theta.size(), 0.0);
  expected[0] = expected[1] = 1;  // 2/C
  expect_eigenvalues(d.spectrum, expected);
  EXPECT_DOUBLE_EQ(d.spectrum.minimum_ratio.value(), static_cast<double>(C) / static_cast<double>(theta.size()));
  EXPECT_EQ(d.verdict.kind, Kind::degenerate_minimum) << d.verdict.why;
  EXPECT_FALSE(d.verdict.certified);
  EXPECT_FALSE(d.escape);
  ASSERT_EQ(d.layers.size(), 1u);
  EXPECT_EQ(d.layers[0].dead, h);
}

// ‖Hg‖ is of the square of a factor's size, and a norm of differences was once a sum of their squares.
TEST(Scale, ChangesNeitherFlatnessNorSignsNorBoundsByMoreThanItself) {
  for (const SpectrumMethod method : {SpectrumMethod::exact, SpectrumMethod::inertia}) {
    for (const std::string function : {"x^2+3*y^2+z^2", "(1-x*y)^2+z^2"}) {
      const auto diagnosed = [&](const std::string& factor) {
        const Problem problem = formula(fmt::format("{}*({})", factor, function), "x=0.7, y=1.2, z=1");
        DiagnoseOptions options;
        options.spectrum = method;
        Context context;
        return diagnose(*problem.objective, problem.theta, options, context);
      };
      const Diagnosis plain = diagnosed("1");
      for (const std::string factor : {"1e-200", "1e-160", "1e155", "1e200"}) {
        SCOPED_TRACE(fmt::format("{} times {}", factor, function));
        const Diagnosis d = diagnosed(factor);
        EXPECT_EQ(d.verdict.kind, plain.verdict.kind);
        ASSERT_TRUE(d.gradient_flatness && plain.gradient_flatness && d.spectrum.inertia && plain.spectrum.inertia);
        EXPECT_NEAR(*d.gradient_flatness, *plain.gradient_flatness, 1e-12);
        EXPECT_EQ(counts(*d.spectrum.inertia), counts(*plain.spectrum.inertia));
        EXPECT_LT(d.spectrum.inertia->tolerance, 1e-10 * d.spectrum.highest.value);
      }
    }
  }
}

}  // namespace
}  // namespace saddlescope
