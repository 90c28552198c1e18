// An objective from a formula: L(θ) = the formula's value, θ its variables in order of first appearance.
//
// Gradient, Hessian, third and higher derivatives are graphs that vjp and jvp emit from the formula's graph, so they
// are exact up to rounding, and rounding is measured: five evaluations in which every arithmetic result is perturbed by
// a random relative eps; errors are three times the largest change. That is an estimate of what rounding can do, not a
// bound: a perturbation may happen to cancel five times over.
// Where the formula isn't defined its value is NaN or infinite, and returned as it is; where_not_finite() says which
// part.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "saddlescope/function/expression.h"
#include "saddlescope/function/formula_boxes.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

class FunctionResiduals;

class FunctionObjective final : public Objective, public Boxes {
 public:
  /// Throws Error(bad input) if the formula has no variables.
  explicit FunctionObjective(Expression expression);
  ~FunctionObjective() override;

  const Expression& expression() const { return expression_; }

  std::span<const Parameter> parameters() const override { return parameters_; }
  Traits traits() const override;
  double value(std::span<const double> theta, Context& context) const override;
  double gradient(std::span<const double> theta, std::span<double> g, Context& context) const override;
  std::unique_ptr<Linearization> linearize(std::span<const double> theta, Context& context) const override;
  void values(ConstBlock thetas, std::span<double> L, Context& context) const override;
  /// From the interval of the formula's values; for formulas whose interval has no lower end: none.
  Floor floor() const override;
  /// Arguments of abs, sqrt and non-integer powers that can be 0. `on`: |z| within its rounding error, θ's included.
  Kink kink(std::span<const double> theta, Context& context) const override;

  /// Where the formula is written as a sum of squares (function_residuals.h).
  const LeastSquares* least_squares() const override;
  const Boxes* boxes() const override { return this; }
  BoxTest critical_points(const Box& box) const override { return boxes_.critical_points(box); }
  bool one_sheet(const Box& box, ConstBlock normals) const override { return boxes_.one_sheet(box, normals); }
  Box gradient(const Box& box) const override { return boxes_.gradient(box); }

  /// Which part keeps value or gradient at θ from being finite: "log(x) at x = -1"; empty if both are finite.
  std::string where_not_finite(std::span<const double> theta, Context& context) const override;

 private:
  class At;
  struct Compiled;

  Expression expression_;
  FormulaBoxes boxes_{expression_};
  std::vector<Parameter> parameters_;
  std::unique_ptr<Compiled> compiled_;
  std::unique_ptr<FunctionResiduals> residuals_;
};

}  // namespace saddlescope
