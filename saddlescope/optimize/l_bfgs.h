// L-BFGS (Nocedal 1980; Liu & Nocedal 1989): θ ← θ − t·B·∇L(θ), t by the strong Wolfe search of strong_wolfe.h.
//   B: the inverse BFGS matrix of the last 20 pairs s = Δθ, y = Δ∇L, from B₀ = (sᵀy/yᵀy)·I, by the two-loop recursion.
// A pair counts if sᵀy > eps·‖s‖‖y‖. Where the line search fails it is repeated with the measured rounding error of L
// in place of the assumed one, then along −∇L without pairs; then the method stops and says so: no success.
// Takes no step where ∇L = 0.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

class LBfgs final : public Optimizer {
 public:
  static constexpr std::size_t kPairs = 20;

  std::optional<Stop> step(const Objective& objective, const Point& point, Point& next, Context& context) override;
  void state(StateArchive& archive) override;

 private:
  struct Pair {
    Vector s, y;
    double curvature;  ///< sᵀy > 0
  };

  Vector direction(std::span<const double> g) const;
  void remember(const Point& point, const Point& next);

  std::deque<Pair> pairs_;  ///< oldest first
  double loss_error_ = 0;  ///< relative to |L|, as last measured
};

}  // namespace saddlescope
