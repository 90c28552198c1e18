// A formula that is a sum of squares, as least squares: L = Σ fₖ·eₖ^(2mₖ) + c with factors fₖ > 0 and c ≥ 0 gives
//   rₖ = √(2fₖ)·eₖ^mₖ,  and √(2c) where c > 0.
// Seen on the formula as it is written: (1 - w1*w2)^2, (1 - x)^2 + 100*(y - x^2)^2, not x^2 - 2*x + 1.
// J is dense, M × P, from one program: fit for the few terms and variables that formulas have.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "saddlescope/engine/graph.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/function/expression.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

class FunctionResiduals final : public LeastSquares {
 public:
  /// Null where the formula is written otherwise. Copies what it needs.
  static std::unique_ptr<FunctionResiduals> of(const Expression& expression);

  std::size_t residual_count() const override { return residuals_.size(); }
  double residuals(std::span<const double> theta, std::span<double> r, Context& context) const override;
  void jacobian(std::span<const double> theta, ConstBlock V, Block JV, Context& context) const override;
  void transposed_jacobian(std::span<const double> theta, ConstBlock U, Block JTU, Context& context) const override;
  double normal_equations(std::span<const double> theta, Block A, std::span<double> g, Context& context) const override;

 private:
  FunctionResiduals() = default;
  const engine::Program& program() const;
  Vector evaluate(const engine::Program& program, std::span<const double> theta) const;
  /// Row k of J.
  std::span<const double> row(const Vector& all, std::size_t k) const;

  std::size_t P_ = 0;
  mutable engine::Graph graph_;
  std::vector<engine::Value> residuals_, variables_;
  std::unique_ptr<engine::Program> values_;  // r
  mutable std::once_flag once_;
  mutable std::unique_ptr<engine::Program> all_;  // r, then J row by row
};

}  // namespace saddlescope
