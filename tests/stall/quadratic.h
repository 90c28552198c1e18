// Losses written by hand for the tests of stall/, without engine and networks: L(θ) = c + gᵀ(θ − θ₀) + ½Σᵢ λᵢ·(θ −
// θ₀)ᵢ² around θ₀, whose every derivative is known.
#pragma once

#include <gmock/gmock.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/stall/stall.h"
#include "tests/stall/evidence.h"

namespace saddlescope::testing_stall {

class Quadratic : public Objective {
 public:
  Quadratic(Vector gradient, Vector curvature, double value = 1, Vector start = {})
      : gradient_(std::move(gradient)), curvature_(std::move(curvature)), value_(value), start_(std::move(start)) {
    if (start_.empty()) start_.assign(gradient_.size(), 0.0);
    parameters_.push_back({.name = "theta", .shape = {gradient_.size()}, .offset = 0, .unit_axis = {}});
  }

  Floor known_floor;  ///< the test's word

  const Vector& start() const { return start_; }
  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override { return {}; }
  Floor floor() const override { return known_floor; }
  double value(std::span<const double> theta, Context&) const override {
    double L = value_;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double d = theta[i] - start_[i];
      L += gradient_[i] * d + curvature_[i] * d * d / 2;
    }
    return L;
  }
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    for (std::size_t i = 0; i < theta.size(); ++i) g[i] = gradient_[i] + curvature_[i] * (theta[i] - start_[i]);
    return value(theta, context);
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    return std::make_unique<At>(*this, theta, context);
  }

 private:
  class At final : public Linearization {
   public:
    At(const Quadratic& objective, std::span<const double> theta, Context& context)
        : Linearization(objective, theta), own_(objective), gradient_(theta.size()) {
      value_ = objective.gradient(theta, gradient_, context);
    }
    double value() const override { return value_; }
    std::span<const double> gradient() const override { return gradient_; }
    void apply(ConstBlock V, Block HV, Context&) const override {
      for (std::size_t j = 0; j < V.columns(); ++j) {
        for (std::size_t i = 0; i < V.rows(); ++i) HV(i, j) = own_.curvature_[i] * V(i, j);
      }
    }

   private:
    const Quadratic& own_;
    Vector gradient_;
    double value_;
  };

  Vector gradient_, curvature_;
  double value_;
  Vector start_;
  std::vector<Parameter> parameters_;
};

inline StallAnswer ask(const Quadratic& objective, const TrainedBy& by = {}, std::optional<VerdictKind> kind = {}) {
  Context context;
  const auto at = objective.linearize(objective.start(), context);
  StallInput input{.at = *at, .trained_by = by};
  if (kind) input.verdict = Verdict{*kind, false, 0, "as the test says."};
  return why_stalled(input, context);
}

inline std::vector<std::string> names(const StallAnswer& answer) {
  std::vector<std::string> all;
  for (const StallCause& cause : answer.causes) all.push_back(cause.cause);
  return all;
}

}  // namespace saddlescope::testing_stall
