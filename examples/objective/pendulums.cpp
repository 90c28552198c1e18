// A loss of your own: n pendulums in a row, each coupled to its neighbours by a spring of stiffness k.
//
//   V(φ) = Σᵢ (1 + cos φᵢ) + k/2·Σᵢ (φᵢ₊₁ − φᵢ)²          φᵢ = 0: upright; φᵢ = π: hanging, V = 0
//
// All upright the gradient is zero, and an optimizer stands still. The Hessian there is k·(Laplacian of a path) − 1,
// with the eigenvalues k·(2 − 2·cos(πj/n)) − 1, j = 0 … n−1: with n = 5 and k = 1 two ways down and three ways up, a
// saddle.
//
// The library knows nothing of this: it sees an Objective that gives value, gradient, and products of its Hessian with
// vectors. Everything else has a fallback; what it knows besides (here: a lower bound) makes answers stronger.
#include <saddlescope/conformance.h>
#include <saddlescope/diagnose.h>
#include <saddlescope/escape.h>
#include <saddlescope/report.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace {

namespace ss = saddlescope;

class Pendulums final : public ss::Objective {
 public:
  Pendulums(std::size_t n, double k) : k_(k) {
    for (std::size_t i = 0; i < n; ++i) {  // each a scalar: its shape is empty, its place in the vector is i
      parameters_.push_back({"phi" + std::to_string(i + 1), {}, i, ss::Parameter::Role::variable, {}});
    }
  }

  std::span<const ss::Parameter> parameters() const override { return parameters_; }
  // The defaults fit: deterministic, one call at a time, correct to a few roundings.
  ss::Traits traits() const override { return {}; }

  double value(std::span<const double> phi, ss::Context& /*context*/) const override {
    double V = 0;
    for (std::size_t i = 0; i < phi.size(); ++i) V += 1 + std::cos(phi[i]);
    for (std::size_t i = 0; i + 1 < phi.size(); ++i) V += k_ / 2 * (phi[i + 1] - phi[i]) * (phi[i + 1] - phi[i]);
    return V;
  }

  double gradient(std::span<const double> phi, std::span<double> g, ss::Context& context) const override {
    for (std::size_t i = 0; i < phi.size(); ++i) g[i] = -std::sin(phi[i]);
    add_springs(phi, g);
    return value(phi, context);
  }

  std::unique_ptr<ss::Linearization> linearize(std::span<const double> phi, ss::Context& context) const override {
    return std::make_unique<At>(*this, phi, context);
  }

  // Both sums are of terms ≥ 0, and hanging straight down is 0.
  ss::Floor floor() const override { return {.value = 0, .attained = true, .why = "an energy that is never negative"}; }

 private:
  // V around one φ: value and gradient computed once, any number of products.
  class At final : public ss::Linearization {
   public:
    At(const Pendulums& pendulums, std::span<const double> phi, ss::Context& context)
        : ss::Linearization(pendulums, phi), pendulums_(pendulums), gradient_(phi.size()) {
      value_ = pendulums.gradient(phi, gradient_, context);
    }
    double value() const override { return value_; }
    std::span<const double> gradient() const override { return gradient_; }
    void apply(ss::ConstBlock V, ss::Block HV, ss::Context& /*context*/) const override {
      for (std::size_t j = 0; j < V.columns(); ++j) {
        for (std::size_t i = 0; i < size(); ++i) HV(i, j) = -std::cos(theta()[i]) * V(i, j);
        pendulums_.add_springs(V.column(j), HV.column(j));
      }
    }

   private:
    const Pendulums& pendulums_;
    ss::Vector gradient_;
    double value_ = 0;
  };

  // out += k·(Laplacian of the path)·x: the springs' gradient at x, and, being linear, their Hessian times x.
  void add_springs(std::span<const double> x, std::span<double> out) const {
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const double pull = k_ * (x[i + 1] - x[i]);
      out[i] -= pull;
      out[i + 1] += pull;
    }
  }

  std::vector<ss::Parameter> parameters_;
  double k_;
};

}  // namespace

int main() try {
  const std::size_t n = 5;
  const Pendulums pendulums(n, 1);
  const ss::Vector upright(n, 0.0);

  // Before anything else: are the derivatives above those of the value?
  const ss::Vector somewhere{0.3, -1.2, 2.1, 0.7, -0.4};
  for (const std::string& failure : ss::check_objective(pendulums, somewhere)) {
    std::fprintf(stderr, "%s\n", failure.c_str());
    return 1;
  }

  const ss::Diagnosis here = ss::diagnose(pendulums, upright);
  std::fputs(ss::to_text(here).c_str(), stdout);

  // Theory beside it.
  std::puts("\nEigenvalues, found and in theory");
  bool right = here.verdict.kind == ss::VerdictKind::saddle;
  for (std::size_t j = 0; j < n; ++j) {
    const double theory = 2 - 2 * std::cos(std::numbers::pi * static_cast<double>(j) / n) - 1;
    std::printf("  %10.6f %10.6f\n", here.spectrum.eigenvalues[j], theory);
    right = right && std::abs(here.spectrum.eigenvalues[j] - theory) <= here.spectrum.highest.bound;
  }

  // The way out, and where it ends: all of them hanging down.
  const ss::Escape out = ss::run_escape(pendulums, upright);
  std::printf("\n%s", ss::to_text(out).c_str());
  const ss::Diagnosis there = ss::diagnose(pendulums, out.theta);
  std::printf("\n%s\n", ss::to_text(there).c_str());
  right = right && out.loss < here.loss && there.spectrum.inertia->negative == 0;
  return right ? 0 : 1;
} catch (const ss::Error& error) {  // every failure of the library; its kind is the command line's exit code
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(error.kind());
}
