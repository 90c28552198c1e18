// Points on curves that leave θ* along v ∈ N while the other coordinates follow, and what the loss does there.
//
//   x(r, v) = θ* + r·v + w,  w outside N, ‖w‖ ≤ r, so that the gradient's part outside N vanishes at x
// by chord steps w ← w − Σ (uᵢᵀg(x)/λᵢ)·uᵢ with the eigenpairs outside the band at θ*; a curve whose steps leave the
// ball, or the region where L is finite, has no point at that radius.
//   ΔL = L(x) − L(θ*), resolved beyond  e_L(θ*) + e_L(x) + ‖g_band‖·r + ½τr² + ½Σ(uᵢᵀg)²/|λᵢ|
// the last term being what the steps left to gain. Cost a point: some gradients; the errors where they matter alone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "saddlescope/critical/null_space.h"

namespace saddlescope {

struct CurvePoint {
  Vector theta, gradient;
  double value = 0;
  double left = 0;     ///< ½Σ(uᵢᵀg)²/|λᵢ|
  bool there = false;  ///< false: no point at that radius; the other fields are then meaningless
};

struct CurveChange {
  double change = 0;      ///< ΔL
  bool resolved = false;  ///< beyond its error
  bool flat = false;      ///< within its error, with a gradient of rounding alone
};

/// A resolved change at one radius.
struct ChangeAt {
  double r, change;
};

/// p in |ΔL| ~ rᵖ between the first and the last of several changes of one sign.
double order_of(std::span<const ChangeAt> changes);

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
  CurveChange change(const CurvePoint& point, double r, Context& context);
  /// Is ΔL beyond rounding and what the steps left, whatever gradient and curvature there are in the band?
  bool differs(const CurvePoint& point, Context& context) const;
  const std::optional<LowerPoint>& lowest() const { return lowest_; }

 private:
  Matrix parts_outside(std::span<CurvePoint* const> points) const;
  double left_to_gain(std::span<const double> parts) const;
  void follow(double r, std::span<const Vector> directions, std::vector<CurvePoint>& points, Context& context) const;

  const NullSpace& space_;
  Vector values_outside_;     // eigenvalues outside the band
  std::size_t below_ = 0;     // how many of them lie below it
  std::optional<LowerPoint> lowest_;
};

}  // namespace saddlescope
