// Points whose kind second order leaves open, by the thousand, each with its truth from a closed form: how many
// verdicts are wrong (none may be), and how many `undetermined`.
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <numeric>

#include "saddlescope/curvature/dense_hessian.h"
#include "saddlescope/function/function_objective.h"
#include "tests/claims/claims.h"
#include "tests/critical/normal_forms.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

using enum VerdictKind;

Verdict verdict_of(const Objective& objective, const Vector& theta, std::uint64_t seed) {
  Context context;
  context.seed = seed;
  const auto at = objective.linearize(theta, context);
  const DenseHessian hessian = dense_hessian(*at, context);
  return classify(*at, hessian.H, hessian.asymmetry, {}, context).verdict;
}

struct Tally {
  int right = 0, open = 0, wrong = 0, certified_wrong = 0;

  int all() const { return right + open + wrong; }
  void count(const Verdict& verdict, const std::vector<VerdictKind>& allowed,
             const std::vector<VerdictKind>& open_kinds = {undetermined}) {
    if (std::ranges::count(allowed, verdict.kind) > 0) {
      ++right;
    } else if (std::ranges::count(open_kinds, verdict.kind) > 0) {
      ++open;
    } else {
      ++wrong;
      certified_wrong += verdict.certified;
    }
  }
  std::string text() const {
    return fmt::format("{} right, {} left open, {} wrong ({} of them certified)", right, open, wrong, certified_wrong);
  }
};

// L = (1 − Πwᵢ)²
std::unique_ptr<FunctionObjective> chain_of(std::size_t length) {
  std::string product = "w1";
  for (std::size_t i = 2; i <= length; ++i) product += fmt::format("*w{}", i);
  return std::make_unique<FunctionObjective>(Expression::parse("(1 - " + product + ")^2"));
}

// Critical where at least two weights are 0: a saddle of second order with two, of as high an order as there are zeros.
TEST(DegenerateClaims, EveryKindOfCriticalPointOfAChain) {
  Tally tally;
  for (std::size_t length = 3; length <= 8; ++length) {
    const auto objective = chain_of(length);
    for (std::size_t zeros = 2; zeros <= length; ++zeros) {
      for (std::uint64_t seed = 0; seed < 10; ++seed) {
        RandomStream random(seed, "claims: zeros of a chain", 10 * length + zeros);
        Vector w(length);
        for (std::size_t i = zeros; i < length; ++i) w[i] = random.normal() * std::pow(10, random.uniform(-1, 1));
        for (std::size_t i = length - 1; i > 0; --i) std::swap(w[i], w[random.below(i + 1)]);
        const Verdict verdict = verdict_of(*objective, w, seed);
        tally.count(verdict, {zeros == 2 ? saddle : degenerate_saddle});
        EXPECT_EQ(verdict.kind, zeros == 2 ? saddle : degenerate_saddle)
            << fmt::format("w = ({}): ", fmt::join(w, " ")) << to_string(verdict.kind) << "\n  " << verdict.why;
      }
    }
  }
  std::cout << tally.text() << "\n";
}

TEST(DegenerateClaims, EveryValleyOfAChainIsADegenerateMinimum) {
  Tally tally;
  for (std::size_t length = 2; length <= 5; ++length) {
    const auto objective = chain_of(length);
    for (std::uint64_t seed = 0; seed < 750; ++seed) {
      RandomStream random(seed, "claims: valley of a chain", length);
      Vector w(length);
      for (double& weight : w) weight = std::pow(10, random.uniform(-1, 1)) * (random.below(2) == 0 ? 1 : -1);
      w.back() = 1 / std::accumulate(w.begin(), w.end() - 1, 1.0, std::multiplies<>());
      const Verdict verdict = verdict_of(*objective, w, seed);
      tally.count(verdict, {degenerate_minimum});
      EXPECT_EQ(verdict.kind, degenerate_minimum)
          << fmt::format("w = ({}): ", fmt::join(w, " ")) << to_string(verdict.kind) << "\n  " << verdict.why;
    }
  }
  std::cout << tally.text() << "\n";
}

// At the point: fewer than 2 % wrong, none of them certified, fewer than 5 % open. Beside it nothing certified is
// wrong.
TEST(DegenerateClaims, ThousandNormalFormsUnderChangesOfVariables) {
  RandomStream random(20, "claims: normal forms");
  Tally at_it, beside;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const NormalForm form = random_normal_form(random);
    const FunctionObjective objective(Expression::parse(form.formula));
    const Verdict here = verdict_of(objective, form.at, i);
    at_it.count(here, form.allowed());
    Vector theta = form.at;
    const double distance = std::pow(10, random.uniform(-10, -2));
    for (double& x : theta) x += distance * random.normal();
    const Verdict near = verdict_of(objective, theta, i);
    beside.count(near, form.allowed(), {undetermined, not_critical, gradient_flat});
  }
  std::cout << "at the point: " << at_it.text() << "\nbeside it: " << beside.text() << "\n";
  EXPECT_EQ(at_it.certified_wrong, 0);
  EXPECT_EQ(beside.certified_wrong, 0);
  EXPECT_LT(at_it.wrong, at_it.all() / 50);
  EXPECT_LT(at_it.open, at_it.all() / 20);
}

// All weights 0, the output bias mean(y): H is 2/C for the outputs and 0 for all else, and the first derivative that
// isn't zero has the order of the hidden layers, plus one.
TEST(DegenerateClaims, TanhNetworksOfTwoToFiveHiddenLayersAtZeroAreSaddles) {
  Tally tally;
  for (std::size_t depth = 2; depth <= 5; ++depth) {
    for (const std::size_t width : {2, 3, 4}) {
      RandomStream random(10 * depth + width, "claims: deep tanh at zero");
      const std::size_t N = 9, d = 2, C = width == 3 ? 1 : 2;
      const Vector x = normals(random, N * d), y = normals(random, N * C);
      std::string model = fmt::format("mlp:{}", d);
      for (std::size_t layer = 0; layer < depth; ++layer) model += fmt::format("-{}", width);
      const auto objective = objective_of(model + fmt::format("-{}:tanh", C), numbers(N, x, y), "mse");
      Vector theta(objective->size(), 0.0);
      for (std::size_t i = 0; i < N * C; ++i) theta[theta.size() - C + i % C] += y[i] / static_cast<double>(N);
      const Verdict verdict = verdict_of(*objective, theta, 0);
      tally.count(verdict, {degenerate_saddle});
      EXPECT_EQ(verdict.kind, degenerate_saddle) << model << "\n  " << verdict.why;
    }
  }
  std::cout << tally.text() << "\n";
}

// The loss falls for ever as the weights grow: an infimum, and nothing to stand on.
TEST(DegenerateClaims, SeparableDataHasNoMinimum) {
  RandomStream random(3, "claims: separable");
  Tally tally;
  for (int trial = 0; trial < 20; ++trial) {
    const std::size_t N = 8, d = 2;
    Vector x = normals(random, N * d), labels(N);
    for (std::size_t n = 0; n < N; ++n) {
      labels[n] = static_cast<double>(n % 2);
      x[n * d] = (std::abs(x[n * d]) + 0.1) * (labels[n] > 0 ? 1 : -1);
    }
    const auto objective = objective_of("mlp:2-1", numbers(N, x, labels), "bce-with-logits");
    for (const double scale : {1.0, 3.0, 10.0, 30.0, 100.0, 400.0, 1000.0, 1e4}) {
      const Verdict verdict = verdict_of(*objective, {scale, 0.01 * scale * random.normal(), 0}, 0);
      tally.count(verdict, {undetermined, not_critical, gradient_flat});
      EXPECT_TRUE(verdict.kind == undetermined || verdict.kind == not_critical || verdict.kind == gradient_flat)
          << "weights of " << scale << ": " << to_string(verdict.kind) << "\n  " << verdict.why;
    }
  }
  std::cout << tally.text() << "\n";
}

}  // namespace
}  // namespace saddlescope
