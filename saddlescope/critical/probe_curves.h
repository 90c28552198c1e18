// Points on curves that leave θ* along v ∈ N while the other coordinates follow, and what the loss does there.
//
//   x(r, v) = θ* + r·v + w,  w outside N, ‖w‖ ≤ r, so that the gradient's part outside N vanishes at x
// by chord steps w ← w − Σ (uᵢᵀg(x)/λᵢ)·uᵢ with the eigenpairs outside the band at θ*; a curve whose steps leave the
// ball, or the region where L is finite, has no point at that radius.
//   ΔL = L(x) − L(θ*), resolved beyond  e_L(θ*) + e_L(x) + ‖g_band‖·r + ½τr² + ½Σ(uᵢᵀg)²/|λᵢ|, summed over x and θ*,
// the last term being what the steps left to gain there, and Newton's method here. For few parameters the slope along
// the curve is asked as well: by the envelope theorem dL/dr = (P_N g(x))ᵀv, resolved beyond e_g(x) + ‖g_band‖ + τr +
// ‖g_O(x)‖. A constant in L, whose rounding hides how it begins to change, is none of the gradient's: 10⁶ + x⁶ is seen
// to rise at 10⁻⁸. Cost a point: some gradients; the errors where they matter alone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "saddlescope/critical/null_space.h"

namespace saddlescope {

struct CurvePoint {
  Vector theta, gradient;
  double value = 0;
  double left = 0;  ///< ½Σ(uᵢᵀg)²/|λᵢ|
  double outside = 0;  ///< the gradient's part outside N: √Σ(uᵢᵀg)²
  bool there = false;  ///< false: no point at that radius; the other fields are then meaningless
};

struct CurveChange {
  double change = 0;  ///< ΔL, or r·dL/dr where that is resolved and of the same sign
  double error = 0;  ///< of either, as far as it was asked for
  bool resolved = false;  ///< beyond its error
  bool flat = false;  ///< within its error, with a gradient of rounding alone
  bool by_slope = false;  ///< `change` is r·dL/dr
  double across = 0;  ///< r times the gradient's part in N across v (few parameters alone)
};

/// A change at one radius, with its error.
struct ChangeAt {
  double r, change, error;
};

/// p in |ΔL| ~ rᵖ between the first and the last of several changes of one sign.
double order_of(std::span<const ChangeAt> changes);

/// Whether changes of one sign, smallest radius first, begin at a distance: at `below`, a smaller radius where nothing
/// is resolved, they would still show if they went on the way they come in (x⁶y from (0, 0.1) beyond the end of its
/// valley).
bool begins_at_a_distance(std::span<const ChangeAt> changes, const ChangeAt& below);

/// A lower point: where, and by how much.
struct LowerPoint {
  Vector theta;
  double decrease = 0;  ///< L(θ*) − L there, beyond its error
};

class ProbeCurves {
 public:
  explicit ProbeCurves(const NullSpace& space);

  const NullSpace& space() const { return space_; }
  /// x(r, v) for each of the unit vectors.
  std::vector<CurvePoint> points(double r, std::span<const Vector> directions, Context& context) const;
  /// ΔL at a point that is there. Remembers the lowest.
  /// turning: v is another at another r, the minimizer of ±L over a sphere. Then the slope is asked where the value
  /// says nothing; it says how that minimum changes only where the search has arrived, the gradient across v being
  /// small.
  CurveChange change(const CurvePoint& point, double r, bool turning, Context& context);
  /// Is ΔL beyond rounding and what the steps left, whatever gradient and curvature there are in the band?
  bool differs(const CurvePoint& point, Context& context) const;
  const std::optional<LowerPoint>& lowest() const { return lowest_; }

 private:
  CurveChange by_slope(const CurvePoint& point, double r, double gradient_error) const;
  Matrix parts_outside(std::span<CurvePoint* const> points) const;
  void set_parts(CurvePoint& point, std::span<const double> parts) const;
  void follow(double r, std::span<const Vector> directions, std::vector<CurvePoint>& points, Context& context) const;

  const NullSpace& space_;
  Vector values_outside_;  // eigenvalues outside the band
  std::size_t below_ = 0;  // how many of them lie below it
  double left_ = 0;  // ½Σ(uᵢᵀg)²/|λᵢ| at θ*
  std::optional<LowerPoint> lowest_;
};

}  // namespace saddlescope
