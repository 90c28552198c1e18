// What trust region and cubic regularization share: a step that minimizes the quadratic model under a bound or a
// penalty, taken if the loss falls by a fair part of what the model promised, otherwise tried again shorter in the same
// Krylov space (no further product). Which bound, and how it adapts, is the method's.
//   ratio = (L(θ) − L(θ+s) + e)/(promise + e),  e = 10·(the objective's relative error)·max(|L|): where both drown in
//   rounding the ratio is 1 (Conn, Gould & Toint 2000, §17.4.2);  taken if ratio ≥ 0.1
// The model's gradient is brought to min(0.1, √(‖g‖/largest ‖g‖ so far)) of ‖g‖: superlinear near a minimum.
//
// Leaves a critical point that has negative curvature, g = 0 included (krylov_model.h). Ends where the model promises
// no decrease beyond rounding: no way down of first or second order is left as far as its products see, which is no
// proof; or where steps shrink to the rounding of the weights.
// Cost a step: a gradient, 2 a product (up to 60, or 120 where a random start is needed), a loss a trial.
#pragma once

#include <cstdint>

#include "saddlescope/optimize/krylov_model.h"
#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class RegularizedNewton : public Optimizer {
 public:
  bool leaves_critical_points() const final { return true; }
  std::optional<Stop> step(const Objective& objective, const Point& point, Point& next, Context& context) final;
  void state(StateArchive& archive) override;

 protected:
  static constexpr double kFirstLength = 0.1;  ///< of max(1, ‖θ‖): the first step's

  /// Chooses the bound before the first step is taken, each time the model has grown. scale: max(1, ‖θ‖).
  virtual void begin(const DiagonalModel& model, double scale) = 0;
  virtual ModelStep solve(const DiagonalModel& model) const = 0;
  /// Loosens or tightens the bound after a trial; the ratio is no NaN. One below 0.1 must tighten it.
  virtual void adapt(double ratio, const ModelStep& step) = 0;

 private:
  ModelStep best_step(KrylovModel& model, const Point& point, double least, Context& context);

  double largest_gradient_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace saddlescope
