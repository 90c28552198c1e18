// f(θ) = ½‖∇L(θ)/σ‖² as an objective of its own: ∇f = H·g/σ², exact, by one product; ∇²f·v = (H·H·v + D³L[g, v, ·])/σ².
// σ, a constant in units of L over a length squared, keeps the squares within the range of numbers.
// Its zeros are the critical points of L of every kind; its other stationary points those where the gradient lies in
// the kernel of H (Frye et al. 2021: most that minimizing f finds on networks).
// Cost: f a gradient; ∇f a linearization and a product; ∇²f·v two products and two third derivatives.
#pragma once

#include <memory>
#include <span>

#include "saddlescope/objective/objective.h"

namespace saddlescope {

class SquaredGradient final : public Objective {
 public:
  explicit SquaredGradient(const Objective& inner, double sigma = 1)
      : inner_(inner), sigma_(sigma) {}  ///< keeps a reference; sigma > 0

  std::span<const Parameter> parameters() const override { return inner_.parameters(); }
  Traits traits() const override;
  double value(std::span<const double> theta, Context& context) const override;
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override;
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override;
  Kink kink(std::span<const double> theta, Context& context) const override { return inner_.kink(theta, context); }

 private:
  class At;
  const Objective& inner_;
  double sigma_;
};

}  // namespace saddlescope
