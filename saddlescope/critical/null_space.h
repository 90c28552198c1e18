// N, the space of the band at a critical point θ*: the directions that second order leaves open.
//
// N is known to an error: eigenvectors turn by τ_θ/λ̂, P·eps·‖H‖/λ̂ at the least, λ̂ the smallest |λ| outside the band,
// and what counts as zero in it isn't exactly zero. error() is the larger of both: what it does to a derivative along
// v ∈ N is a multiple of it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "saddlescope/critical/nearby.h"
#include "saddlescope/critical/point.h"

namespace saddlescope {

/// Keeps references to the point.
class NullSpace {
 public:
  NullSpace(const MeasuredPoint& star, const Reach& reach);

  const MeasuredPoint& star() const { return star_; }
  const Band& band() const { return band_; }
  std::size_t dimension() const { return band_.end - band_.begin; }
  double gradient_inside() const { return gradient_inside_; }  ///< ‖g_band‖
  double error() const { return error_; }  ///< what N is off by, relative; 0 where N is everything
  /// 100·P·eps: the rounding of a sum of P terms, relative to the largest size that sums of its kind have.
  double rounding_of_sums() const;

  /// Orthonormal vectors of N, i below basis_size().
  std::span<const double> column(std::size_t i) const { return basis_.column(i); }
  std::size_t basis_size() const { return basis_.columns(); }
  /// The unit vector of N nearest in direction to x; nothing where x has no part in N beyond rounding.
  std::optional<Vector> unit_inside(const Vector& x) const;
  /// x's part in N.
  Vector inside(std::span<const double> x) const { return project_inside(star_, band_, x); }
  /// H⁺x over the eigenvalues outside the band.
  Vector pseudo_inverse(std::span<const double> x) const { return pseudo_inverse_outside(star_, band_, x); }
  /// Random unit vectors of N from a stream of their own; the one there is (up to its sign) where dim N = 1.
  std::vector<Vector> random_directions(std::size_t count, std::string_view purpose, const Context& context) const;

 private:
  const MeasuredPoint& star_;
  Band band_;
  double gradient_inside_, error_ = 0;
  Matrix basis_;  // of N, as far as anybody asks: the first vectors
};

/// Whether a term of up to ±size·rʲ that isn't told from none could hide something before c·rᵏ, j < k, closer by: with
/// the opposite sign it makes a dip or a barrier of up to size·rʲ(1 − j/k) at r^(k−j) = j·size/(k|c|). Nothing is
/// hidden where that is within eps of the term itself at radius ½. Of a curvature of ±τ, size τ/2 and j = 2: τ³/(54c²)
/// before c·r³, τ²/(16|c|) before c·r⁴.
bool may_hide(double size, int j, double c, int k);

}  // namespace saddlescope
