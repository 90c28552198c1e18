// Formulas (docs/methods §10.1, 10.2, 10.6). Theory of each:
//
//   chain           L = (1 − Πwᵢ)². Πw = 1: {2Σ1/wᵢ², 0 (D − 1 times)}. Two zeros, q the product of the rest: {±2q, 0};
//                   z ≥ 3 zeros: H = 0, and the first non-zero derivative, of order z, takes both signs.
//   powers          L = Σ ±xᵢ^kᵢ: eigenvalues ±2 where kᵢ = 2, else 0; an odd power falls on one side and rises on the
//                   other, an even one does what its sign says.
//   named formulas  a table; their eigenvalues are those of a diagonal matrix, but Rosenbrock's, of trace 1002 and
//                   determinant 400: 501 ± √(501² − 400).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "saddlescope/base/random.h"
#include "saddlescope/function/expression.h"
#include "saddlescope/function/function_objective.h"
#include "saddlescope/truths/families.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLongest = 64;

GroundTruth formula(std::string text, Vector theta) {
  GroundTruth truth;
  truth.objective = std::make_unique<FunctionObjective>(Expression::parse(text, "--problem"));
  truth.theta = std::move(theta);
  truth.description = std::move(text);
  return truth;
}

double product(std::span<const double> w) { return std::accumulate(w.begin(), w.end(), 1.0, std::multiplies<>()); }

// --- (1 − Πwᵢ)²

// w has no zero and product 1, or at least two zeros.
Theory chain_theory(const Vector& w) {
  Theory theory;
  const auto zeros = static_cast<std::size_t>(std::ranges::count(w, 0.0));
  Vector eigenvalues(w.size(), 0.0);
  if (zeros == 0) {
    theory.kind = VerdictKind::degenerate_minimum;
    theory.source =
        "L = (1 - product of the weights)^2 on its valley of minima, where the product is 1: the eigenvalue "
        "2*(1/w1^2 + 1/w2^2 + ...), all others 0";
    for (const double one : w) eigenvalues[0] += 2 / (one * one);
  } else if (zeros == 2) {
    theory.kind = VerdictKind::saddle;
    theory.source =
        "L = (1 - product of the weights)^2 with exactly two weights 0: the eigenvalues +2q and -2q, q the "
        "product of the rest, all others 0";
    Vector rest;
    std::ranges::copy_if(w, std::back_inserter(rest), [](double one) { return one != 0; });
    eigenvalues[0] = 2 * product(rest);
    eigenvalues[1] = -eigenvalues[0];
  } else {
    theory.kind = VerdictKind::degenerate_saddle;
    theory.source = fmt::format(
        "L = (1 - product of the weights)^2 with {} weights 0: the first derivative that isn't "
        "0 is of order {}, and takes both signs",
        zeros, zeros);
  }
  theory.loss = zeros == 0 ? 0 : 1;
  theory.source += " (docs/methods.md, 10.2)";
  set_eigenvalues(theory, eigenvalues);
  return theory;
}

GroundTruth chain(const Vector& w) {
  std::string text = "w1";
  for (std::size_t i = 1; i < w.size(); ++i) text += fmt::format("*w{}", i + 1);
  GroundTruth truth = formula("(1 - " + text + ")^2", w);
  truth.theory = chain_theory(w);
  return truth;
}

// --- Σ ±xᵢ^kᵢ

constexpr int kHighestPower = 100;

int power_of(const TruthName& name, double k) {
  if (k == std::round(k) && std::abs(k) <= kHighestPower && std::abs(k) != 1) return static_cast<int>(k);
  name.refuse(fmt::format("{} is no power: a whole number, 0, or 2 to {} with its sign.", k, kHighestPower));
}

std::string variable(std::size_t i, std::size_t count) {
  return count <= 3 ? std::string(1, "xyz"[i]) : fmt::format("x{}", i + 1);
}

std::string sum_of_powers(const std::vector<int>& powers) {
  std::string text;
  for (std::size_t i = 0; i < powers.size(); ++i) {
    const std::string x = variable(i, powers.size());
    const std::string term = powers[i] == 0 ? "0*" + x : fmt::format("{}^{}", x, std::abs(powers[i]));
    const bool minus = powers[i] < 0;
    text += i == 0 ? (minus ? "-" : "") : minus ? " - " : " + ";
    text += term;
  }
  return text;
}

VerdictKind kind_of_powers(const std::vector<int>& powers) {
  const auto any = [&](auto&& what) { return std::ranges::any_of(powers, what); };
  const bool odd = any([](int k) { return k % 2 != 0; });
  const bool up = odd || any([](int k) { return k > 0; }), down = odd || any([](int k) { return k < 0; });
  // Derivatives up to the fourth prove an extremum; one of higher order, or with a flat variable, counts as degenerate.
  const bool proved = !any([](int k) { return k == 0 || std::abs(k) > 4; });
  if (up && down) return any([](int k) { return k == -2; }) ? VerdictKind::saddle : VerdictKind::degenerate_saddle;
  if (up) return proved ? VerdictKind::local_minimum : VerdictKind::degenerate_minimum;
  return proved ? VerdictKind::local_maximum : VerdictKind::degenerate_maximum;
}

// --- one formula, one point

struct NamedFormula {
  std::string_view name, text;
  Vector theta;
  VerdictKind kind;
  double loss;
  Vector eigenvalues;
  std::string_view why;
};

const std::vector<NamedFormula>& named_formulas() {
  static const double kRoot = std::sqrt(501.0 * 501.0 - 400.0);
  static const std::vector<NamedFormula> kFormulas{
      {"rosenbrock",
       "(1 - x)^2 + 100*(y - x^2)^2",
       {1, 1},
       VerdictKind::local_minimum,
       0,
       {400 / (501 + kRoot), 501 + kRoot},
       "a Hessian of trace 1002 and determinant 400: the eigenvalues 501 -+ sqrt(501^2 - 400)"},
      {"monkey-saddle",
       "x^3 - 3*x*y^2",
       {0, 0},
       VerdictKind::degenerate_saddle,
       0,
       {0, 0},
       "the real part of (x + iy)^3: no second derivatives, odd along every line"},
      {"double-well",
       "x^2 - y^2 + y^4",
       {0, 0},
       VerdictKind::saddle,
       0,
       {-2, 2},
       "the Hessian is diag(2, -2); the minima, at y = -+1/sqrt(2), lie at -1/4"},
      {"crossed-valleys",
       "x^2*y^2",
       {0, 0},
       VerdictKind::degenerate_minimum,
       0,
       {0, 0},
       "never below 0, and 0 along both axes"},
      {"sinking-valley",
       "x^2*y^2 - x^6",
       {0, 0},
       VerdictKind::degenerate_saddle,
       0,
       {0, 0},
       "-x^6 along the first axis, x^4 - x^6 along the diagonal"},
      {"peano",
       "(y - x^2)*(y - 2*x^2)",
       {0, 0},
       VerdictKind::degenerate_saddle,
       0,
       {0, 2},
       "-x^4/4 along y = 3/2*x^2, though it rises along every line through the origin"},
      {"bent-valley",
       "(z - x^2)^2 - x^6",
       {0, 0},
       VerdictKind::degenerate_saddle,
       0,
       {0, 2},
       "-x^6 along z = x^2, z^2 along x = 0"},
      {"exponential-tail",
       "exp(-x)",
       {25},
       VerdictKind::not_critical,
       std::exp(-25),
       {std::exp(-25)},
       "the gradient is -exp(-x), never 0"},
  };
  return kFormulas;
}

}  // namespace

GroundTruth lecture_truth(TruthName& name, std::uint64_t /*seed*/, Precision /*precision*/, Context& /*context*/) {
  const auto valley = name.value("valley");
  name.finish();
  if (!valley) return chain({0, 0});
  const double w = name.real(*valley);
  if (w == 0) name.refuse("no point of the valley w1*w2 = 1 has w1 = 0.");
  return chain({w, 1 / w});
}

GroundTruth chain_truth(TruthName& name, std::uint64_t seed, Precision /*precision*/, Context& /*context*/) {
  const std::size_t length = name.count(name.positional("the number of weights is"), 2, kLongest);
  const std::size_t zeros = name.count(name.value("zeros").value_or("0"), 0, length);
  name.finish();
  if (zeros == 1) {
    name.refuse("with a single weight 0 it is no critical point: the loss falls to first order along that weight.");
  }
  RandomStream stream(seed, "ground truth: chain");
  Vector w(length, 0.0);
  for (std::size_t i = zeros; i < length; ++i) w[i] = stream.uniform(0.6, 1.7) * (stream.below(2) == 0 ? 1 : -1);
  if (zeros == 0) w.back() = 1 / product(std::span(w).first(length - 1));
  return chain(w);
}

GroundTruth powers_truth(TruthName& name, std::uint64_t /*seed*/, Precision /*precision*/, Context& /*context*/) {
  std::vector<int> powers;
  for (const double k : name.reals(name.positional("the powers are"))) powers.push_back(power_of(name, k));
  name.finish();
  if (powers.size() > kLongest)
    name.refuse(fmt::format("{} variables are too many, {} at most.", powers.size(), kLongest));
  if (std::ranges::all_of(powers, [](int k) { return k == 0; })) name.refuse("a constant has no kind.");
  GroundTruth truth = formula(sum_of_powers(powers), Vector(powers.size(), 0.0));
  truth.theory.kind = kind_of_powers(powers);
  truth.theory.source =
      "a sum of powers of single variables: eigenvalues 2 and -2 for squares, else 0; odd powers fall on one side "
      "(docs/methods.md, 10.6)";
  Vector eigenvalues;
  for (const int k : powers) eigenvalues.push_back(std::abs(k) == 2 ? k : 0);
  set_eigenvalues(truth.theory, eigenvalues);
  return truth;
}

GroundTruth named_formula_truth(std::string_view name) {
  const NamedFormula& named =
      *std::ranges::find_if(named_formulas(), [&](const NamedFormula& f) { return f.name == name; });
  GroundTruth truth = formula(std::string(named.text), named.theta);
  truth.theory.kind = named.kind;
  truth.theory.loss = named.loss;
  truth.theory.source = fmt::format("{} (docs/methods.md, 10.6)", named.why);
  set_eigenvalues(truth.theory, named.eigenvalues);
  return truth;
}

}  // namespace saddlescope
