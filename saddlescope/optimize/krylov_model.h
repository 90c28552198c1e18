// The quadratic model of a loss around a point, gᵀs + ½sᵀHs, on a Krylov space, in the basis of Ritz vectors:
//   s = V·S·y  (V: P × j from Lanczos, T = S·Θ·Sᵀ),  m(y) = Σ pᵢyᵢ + ½Σθᵢyᵢ²,  p = SᵀVᵀg
// V starts at g. Where that space says nothing of the way down (g = 0; V invariant before it is all of ℝᴾ, as on the
// symmetric subspace of a network with copied units; or what it promises drowns in rounding), a second space starts at
// a random vector: orthogonal to an invariant V, so that both models add up, else in V's place (Gould, Lucidi, Roma &
// Toint 1999, §5.3, restart there the same way). At a saddle its lowest Ritz pair is the way out that no gradient
// shows.
//
// Proves of a step y: m(y) exactly (a decrease that the model has). Not that no lower point of m lies outside the
// space, nor, where no θ is negative, that H has no negative eigenvalue.
// Cost: a product a step of Lanczos, 4Pj² flops, P(j+1) doubles a space.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/secular.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {

class KrylovModel {
 public:
  static constexpr std::size_t kMostProducts = 60;  ///< a space; fewer where a quarter of the memory holds no more

  using Solve = std::function<ModelStep(const DiagonalModel&)>;

  /// Refers to `at`. `index`: of the random stream, another at each step of a method.
  KrylovModel(const Linearization& at, std::uint64_t index, Context& context);

  /// Grows the space started at g until the model's gradient at the step, ‖H·s + λ·s + g‖, is at most `relative`·‖g‖,
  /// or kMostProducts. Returns the step.
  ModelStep grow(const Solve& solve, double relative, Context& context);
  /// Whether the space started at g can't tell of a way down: see above. `least`: a decrease that is rounding.
  bool blind(const ModelStep& step, double least) const;
  /// Adds the space with a random start, until its lowest Ritz value is negative with a residual below a tenth of it,
  /// or kMostProducts. Returns the step.
  ModelStep widen(const Solve& solve, Context& context);

  const DiagonalModel& diagonal() const { return model_; }
  /// s = V·S·y.
  Vector vector(std::span<const double> y) const;
  double lowest() const;  ///< Ritz value; +∞ of no space
  std::size_t products() const { return H_.products(); }
  bool widened() const { return random_.has_value(); }

 private:
  void update();

  const Linearization& at_;
  HessianOperator H_;
  std::uint64_t index_;
  std::size_t most_;  // products of a space
  Lanczos krylov_;
  std::optional<Lanczos> random_;
  bool keep_first_ = true;  // its vectors come first in model_
  DiagonalModel model_;
};

}  // namespace saddlescope
