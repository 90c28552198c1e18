#include "saddlescope/optimize/squared_gradient.h"

namespace saddlescope {
namespace {

void divide(std::span<double> x, double by) {
  for (double& entry : x) entry /= by;
}

Vector divided(std::span<const double> x, double by) {
  Vector result(x.begin(), x.end());
  divide(result, by);
  return result;
}

}  // namespace

class SquaredGradient::At final : public Linearization {
 public:
  At(const SquaredGradient& objective, std::unique_ptr<Linearization> inner, Context& context)
      : Linearization(objective, inner->theta()),
        inner_(std::move(inner)),
        sigma_(objective.sigma_),
        inner_gradient_(divided(inner_->gradient(), sigma_)),
        gradient_(size()) {
    value_ = 0.5 * dot(inner_gradient_, inner_gradient_);
    inner_->apply(inner_gradient_, Block(gradient_), context);
    divide(gradient_, sigma_);
  }

  double value() const override { return value_; }
  std::span<const double> gradient() const override { return gradient_; }
  void apply(ConstBlock V, Block HV, Context& context) const override {
    Matrix once(size(), V.columns());
    inner_->apply(V, once, context);
    for (std::size_t j = 0; j < V.columns(); ++j) divide(once.column(j), sigma_);
    inner_->apply(once, HV, context);
    for (std::size_t j = 0; j < V.columns(); ++j) {
      add_third(V.column(j), HV.column(j), context);
      divide(HV.column(j), sigma_);
    }
  }

 private:
  // D³L[g/σ, v, ·] by polarization: (D³L[g+w, g+w, ·] − D³L[g−w, g−w, ·])/4 with w = v·‖g‖/‖v‖, so that neither drowns.
  void add_third(std::span<const double> v, std::span<double> out, Context& context) const {
    const double length = norm(v), g = norm(inner_gradient_);
    if (length == 0 || g == 0) return;
    const Vector plus_w = plus(inner_gradient_, g / length, v), minus_w = plus(inner_gradient_, -g / length, v);
    const double share = length / (4 * g);
    axpy(share, inner_->third(plus_w, Errors::none, context).value, out);
    axpy(-share, inner_->third(minus_w, Errors::none, context).value, out);
  }

  std::unique_ptr<Linearization> inner_;
  double sigma_, value_ = 0;
  Vector inner_gradient_, gradient_;  // ∇L/σ, ∇f
};

// f is a square of what is off by one relative error, ∇f a product of two, ∇²f·v of three. What cancels in g shows in
// no trait: beside a critical point the relative error of f is 2·e_g/‖g‖.
Traits SquaredGradient::traits() const {
  constexpr double kFactors = 3;
  Traits traits = inner_.traits();
  traits.relative_error *= kFactors;
  return traits;
}

double SquaredGradient::value(std::span<const double> theta, Context& context) const {
  Vector g(theta.size());
  inner_.gradient(theta, g, context);
  divide(g, sigma_);
  return 0.5 * dot(g, g);
}

double SquaredGradient::gradient(std::span<const double> theta, std::span<double> g, Context& context) const {
  const std::unique_ptr<Linearization> at = inner_.linearize(theta, context);
  const Vector inner = divided(at->gradient(), sigma_);
  at->apply(inner, Block(g), context);
  divide(g, sigma_);
  return 0.5 * dot(inner, inner);
}

std::unique_ptr<Linearization> SquaredGradient::linearize(std::span<const double> theta, Context& context) const {
  require_size(theta);
  return std::make_unique<At>(*this, inner_.linearize(theta, context), context);
}

}  // namespace saddlescope
