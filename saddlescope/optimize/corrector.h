// From a point nearby onto the set of critical points, and what that set looks like there: a point, a curve, a surface.
//
//   d = −Σᵢ λᵢ·(uᵢᵀg)/(λᵢ² + μ)·uᵢ,  μ = (‖g‖/ℓ)²;  θ ← θ + t·d, t among 1, 2, …, 7, ½, ¼, … that makes ‖g‖ smallest
// Levenberg–Marquardt on ‖g‖²: quadratic onto regular points and along manifolds of them, where H is singular along
// tangents alone. Where L vanishes to order n the step of t = n − 1 lands on the point that t = 1 only creeps up to.
// The same steps along the steep eigenvectors alone, |λ| ≥ ‖H‖/10, are tried beside: they lead to the nearest part of
// the set, where d would leave for the point at which branches meet.
// In units of ‖H‖: the same θ, to rounding, for c·L.
// Converged means |gᵢ| ≤ 10·(e_g + Σⱼ|Hᵢⱼ|·eps·|θⱼ|) for every i, its own rounding and what that of θ does to it; small
// isn't enough: on e⁻ˣ any gradient gets small far out. Three ends count as arrived without that test, since no step
// would change the answer: g that no step lowers below the smallest normal number, where it has no digits left;
// quadratic convergence whose last step was under 1e-17·ℓ; and, where branches meet and convergence never ends, a step
// under 1e-15·ℓ once ‖g‖ has fallen to 1e-13 of what it was.
//
// The local dimension k: displacements of one radius in several directions, each brought back onto the set. How many
// directions they still spread in (principal components) is k: 0 an isolated point, P where L is constant. That is a
// measurement at one radius, no proof.
// Points that only lie close together (cos(1/x) beside 0) spread as well; of a manifold the same holds at every smaller
// radius, down to the spacing of numbers: connected().
// Cost: some ten Hessians a correction, 2P + 4 corrections for a dimension.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "saddlescope/objective/boxes.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

struct LocalShape {
  std::size_t dimension = 0;
  Matrix tangents;  ///< P × dimension, orthonormal
  std::vector<Vector> neighbours;  ///< the points of the set that were met
  bool known = true;  ///< false: most displacements led nowhere; at a smaller radius they may lead back
};

/// Eigenvectors of H for all but the k eigenvalues nearest to 0.
struct Normals {
  Matrix vectors;  ///< P × (P − k), orthonormal
  bool told_apart = false;  ///< clearly: H is singular along the k others, and not along these
};

class Corrector {
 public:
  static constexpr double kShapeRadius = 1e-3;  ///< of the length, at which shapes are measured
  /// Of a step or chord: how far off it the set may lie that it is said to follow.
  static constexpr double kBend = 0.1;
  static constexpr double kAlong = 0.9;  ///< of a chord's length lies along the tangents of such a set
  static constexpr double kSamePoint = 1e-2;  ///< of the length: farther apart two singular points are two

  /// Keeps a reference to the objective. length: what steps are measured by, the diameter of the box. Heeds no request
  /// to stop: a correction is short.
  Corrector(const Objective& objective, double length, const Context& context)
      : objective_(objective), length_(length), context_(context) {
    context_.stop = {};
    context_.progress = {};
  }

  /// The critical point that theta leads to, at most `reach` away; nothing where none is met, or the way there goes
  /// farther than `wanted` from theta.
  std::optional<Vector> correct(std::span<const double> theta, double reach,
                                double wanted = std::numeric_limits<double>::infinity()) const;
  /// The critical point with entries that are next to nothing set to 0, where its gradient is no larger there.
  Vector tidied(const Vector& theta) const;
  /// The point of fewest digits in `within`, where the gradient is no larger than at theta; else theta.
  Vector rounded(const Vector& theta, const Box& within) const;
  /// Whether a and b are two approximations of one singular point: between them, but for the bend of the valley that
  /// they lie in, the gradient is rounding, or no larger than at them.
  bool same_point(const Vector& a, const Vector& b) const;
  /// Whether the set goes from a to b, two of its points: halfway it lies no farther from their chord than kBend of it.
  bool leads_to(const Vector& a, std::span<const double> b) const;
  /// Around a critical point, at radius `radius`.
  LocalShape shape(const Vector& theta, double radius) const;
  /// Whether displacements along its tangents stay displaced at every radius from `radius` down, on one side at least:
  /// where they all come back, what shape() met were separate points.
  bool connected(const Vector& theta, const LocalShape& shape, double radius) const;
  /// Across a set of dimension k; nothing where H isn't finite.
  std::optional<Normals> normals(const Vector& theta, std::size_t k) const;
  /// Tangents by the null space of H alone where that has k dimensions, clearly told from the rest; nothing where not.
  std::optional<Matrix> null_tangents(const Vector& theta, std::size_t k) const;

 private:
  Vector where_gradient_is_no_larger(const Vector& candidate, const Vector& theta) const;

  const Objective& objective_;
  double length_;
  mutable Context context_;
};

}  // namespace saddlescope
