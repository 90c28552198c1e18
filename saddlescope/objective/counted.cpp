#include "saddlescope/objective/counted.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

constexpr double kPerturbed = EvaluationCount::kPerturbed;

EvaluationCount values(double n) { return {n, 0, 0}; }
EvaluationCount gradients(double n) { return {0, n, 0}; }
EvaluationCount products(double n) { return {0, 0, n}; }

/// Evaluations that a call comes to which may also measure its error.
double evaluations(Errors errors) { return errors == Errors::measured ? 1 + kPerturbed : 1; }

}  // namespace

class CountedObjective::At final : public Linearization {
 public:
  At(const CountedObjective& outer, std::unique_ptr<Linearization> inner)
      : Linearization(outer, inner->theta()), outer_(outer), inner_(std::move(inner)) {}

  const Linearization& inner() const { return *inner_; }

  double value() const override { return inner_->value(); }
  std::span<const double> gradient() const override { return inner_->gradient(); }
  void apply(ConstBlock V, Block HV, Context& context) const override {
    outer_.charge(products(static_cast<double>(V.columns())));
    inner_->apply(V, HV, context);
  }
  Rounding rounding(ConstBlock V, Context& context) const override {
    outer_.charge({0, kPerturbed, kPerturbed * static_cast<double>(V.columns())});
    return inner_->rounding(V, context);
  }
  double hessian(Block H, Context& context) const override {
    outer_.charge(products(static_cast<double>(size())));
    return inner_->hessian(H, context);
  }
  Estimate<Vector> third(std::span<const double> v, Errors errors, Context& context) const override {
    outer_.charge(products(2 * evaluations(errors)));
    return inner_->third(v, errors, context);
  }
  Estimate<Series> along(std::span<const double> v, int order, Errors errors, Context& context) const override {
    outer_.charge(products(std::max(1, order - 1) * evaluations(errors)));
    return inner_->along(v, order, errors, context);
  }
  Estimate<double> above_floor(Context& context) const override {
    outer_.charge(gradients(kPerturbed));
    return inner_->above_floor(context);
  }

 private:
  const CountedObjective& outer_;
  std::unique_ptr<Linearization> inner_;
};

class CountedObjective::Batches final : public Samples {
 public:
  Batches(const CountedObjective& outer, const Samples& inner) : outer_(outer), inner_(inner) {}

  std::size_t count() const override { return inner_.count(); }
  double gradient(std::span<const double> theta, std::span<const std::size_t> batch, std::span<double> g,
                  Context& context) const override {
    outer_.charge(gradients(static_cast<double>(batch.size()) / static_cast<double>(count())));
    return inner_.gradient(theta, batch, g, context);
  }
  GradientNoise noise(const Linearization& at, Context& context) const override {
    const auto* counted = dynamic_cast<const At*>(&at);
    if (!counted) throw_internal("noise() is asked at a linearization of the objective whose samples these are");
    outer_.charge({0, 1, 1});
    return inner_.noise(counted->inner(), context);
  }

 private:
  const CountedObjective& outer_;
  const Samples& inner_;
};

class CountedObjective::Squares final : public LeastSquares {
 public:
  Squares(const CountedObjective& outer, const LeastSquares& inner) : outer_(outer), inner_(inner) {}

  std::size_t residual_count() const override { return inner_.residual_count(); }
  double residuals(std::span<const double> theta, std::span<double> r, Context& context) const override {
    outer_.charge(::saddlescope::values(1));
    return inner_.residuals(theta, r, context);
  }
  void jacobian(std::span<const double> theta, ConstBlock V, Block JV, Context& context) const override {
    outer_.charge(::saddlescope::values(kTangent * static_cast<double>(V.columns())));
    inner_.jacobian(theta, V, JV, context);
  }
  void transposed_jacobian(std::span<const double> theta, ConstBlock U, Block JTU, Context& context) const override {
    outer_.charge(gradients(static_cast<double>(U.columns())));
    inner_.transposed_jacobian(theta, U, JTU, context);
  }
  double normal_equations(std::span<const double> theta, Block A, std::span<double> g,
                          Context& context) const override {
    outer_.charge({kTangent * static_cast<double>(theta.size()), 1, 0});
    return inner_.normal_equations(theta, A, g, context);
  }
  void gram(std::span<const double> theta, Block J, Block K, Context& context) const override {
    outer_.charge(gradients(static_cast<double>(J.rows())));
    inner_.gram(theta, J, K, context);
  }

 private:
  static constexpr double kTangent = 2;  // values

  const CountedObjective& outer_;
  const LeastSquares& inner_;
};

CountedObjective::CountedObjective(const Objective& inner, std::optional<double> budget)
    : inner_(inner), budget_(budget) {
  if (const LeastSquares* squares = inner.least_squares()) squares_ = std::make_unique<Squares>(*this, *squares);
  if (const Samples* samples = inner.samples()) batches_ = std::make_unique<Batches>(*this, *samples);
}

CountedObjective::~CountedObjective() = default;

Traits CountedObjective::traits() const {
  Traits traits = inner_.traits();
  traits.concurrent_calls = 1;
  return traits;
}

double CountedObjective::value(std::span<const double> theta, Context& context) const {
  charge(::saddlescope::values(1));
  return inner_.value(theta, context);
}

double CountedObjective::gradient(std::span<const double> theta, std::span<double> g, Context& context) const {
  charge(gradients(1));
  return inner_.gradient(theta, g, context);
}

std::unique_ptr<Linearization> CountedObjective::linearize(std::span<const double> theta, Context& context) const {
  charge(gradients(1));
  return std::make_unique<At>(*this, inner_.linearize(theta, context));
}

void CountedObjective::values(ConstBlock thetas, std::span<double> L, Context& context) const {
  charge(::saddlescope::values(static_cast<double>(thetas.columns())));
  inner_.values(thetas, L, context);
}

const Samples* CountedObjective::samples() const { return batches_.get(); }

const LeastSquares* CountedObjective::least_squares() const { return squares_.get(); }

void CountedObjective::charge(const EvaluationCount& price) const {
  const EvaluationCount after{count_.values + price.values, count_.gradients + price.gradients,
                              count_.products + price.products};
  // A thousandth of a value: sums of thirds and of shares of batches are rounded.
  if (budget_ && after.gradient_equivalents() > *budget_ + 1e-3 * EvaluationCount::kValue) {
    exhausted_ = true;
    throw Error(ErrorKind::interrupted, fmt::format("the budget of {:g} gradient equivalents is spent.", *budget_));
  }
  count_ = after;
}

}  // namespace saddlescope
