// Objectives for tests from a formula written once as a template, without the engine: exact derivatives by nested dual
// numbers (gradient, Hessian) and truncated Taylor series (along a line).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/objective/objective.h"

namespace saddlescope::testing {

/// a + b·ε with ε² = 0.
template <class T>
struct Dual {
  T a{}, b{};
  Dual() = default;
  Dual(double value) : a(value) {}  // NOLINT(*-explicit-*)
  Dual(T value, T derivative) : a(value), b(derivative) {}
  friend Dual operator+(const Dual& x, const Dual& y) { return {x.a + y.a, x.b + y.b}; }
  friend Dual operator-(const Dual& x, const Dual& y) { return {x.a - y.a, x.b - y.b}; }
  friend Dual operator*(const Dual& x, const Dual& y) { return {x.a * y.a, x.a * y.b + x.b * y.a}; }
};

/// Σ cⱼ tʲ, j ≤ 8.
struct Jet {
  static constexpr std::size_t kOrder = 8;
  std::array<double, kOrder + 1> c{};
  Jet() = default;
  Jet(double value) { c[0] = value; }  // NOLINT(*-explicit-*)
  friend Jet operator+(Jet x, const Jet& y) {
    for (std::size_t j = 0; j <= kOrder; ++j) x.c[j] += y.c[j];
    return x;
  }
  friend Jet operator-(Jet x, const Jet& y) {
    for (std::size_t j = 0; j <= kOrder; ++j) x.c[j] -= y.c[j];
    return x;
  }
  friend Jet operator*(const Jet& x, const Jet& y) {
    Jet product;
    for (std::size_t i = 0; i <= kOrder; ++i) {
      for (std::size_t j = 0; i + j <= kOrder; ++j) product.c[i + j] += x.c[i] * y.c[j];
    }
    return product;
  }
};

inline double tanh_of(double x) { return std::tanh(x); }
template <class T>
Dual<T> tanh_of(const Dual<T>& x) {
  const T y = tanh_of(x.a);
  return {y, (T(1) - y * y) * x.b};
}
inline Jet tanh_of(const Jet& x) {  // y' = (1 − y²)·x', coefficient by coefficient
  Jet y(std::tanh(x.c[0]));
  for (std::size_t k = 1; k <= Jet::kOrder; ++k) {
    const Jet slope = Jet(1) - y * y;
    double sum = 0;
    for (std::size_t j = 1; j <= k; ++j) sum += static_cast<double>(j) * x.c[j] * slope.c[k - j];
    y.c[k] = sum / static_cast<double>(k);
  }
  return y;
}

/// f: any type with `template <class T> T operator()(std::span<const T>) const`.
template <class F>
class ClosedForm final : public Objective {
 public:
  explicit ClosedForm(std::size_t P, F f = {}, Floor floor = {}) : f_(f), floor_(std::move(floor)) {
    parameters_.push_back({"theta", {P}, 0, Parameter::Role::variable, {}});
  }

  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override { return {true, 1, 8, relative_error, "closed form"}; }
  Floor floor() const override { return floor_; }
  double value(std::span<const double> theta, Context&) const override {
    ++evaluations;
    return on_grid(f_(theta));
  }
  double gradient(std::span<const double> theta, std::span<double> g, Context&) const override {
    std::vector<Dual<double>> x(theta.begin(), theta.end());
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i].b = 1;
      g[i] = f_(std::span<const Dual<double>>(x)).b;
      x[i].b = 0;
    }
    return on_grid(f_(theta));
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    return std::make_unique<AtPoint>(*this, theta, context);
  }

  double relative_error = 16 * kEps;
  mutable int evaluations = 0;  ///< of the loss alone
  double loss_grid = 0;           ///< if > 0, losses are rounded to its multiples, and rounding() says so

 private:
  double on_grid(double loss) const { return loss_grid > 0 ? std::round(loss / loss_grid) * loss_grid : loss; }

  class AtPoint final : public Linearization {
   public:
    AtPoint(const ClosedForm& objective, std::span<const double> theta, Context& context)
        : Linearization(objective, theta),
          f_(objective.f_),
          grid_(objective.loss_grid),
          g_(theta.size()),
          H_(theta.size(), theta.size()) {
      value_ = objective.gradient(theta, g_, context);
      using Second = Dual<Dual<double>>;
      std::vector<Second> x(theta.size());
      for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
          for (std::size_t k = 0; k < x.size(); ++k) {
            x[k] = Second(Dual<double>(theta[k], k == i ? 1.0 : 0.0), Dual<double>(k == j ? 1.0 : 0.0));
          }
          H_(i, j) = H_(j, i) = f_(std::span<const Second>(x)).b.b;
        }
      }
    }
    double value() const override { return value_; }
    std::span<const double> gradient() const override { return g_; }
    void apply(ConstBlock V, Block HV, Context&) const override {
      for (std::size_t j = 0; j < V.columns(); ++j) {
        for (std::size_t i = 0; i < size(); ++i) HV(i, j) = dot(H_.column(i), V.column(j));
      }
    }
    Estimate<Series> along(std::span<const double> v, int order, Errors, Context&) const override {
      std::vector<Jet> x(theta().begin(), theta().end());
      for (std::size_t i = 0; i < x.size(); ++i) x[i].c[1] = v[i];
      const Jet jet = f_(std::span<const Jet>(x));
      return {Series(jet.c.begin(), jet.c.begin() + order + 1), Series(order + 1, 0.0)};
    }

    Rounding rounding(ConstBlock V, Context& context) const override {
      Rounding errors = Linearization::rounding(V, context);
      errors.value = errors.value_theta = std::max(errors.value, grid_);
      return errors;
    }

   private:
    const F& f_;
    double grid_, value_ = 0;
    Vector g_;
    Matrix H_;
  };

  F f_;
  Floor floor_;
  std::vector<Parameter> parameters_;
};

/// (1 − Πwᵢ)²: the lecture's toy for two weights, scalar chains for more (docs/methods §10).
struct Chain {
  template <class T>
  T operator()(std::span<const T> w) const {
    T product(1);
    for (const T& wi : w) product = product * wi;
    return (T(1) - product) * (T(1) - product);
  }
};

/// x² − y² + y⁴: minima −1/4 at y = ±1/√2, a saddle at 0.
struct DoubleWell {
  template <class T>
  T operator()(std::span<const T> x) const {
    return x[0] * x[0] - x[1] * x[1] + x[1] * x[1] * x[1] * x[1];
  }
};

/// Σ 100·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)².
struct Rosenbrock {
  template <class T>
  T operator()(std::span<const T> x) const {
    T sum(0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const T a = x[i + 1] - x[i] * x[i], b = T(1) - x[i];
      sum = sum + T(100) * a * a + b * b;
    }
    return sum;
  }
};

}  // namespace saddlescope::testing
