// An objective written by hand, without the engine, all of whose derivatives have closed forms:
//   L(θ) = c + Σᵢ aᵢ·exp(bᵢᵀθ),   DʲL[v, …, v] = Σᵢ aᵢ·(bᵢᵀv)ʲ·exp(bᵢᵀθ)
// and the ways to get it wrong that the conformance suite must notice.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope::handwritten {

enum class Fault {
  none,
  gradient_sign,         // of one entry
  gradient_accumulates,  // adds to what the caller's memory holds
  value_of_gradient,     // gradient() returns another loss
  product_scale,         // H·v, the gradient being right
  product_unsymmetric,
  product_of_block,      // the second column of a block is the first's
  hessian_entry,
  hessian_unsymmetric,
  third_scale,
  third_not_quadratic,   // right for ‖v‖ = 1 alone
  along_factorial,       // derivatives in place of Taylor coefficients
  along_high_order,      // a wrong coefficient of order 6
  values_order,          // columns mixed up
  rounding_negative,
  rounding_missing,      // no error a column
  floor_too_high,
  not_deterministic,
  theta_by_reference,    // the linearization looks at the caller's memory
  shared_cache,          // the linearization uses the last point the objective was called at
  parameter_offset,
  kink_unnamed,
  batch_sum,             // the sum over a batch in place of its mean
  batch_order,           // the first samples whatever the batch
  batch_accumulates,
  batch_beyond,          // takes a sample that isn't there
  noise_uncentred,       // 1/N·Σ gₙgₙᵀ in place of Σ
  noise_curvature,       // tr HΣ is wrong, tr Σ is right
  residual_scale,        // L = ‖r‖²
  jacobian_sign,         // of one row
  jacobian_of_block,     // the second column of a block is the first's
  transposed_scale,
  normal_equations_entry,
  normal_equations_gradient,
};

/// Terms a and B: a: m numbers, B: m vectors of length P. What every Objective must give, and nothing else.
class ExponentialSum : public Objective {
 public:
  ExponentialSum(Vector a, std::vector<Vector> B, double c = 0, Fault fault = Fault::none)
      : a_(std::move(a)), B_(std::move(B)), c_(c), fault_(fault) {
    const std::size_t P = B_.at(0).size();
    parameters_.push_back({.name = "first", .shape = {1}, .offset = 0, .unit_axis = {}});
    const std::size_t offset = fault == Fault::parameter_offset ? 0 : 1;
    if (P > 1) parameters_.push_back({.name = "rest", .shape = {P - 1}, .offset = offset, .unit_axis = {}});
  }

  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override {
    Traits traits;
    traits.preferred_block = 3;
    return traits;
  }
  double value(std::span<const double> theta, Context&) const override {
    require_size(theta);
    last_.assign(theta.begin(), theta.end());
    return c_ + derivative(theta, Vector(theta.size(), 0.0), 0) + noise();
  }
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    const Vector exact = gradient_at(theta);
    for (std::size_t j = 0; j < g.size(); ++j) {
      if (fault_ != Fault::gradient_accumulates) g[j] = 0;
      g[j] += exact[j];
    }
    return value(theta, context) + (fault_ == Fault::value_of_gradient ? 0.1 : 0);
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    return std::make_unique<At<Linearization>>(*this, theta, context);
  }

  /// Σᵢ aᵢ·(bᵢᵀv)ʲ·exp(bᵢᵀθ): the j-th derivative along v; without c.
  double derivative(std::span<const double> theta, std::span<const double> v, int j) const {
    double sum = 0;
    for (std::size_t i = 0; i < a_.size(); ++i) {
      sum += a_[i] * std::pow(dot(B_[i], v), j) * std::exp(dot(B_[i], theta));
    }
    return sum;
  }
  /// Σᵢ aᵢ·(bᵢᵀv)ʲ·exp(bᵢᵀθ)·bᵢ: g for j = 0, H·v for j = 1, D³L[v,v,·] for j = 2.
  Vector gradient_of_derivative(std::span<const double> theta, std::span<const double> v, int j) const {
    Vector sum(theta.size(), 0.0);
    for (std::size_t i = 0; i < a_.size(); ++i) {
      axpy(a_[i] * std::pow(dot(B_[i], v), j) * std::exp(dot(B_[i], theta)), B_[i], sum);
    }
    return sum;
  }

 protected:
  template <class Base>
  class At : public Base {
   public:
    At(const ExponentialSum& objective, std::span<const double> theta, Context& context)
        : Base(objective, theta),
          own_(objective),
          callers_(theta),
          value_(objective.value(theta, context)),
          gradient_(objective.gradient_at(theta)) {}

    double value() const override { return value_; }
    std::span<const double> gradient() const override { return gradient_; }
    void apply(ConstBlock V, Block HV, Context&) const override {
      for (std::size_t j = 0; j < V.columns(); ++j) {
        const std::size_t from = own_.fault_ == Fault::product_of_block && j > 0 ? 0 : j;
        Vector Hv = own_.gradient_of_derivative(point(), V.column(from), 1);
        if (own_.fault_ == Fault::product_scale) scale(1.01, Hv);
        if (own_.fault_ == Fault::product_unsymmetric) Hv[0] += 0.01 * V.column(j).back();
        std::copy(Hv.begin(), Hv.end(), HV.column(j).begin());
      }
    }

   protected:
    std::span<const double> point() const {
      if (own_.fault_ == Fault::theta_by_reference) return callers_;
      return own_.fault_ == Fault::shared_cache ? std::span<const double>(own_.last_) : this->theta();
    }
    const ExponentialSum& own_;
    std::span<const double> callers_;
    double value_;
    Vector gradient_;
  };

  Vector gradient_at(std::span<const double> theta) const {
    Vector g = gradient_of_derivative(theta, Vector(theta.size(), 0.0), 0);
    if (fault_ == Fault::gradient_sign) g.back() = -g.back();
    return g;
  }
  double noise() const { return fault_ == Fault::not_deterministic ? 1e-16 * ++calls_ : 0; }

  Vector a_;
  std::vector<Vector> B_;
  double c_;
  Fault fault_;
  std::vector<Parameter> parameters_;
  mutable Vector last_;
  mutable int calls_ = 0;
};

/// A sum of exponentials as one of squares, a ≥ 0, c ≥ 0: rᵢ = √(2aᵢ)·exp(½bᵢᵀθ), and √(2c).
class ExponentialSquares final : public LeastSquares {
 public:
  ExponentialSquares(Vector a, std::vector<Vector> B, double c, Fault fault)
      : a_(std::move(a)), B_(std::move(B)), c_(c), fault_(fault) {}

  std::size_t residual_count() const override { return a_.size() + 1; }
  double residuals(std::span<const double> theta, std::span<double> r, Context&) const override {
    const double factor = fault_ == Fault::residual_scale ? 1 : 2;
    for (std::size_t i = 0; i < a_.size(); ++i) r[i] = std::sqrt(factor * a_[i]) * std::exp(0.5 * dot(B_[i], theta));
    r[a_.size()] = std::sqrt(factor * c_);
    return dot(r, r) / factor;
  }
  void jacobian(std::span<const double> theta, ConstBlock V, Block JV, Context& context) const override {
    Vector r(residual_count());
    residuals(theta, r, context);
    for (std::size_t j = 0; j < V.columns(); ++j) {
      const std::size_t from = fault_ == Fault::jacobian_of_block ? 0 : j;
      for (std::size_t i = 0; i < a_.size(); ++i) {
        const double sign = fault_ == Fault::jacobian_sign && i == 0 ? -1 : 1;
        JV(i, j) = sign * 0.5 * r[i] * dot(B_[i], V.column(from));
      }
      JV(a_.size(), j) = 0;
    }
  }
  void transposed_jacobian(std::span<const double> theta, ConstBlock U, Block JTU, Context& context) const override {
    Vector r(residual_count());
    residuals(theta, r, context);
    for (std::size_t j = 0; j < U.columns(); ++j) {
      std::fill(JTU.column(j).begin(), JTU.column(j).end(), 0.0);
      for (std::size_t i = 0; i < a_.size(); ++i)
        axpy((fault_ == Fault::transposed_scale ? 0.501 : 0.5) * r[i] * U(i, j), B_[i], JTU.column(j));
    }
  }
  double normal_equations(std::span<const double> theta, Block A, std::span<double> g,
                          Context& context) const override {
    Vector r(residual_count());
    const double L = residuals(theta, r, context);
    std::fill(g.begin(), g.end(), 0.0);
    for (std::size_t i = 0; i < a_.size(); ++i) axpy(0.5 * r[i] * r[i], B_[i], g);
    if (fault_ == Fault::normal_equations_gradient) g[0] *= 1.001;
    for (std::size_t k = 0; k < g.size(); ++k) {
      for (std::size_t l = k; l < g.size(); ++l) {
        A(l, k) = fault_ == Fault::normal_equations_entry && l != k ? 1e-3 : 0;
        for (std::size_t i = 0; i < a_.size(); ++i) A(l, k) += 0.25 * r[i] * r[i] * B_[i][k] * B_[i][l];
      }
    }
    return L;
  }

 private:
  Vector a_;
  std::vector<Vector> B_;
  double c_;
  Fault fault_;
};

/// The same with every optional part in closed form. As a mean over m samples: ℓᵢ = m·aᵢ·exp(bᵢᵀθ), R = c.
class FullExponentialSum final : public ExponentialSum, public Samples {
 public:
  using ExponentialSum::ExponentialSum;
  using ExponentialSum::gradient;

  /// Where it is one.
  const LeastSquares* least_squares() const override {
    return c_ >= 0 && std::ranges::all_of(a_, [](double a) { return a >= 0; }) ? &squares_ : nullptr;
  }
  const Samples* samples() const override { return this; }
  std::size_t count() const override { return a_.size(); }
  double gradient(std::span<const double> theta, std::span<const std::size_t> batch, std::span<double> g,
                  Context&) const override {
    if (batch.empty()) throw_internal("a batch has at least one sample");
    double L = c_;
    if (fault_ != Fault::batch_accumulates) std::fill(g.begin(), g.end(), 0.0);
    const double weight =
        static_cast<double>(a_.size()) / (fault_ == Fault::batch_sum ? 1.0 : static_cast<double>(batch.size()));
    for (std::size_t k = 0; k < batch.size(); ++k) {
      if (batch[k] >= a_.size() && fault_ != Fault::batch_beyond) throw_internal("a batch names samples there are");
      const std::size_t i = fault_ == Fault::batch_order ? k : batch[k] % a_.size();
      const double term = weight * a_[i] * std::exp(dot(B_[i], theta));
      L += term;
      axpy(term, B_[i], g);
    }
    return L;
  }
  GradientNoise noise(const Linearization& at, Context& context) const override {
    GradientNoise noise = Samples::noise(at, context);
    if (fault_ == Fault::noise_uncentred) noise.trace += dot(at.gradient(), at.gradient());
    if (fault_ == Fault::noise_curvature) noise.curvature *= 1.01;
    return noise;
  }

  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    return std::make_unique<FullAt>(*this, theta, context);
  }
  void values(ConstBlock thetas, std::span<double> L, Context& context) const override {
    for (std::size_t j = 0; j < thetas.columns(); ++j) {
      const std::size_t from = fault_ == Fault::values_order ? thetas.columns() - 1 - j : j;
      L[j] = value(thetas.column(from), context);
    }
  }
  Floor floor() const override {
    for (const double a : a_) {
      if (a < 0) return {};
    }
    return {c_ + (fault_ == Fault::floor_too_high ? 0.5 : 0), false, "a sum of exponentials is positive"};
  }
  Kink kink(std::span<const double>, Context&) const override {
    Kink none;
    none.known = true;
    none.on = fault_ == Fault::kink_unnamed;
    return none;
  }

 private:
  class FullAt final : public At<Linearization> {
   public:
    using At::At;

    double hessian(Block H, Context& context) const override {
      Matrix E = Matrix::identity(size());
      apply(E, H, context);
      for (std::size_t j = 0; j < size(); ++j) {
        for (std::size_t i = 0; i < j; ++i) H(j, i) = H(i, j);
      }
      if (own().fault_ == Fault::hessian_entry) H(0, 0) *= 1.001;
      if (own().fault_ == Fault::hessian_unsymmetric) H(0, size() - 1) += 1e-3;
      return 0;
    }
    Rounding rounding(ConstBlock V, Context& context) const override {
      Rounding errors = Linearization::rounding(V, context);
      if (own().fault_ == Fault::rounding_negative) errors.value = -1;
      if (own().fault_ == Fault::rounding_missing) errors.product.clear();
      return errors;
    }
    Estimate<Vector> third(std::span<const double> v, Errors errors, Context&) const override {
      Estimate<Vector> result{own().gradient_of_derivative(theta(), v, 2), {}};
      if (own().fault_ == Fault::third_scale) scale(1.001, result.value);
      if (own().fault_ == Fault::third_not_quadratic) scale(1 / norm(v), result.value);
      if (errors == Errors::measured) result.error.assign(size(), 64 * kEps * norm(result.value));
      return result;
    }
    Estimate<Series> along(std::span<const double> v, int order, Errors, Context&) const override {
      Estimate<Series> result;
      double factorial = 1;
      for (int j = 0; j <= order; ++j) {
        if (j > 0) factorial *= j;
        double c = own().derivative(theta(), v, j) / (own().fault_ == Fault::along_factorial ? 1 : factorial);
        if (j == 0) c += own().c_;
        if (j == 6 && own().fault_ == Fault::along_high_order) c *= 1.01;
        result.value.push_back(c);
        result.error.push_back(64 * kEps * std::abs(c) + 1e-18);
      }
      return result;
    }

   private:
    const FullExponentialSum& own() const { return static_cast<const FullExponentialSum&>(own_); }
  };

  ExponentialSquares squares_{a_, B_, c_, fault_};
};

/// P = 3, all derivatives of all orders non-zero, no symmetry, indefinite Hessian where a₁ < 0.
inline Vector example_weights() { return {1.0, -0.7, 0.4}; }
inline std::vector<Vector> example_slopes() { return {{0.3, -0.5, 0.2}, {-0.4, 0.1, 0.6}, {0.2, 0.7, -0.3}}; }

}  // namespace saddlescope::handwritten
