// The causes, one function each. stall.cpp lists them in order. A function returns what it found, and may add to
// Findings::undecided what it couldn't tell.
//
// Invariant: a cause looks at numbers alone, measured lazily and once (Facts), never at another cause's text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saddlescope/stall/stall.h"

namespace saddlescope {

/// The numbers that causes share, each measured when first asked for.
class Facts {
 public:
  Facts(const StallInput& input, Context& context) : input_(input), context_(context) {}

  const StallInput& input() const { return input_; }
  const Linearization& at() const { return input_.at; }
  const TrainedBy& by() const { return input_.trained_by; }
  const Anatomy* anatomy() const { return at().objective().anatomy(); }
  Context& context() { return context_; }

  const Floor& floor();
  /// L − floor, infinite where there is no floor.
  double above_floor();
  double gradient_norm();
  double gradient_error();  ///< e_g
  const Vector& gradient_product();  ///< Hg
  double gradient_curvature();  ///< gᵀHg
  BoundedEigenvalue highest();  ///< λmax
  double hessian_norm();  ///< ‖H‖
  /// The largest decrease of the loss that a doubling search along −g finds, at least 0.
  double fall_along_gradient();
  bool at_the_floor();  ///< L − floor ≤ 1e-3·S, or within rounding where there is no S
  /// The verdict is one of a critical point; without a verdict, ‖g‖ is within its own rounding error.
  bool critical();
  bool has_flag(std::string_view flag) const;  ///< the problem was said with it

  std::vector<UndecidedCause> undecided;

 private:
  const StallInput& input_;
  Context& context_;
  std::optional<Floor> floor_;
  std::optional<Estimate<double>> above_floor_;
  std::optional<double> gradient_error_, hessian_norm_, fall_;
  std::optional<Vector> product_;
  std::optional<BoundedEigenvalue> highest_;
};

using Found = std::optional<StallCause>;

Found loss_at_floor(Facts& facts);  // at_floor.cpp

Found constant_output(Facts& facts);  // outputs.cpp
Found minimum_at_infinity(Facts& facts);

Found dead_units(Facts& facts);  // units.cpp
Found saturated_units(Facts& facts);
Found vanishing_gradient(Facts& facts);

Found step_too_short(Facts& facts);  // steps.cpp
Found step_too_long(Facts& facts);

Found noise_dominates(Facts& facts);  // noise.cpp

Found gradient_flat(Facts& facts);  // plateau.cpp
Found plateau(Facts& facts);

Found critical_point(Facts& facts);  // critical_point.cpp

/// x > 0 to so many digits, never more than x: a limit to stay below.
std::string rounded_down(double x, int digits);

}  // namespace saddlescope
