// A hand-written objective with closed forms for everything: no engine, nothing above the seam.
#pragma once

#include <cmath>
#include <memory>
#include <span>
#include <vector>

#include "saddlescope/base/random.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope::testing {

/// L(θ) = ½θᵀAθ + (c/4)·(θᵀθ)²: g = Aθ + c(θᵀθ)θ, H = A + c(θᵀθ)I + 2cθθᵀ. `skew` is added to H's upper triangle in
/// products, as a faulty implementation would; `poison` replaces one entry of every product by NaN.
class Quartic final : public Objective {
 public:
  Quartic(Matrix A, double c, double skew = 0, bool poison = false)
      : A_(std::move(A)), c_(c), skew_(skew), poison_(poison) {
    const std::size_t P = A_.rows();
    parameters_.push_back({"first", {}, 0, Parameter::Role::variable, {}});
    if (P > 1) parameters_.push_back({"rest", {P - 1}, 1, Parameter::Role::variable, {}});
  }

  static Quartic random(std::size_t P, double c) {
    RandomStream stream(2026, "quartic");
    Matrix A(P, P);
    for (std::size_t j = 0; j < P; ++j) {
      for (std::size_t i = 0; i <= j; ++i) A(i, j) = A(j, i) = stream.normal();
    }
    return {std::move(A), c};
  }

  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override { return {.preferred_block = 3}; }

  double value(std::span<const double> theta, Context&) const override {
    const double square = dot(theta, theta);
    return dot(theta, times_A(theta)) / 2 + c_ / 4 * square * square;
  }

  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    const Vector result = plus(times_A(theta), c_ * dot(theta, theta), theta);
    std::copy(result.begin(), result.end(), g.begin());
    return value(theta, context);
  }

  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override;

  Matrix exact_hessian(std::span<const double> theta) const {
    Matrix H = A_;
    for (std::size_t j = 0; j < H.columns(); ++j) {
      for (std::size_t i = 0; i < H.rows(); ++i) H(i, j) += 2 * c_ * theta[i] * theta[j];
      H(j, j) += c_ * dot(theta, theta);
    }
    return H;
  }

  Vector product(std::span<const double> theta, std::span<const double> v) const {
    Vector Hv = plus(times_A(v), c_ * dot(theta, theta), v);
    axpy(2 * c_ * dot(theta, v), theta, Hv);
    if (skew_ != 0) Hv[0] += skew_ * v.back();
    if (poison_) Hv.back() = std::nan("");
    return Hv;
  }

 private:
  Vector times_A(std::span<const double> v) const {
    Vector Av(v.size());
    for (std::size_t j = 0; j < v.size(); ++j) axpy(v[j], A_.column(j), Av);
    return Av;
  }

  Matrix A_;
  double c_, skew_;
  bool poison_;
  std::vector<Parameter> parameters_;
};

class QuarticLinearization final : public Linearization {
 public:
  QuarticLinearization(const Quartic& objective, std::span<const double> theta, Context& context)
      : Linearization(objective, theta), quartic_(objective), gradient_(theta.size()) {
    value_ = objective.gradient(theta, gradient_, context);
  }
  double value() const override { return value_; }
  std::span<const double> gradient() const override { return gradient_; }
  void apply(ConstBlock V, Block HV, Context&) const override {
    for (std::size_t j = 0; j < V.columns(); ++j) {
      const Vector Hv = quartic_.product(theta(), V.column(j));
      std::copy(Hv.begin(), Hv.end(), HV.column(j).begin());
    }
  }

 private:
  const Quartic& quartic_;
  Vector gradient_;
  double value_ = 0;
};

inline std::unique_ptr<Linearization> Quartic::linearize(std::span<const double> theta, Context& context) const {
  return std::make_unique<QuarticLinearization>(*this, theta, context);
}

}  // namespace saddlescope::testing
