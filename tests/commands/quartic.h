// L(x, y) = x² − y² + y⁴ by hand, without the engine: a saddle at 0 and two minima of loss −¼ at y = ±√½.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "saddlescope/objective/objective.h"

namespace saddlescope {

class Quartic final : public Objective {
 public:
  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override {
    Traits traits;
    traits.engine = "by hand";
    return traits;
  }
  double value(std::span<const double> theta, Context&) const override {
    require_size(theta);
    const double x = theta[0], y = theta[1];
    return x * x - y * y + y * y * y * y;
  }
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    g[0] = 2 * theta[0];
    g[1] = -2 * theta[1] + 4 * theta[1] * theta[1] * theta[1];
    return value(theta, context);
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    return std::make_unique<At>(*this, theta, context);
  }

 private:
  class At final : public Linearization {
   public:
    At(const Quartic& objective, std::span<const double> theta, Context& context)
        : Linearization(objective, theta), gradient_(2), value_(objective.gradient(theta, gradient_, context)) {}
    double value() const override { return value_; }
    std::span<const double> gradient() const override { return gradient_; }
    void apply(ConstBlock V, Block HV, Context&) const override {
      const double y = theta()[1];
      for (std::size_t j = 0; j < V.columns(); ++j) {
        HV.column(j)[0] = 2 * V.column(j)[0];
        HV.column(j)[1] = (-2 + 12 * y * y) * V.column(j)[1];
      }
    }

   private:
    Vector gradient_;
    double value_;
  };

  std::vector<Parameter> parameters_{{.name = "x", .shape = {}, .offset = 0, .unit_axis = {}},
                                     {.name = "y", .shape = {}, .offset = 1, .unit_axis = {}}};
};

/// The same, for what does one thing otherwise.
class LikeQuartic : public Objective {
 public:
  std::span<const Parameter> parameters() const override { return quartic_.parameters(); }
  Traits traits() const override { return quartic_.traits(); }
  double value(std::span<const double> theta, Context& context) const override {
    return quartic_.value(theta, context);
  }
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override {
    return quartic_.gradient(theta, g, context);
  }
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    return quartic_.linearize(theta, context);
  }

 protected:
  Quartic quartic_;
};

/// Whose Hessian nobody can tell: asked for a product it does what `trouble` does.
class Troubled final : public LikeQuartic {
 public:
  explicit Troubled(std::function<void(Block)> trouble) : trouble_(std::move(trouble)) {}
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override {
    return std::make_unique<At>(*this, theta, context);
  }

 private:
  class At final : public Linearization {
   public:
    At(const Troubled& objective, std::span<const double> theta, Context& context)
        : Linearization(objective, theta),
          trouble_(objective.trouble_),
          at_(objective.quartic_.linearize(theta, context)) {}
    double value() const override { return at_->value(); }
    std::span<const double> gradient() const override { return at_->gradient(); }
    void apply(ConstBlock /*V*/, Block HV, Context& /*context*/) const override { trouble_(HV); }

   private:
    const std::function<void(Block)>& trouble_;
    std::unique_ptr<Linearization> at_;
  };

  std::function<void(Block)> trouble_;
};

}  // namespace saddlescope
