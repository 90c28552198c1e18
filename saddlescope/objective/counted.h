// An objective that forwards everything to another and counts what that costs, so that methods can be compared at equal
// cost, and ended once a budget is spent. The unit is the gradient equivalent.
//
//   call                          price                        why
//   value, a column of values     1/3                          a forward pass; a gradient is that and two backward
//   gradient, linearize           1
//   gradient of a batch B         |B|/N
//   apply, a column               2
//   hessian                       2P                           P products, whatever better way the objective has
//   third                         4                            two products
//   along, order n                2·max(1, n − 1)              order 4 is three products
//   both, errors measured         6 times that                 five perturbed evaluations besides
//   rounding                      5 + 10 a column              five perturbed evaluations
//   above_floor                   5                            the same
//   noise                         1 + 2                        every sample's gradient, every sample's product
//   residuals                     1/3                          a value
//   jacobian, a column            2/3                          a tangent is pushed forward beside the values
//   transposed_jacobian, a column 1                            a gradient with other weights on the residuals
//   normal_equations              1 + 2P/3                     P columns of J, whatever better way the objective has
//   gram                          M                            M rows of J, the same
//   floor, kink, boxes, anatomy,  0                            no method of optimization lives on them
//     names
// Prices are those of an objective with all the optional parts of the seam. One that leaves them to the fallbacks pays
// more for third, along and hessian than they say: a method's count doesn't depend on who implements the loss.
//
// Invariant: the answers are those of the objective within, bit by bit. A virtual function new to the seam is forwarded
// here too: left to its fallback it would lose what the objective within can do. One thread at a time.
#pragma once

#include <memory>
#include <optional>

#include "saddlescope/objective/objective.h"

namespace saddlescope {

/// What was asked of an objective.
struct EvaluationCount {
  static constexpr double kValue = 1.0 / 3, kProduct = 2;  ///< in gradients
  static constexpr double kPerturbed = 5;  ///< evaluations that measure a rounding error (objective.h: Rounding)

  double values = 0, gradients = 0, products = 0;  ///< batches count by their share: not whole numbers

  double gradient_equivalents() const { return kValue * values + gradients + kProduct * products; }
};

class CountedObjective final : public Objective {
 public:
  /// Keeps a reference. A call that would raise spent() above the budget isn't made: it throws Error(interrupted), as a
  /// request to stop does, so that whoever keeps what he has then keeps it here too; exhausted() tells them apart.
  explicit CountedObjective(const Objective& inner, std::optional<double> budget = {});
  ~CountedObjective() override;

  const EvaluationCount& count() const { return count_; }
  double spent() const { return count_.gradient_equivalents(); }
  bool exhausted() const { return exhausted_; }  ///< a call was refused

  std::span<const Parameter> parameters() const override { return inner_.parameters(); }
  Traits traits() const override;
  double value(std::span<const double> theta, Context& context) const override;
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override;
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override;
  void values(ConstBlock thetas, std::span<double> L, Context& context) const override;
  Floor floor() const override { return inner_.floor(); }
  Kink kink(std::span<const double> theta, Context& context) const override { return inner_.kink(theta, context); }
  std::string where_not_finite(std::span<const double> theta, Context& context) const override {
    return inner_.where_not_finite(theta, context);
  }
  HessianCost hessian_cost() const override { return inner_.hessian_cost(); }
  const Anatomy* anatomy() const override { return inner_.anatomy(); }
  const Samples* samples() const override;
  const LeastSquares* least_squares() const override;
  const Boxes* boxes() const override { return inner_.boxes(); }

 private:
  class At;
  class Batches;
  class Squares;

  void charge(const EvaluationCount& price) const;

  const Objective& inner_;
  std::optional<double> budget_;
  std::unique_ptr<Batches> batches_;  ///< null where the objective within has no samples
  std::unique_ptr<Squares> squares_;  ///< null where it is no sum of squares
  mutable EvaluationCount count_;
  mutable bool exhausted_ = false;
};

}  // namespace saddlescope
