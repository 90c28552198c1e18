// L(θ) = 1/N·Σ ½(xₙᵀθ − yₙ)², a mean over samples, by hand.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "saddlescope/objective/objective.h"

namespace saddlescope::testing {

class LeastSquares final : public Objective, public Samples {
 public:
  LeastSquares(std::vector<Vector> x, Vector y, bool floor_known = true)
      : x_(std::move(x)), y_(std::move(y)), floor_known_(floor_known) {
    for (std::size_t n = 0; n < x_.size(); ++n) all_.push_back(n);
    parameters_.push_back({.name = "theta", .shape = {x_.at(0).size()}, .offset = 0, .unit_axis = {}});
  }

  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override {
    Traits traits;
    traits.preferred_block = 4;  // divides few numbers of samples
    return traits;
  }
  double value(std::span<const double> theta, Context& context) const override {
    Vector g(theta.size());
    return gradient(theta, g, context);
  }
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    return gradient(theta, all_, g, context);
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    return std::make_unique<At>(*this, theta, context);
  }
  Floor floor() const override {
    if (!floor_known_) return {};
    return {0.0, true, "a sum of squares"};
  }
  const Samples* samples() const override { return this; }
  std::size_t count() const override { return x_.size(); }
  double gradient(std::span<const double> theta, std::span<const std::size_t> batch, std::span<double> g,
                  Context&) const override {
    std::fill(g.begin(), g.end(), 0.0);
    const double share = 1 / static_cast<double>(batch.size());
    double L = 0;
    for (const std::size_t n : batch) {
      const double r = dot(x_[n], theta) - y_[n];
      L += share * r * r / 2;
      axpy(share * r, x_[n], g);
    }
    return L;
  }

 private:
  class At final : public Linearization {
   public:
    At(const LeastSquares& own, std::span<const double> theta, Context& context)
        : Linearization(own, theta), own_(own), gradient_(theta.size()) {
      value_ = own.gradient(theta, gradient_, context);
    }
    double value() const override { return value_; }
    std::span<const double> gradient() const override { return gradient_; }
    void apply(ConstBlock V, Block HV, Context&) const override {
      for (std::size_t j = 0; j < V.columns(); ++j) {
        std::fill(HV.column(j).begin(), HV.column(j).end(), 0.0);
        for (const Vector& x : own_.x_) {
          axpy(dot(x, V.column(j)) / static_cast<double>(own_.x_.size()), x, HV.column(j));
        }
      }
    }

   private:
    const LeastSquares& own_;
    double value_;
    Vector gradient_;
  };

  std::vector<Vector> x_;
  Vector y_;
  bool floor_known_;
  std::vector<std::size_t> all_;
  std::vector<Parameter> parameters_;
};

/// Random samples of P features; targets of a linear model plus noise.
inline LeastSquares regression(std::size_t N, std::size_t P, double noise, std::uint64_t seed) {
  RandomStream random(seed, "regression");
  std::vector<Vector> x(N, Vector(P));
  Vector y(N);
  for (std::size_t n = 0; n < N; ++n) {
    for (double& value : x[n]) value = random.normal();
    for (const double value : x[n]) y[n] += value;
    y[n] += noise * random.normal();
  }
  return {std::move(x), std::move(y)};
}

}  // namespace saddlescope::testing
