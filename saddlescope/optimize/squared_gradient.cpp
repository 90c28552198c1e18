#include "saddlescope/optimize/squared_gradient.h"

namespace saddlescope {

class SquaredGradient::At final : public Linearization {
 public:
  At(const SquaredGradient& objective, std::unique_ptr<Linearization> inner, Context& context)
      : Linearization(objective, inner->theta()), inner_(std::move(inner)), gradient_(size()) {
    const std::span<const double> g = inner_->gradient();
    value_ = 0.5 * dot(g, g);
    inner_->apply(ConstBlock(g), Block(gradient_), context);
  }

  double value() const override { return value_; }
  std::span<const double> gradient() const override { return gradient_; }
  void apply(ConstBlock V, Block HV, Context& context) const override {
    Matrix once(size(), V.columns());
    inner_->apply(V, once, context);
    inner_->apply(once, HV, context);
    for (std::size_t j = 0; j < V.columns(); ++j) add_third(V.column(j), HV.column(j), context);
  }

 private:
  // D³L[g, v, ·] by polarization: (D³L[g+w, g+w, ·] − D³L[g−w, g−w, ·])/4 with w = v·‖g‖/‖v‖, so that neither drowns.
  void add_third(std::span<const double> v, std::span<double> out, Context& context) const {
    const double length = norm(v), g = norm(inner_->gradient());
    if (length == 0 || g == 0) return;
    const Vector plus_w = plus(inner_->gradient(), g / length, v), minus_w = plus(inner_->gradient(), -g / length, v);
    const double share = length / (4 * g);
    axpy(share, inner_->third(plus_w, Errors::none, context).value, out);
    axpy(-share, inner_->third(minus_w, Errors::none, context).value, out);
  }

  std::unique_ptr<Linearization> inner_;
  double value_ = 0;
  Vector gradient_;
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
  return 0.5 * dot(g, g);
}

double SquaredGradient::gradient(std::span<const double> theta, std::span<double> g, Context& context) const {
  const std::unique_ptr<Linearization> at = inner_.linearize(theta, context);
  const std::span<const double> inner = at->gradient();
  at->apply(ConstBlock(inner), Block(g), context);
  return 0.5 * dot(inner, inner);
}

std::unique_ptr<Linearization> SquaredGradient::linearize(std::span<const double> theta, Context& context) const {
  require_size(theta);
  return std::make_unique<At>(*this, inner_.linearize(theta, context), context);
}

}  // namespace saddlescope
