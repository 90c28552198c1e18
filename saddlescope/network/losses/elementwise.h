// What mse, l1, huber and bce-with-logits have in common: L = 1/(N·C)·Σₙ Σ_c ℓ(ŷ_cn, t_cn), targets of one number an
// output. Each of them is then one function of an output and its target, and the best constant for a column of targets.
#pragma once

#include "saddlescope/network/loss.h"

namespace saddlescope {

class ElementwiseLoss : public Loss {
 public:
  Targets take(const DataSet& data, std::size_t outputs) const override;
  engine::Value graph(engine::Value outputs, engine::Value targets, std::size_t samples) const override;
  ConstantFit best_constant(const Targets& targets, std::span<const std::size_t> members) const override;
  double at_zero(const Targets& targets) const override;
  double divisor(std::size_t samples, std::size_t outputs) const override;

 protected:
  /// Σ ℓ(c, t) over one column of targets at its best c.
  struct Fit {
    long double sum;
    bool attained;
  };
  virtual engine::Value element(engine::Value output, engine::Value target) const = 0;
  virtual Fit best(std::span<const double> column) const = 0;
  virtual long double element_at_zero(double target) const = 0;
  /// Throws Error(bad input) for a target that the loss has no meaning for, of sample number `sample` (from 1);
  /// `where`: the targets' place, for the message.
  virtual void check(double /*target*/, std::size_t /*sample*/, const std::string& /*where*/) const {}
};

/// The mean of a column, summed in extended precision.
long double mean(std::span<const double> column);

}  // namespace saddlescope
