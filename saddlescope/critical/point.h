// A point with everything of second order known about it, and the band of eigenvalues whose sign isn't called.
//
// Tolerance here (docs/methods.md): τ_θ = P·eps·‖H‖ + ‖H − Hᵀ‖ + ΔH, where ΔH is the largest ‖ΔH·v‖ over perturbed
// evaluations, v the eigenvectors of the smallest |λ|, of both ends, and random unit vectors. Coordinate vectors would
// miss the noisy direction. |λ| > τ_θ has its sign for certain: a fact about a matrix.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "saddlescope/critical/eigenpairs.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/spectrum.h"
#include "saddlescope/spectrum/dense.h"

namespace saddlescope {

/// Up to so many parameters a search among directions can afford more starts, steps and radii, and all eigenvectors
/// come at once.
inline constexpr std::size_t kFewParameters = 300;

/// A gradient left inside the band, or by a step, counts as zero up to this multiple of its rounding error.
inline constexpr double kBandErrors = 10;

/// How a point is measured.
struct MeasureOptions {
  std::size_t vectors_at_once =
      kFewParameters;  ///< up to so many parameters all eigenvectors are computed with the values
  bool factorize = false;  ///< signs by factorization, eigenvalues only where they are needed (factored_point.h)
  std::size_t outside_at_most = 200;  ///< pairs outside ±τ_θ that Lanczos looks for before all eigenvalues are computed
};

/// What factors tell of a point without flat directions.
struct RegularPoint {
  Vector s;  ///< −H⁻¹g
  double gain = 0;  ///< ½·Σ (uᵢᵀg)²/|λᵢ| or more
  Vector flattest;  ///< a unit vector near the eigenvector of the smallest |λ|
  double smallest = 0;  ///< no |λ| is below it; by factorization an estimate, from Lanczos on the inverse
  /// Whether certainly every |λ| > τ: by the eigenvalues, or counted by two factorizations more.
  std::function<bool(double tau, Context& context)> none_within;
};

/// Where the matrix isn't at hand `eigen` holds the m Ritz pairs of a Krylov space of g, which see all of g
/// (matrix_free.h); sums over them stand for sums over all pairs, counts don't.
struct MeasuredPoint {
  const Linearization& at;
  Eigenpairs eigen;
  double norm = 0;  ///< ‖H‖
  double gradient_norm = 0;
  Rounding rounding;  ///< e_L, e_g; products: of the vectors the tolerance was measured on
  ToleranceTerms terms;
  double tolerance = 0;  ///< τ_θ
  std::size_t hessian_vector_products = 0;
  double curvature_along_gradient = 0;  ///< ‖Hg‖/‖g‖
  MeasureOptions how;
  Inertia signs;  ///< here, with τ_θ: from the eigenvalues, or by factorization
  BoundedEigenvalue lowest, highest;
  // With factorize the Ritz values of the ends, ascending, and vectors to the first of them where these are negative;
  // where signs.flat is 0 and not all vectors are at hand, what factors tell besides.
  Vector low_values = {};
  Matrix low_vectors = {};
  std::optional<RegularPoint> regular = {};

  std::size_t size() const { return eigen.size(); }  ///< of eigenpairs: P, or m
};

/// Measures the point. H: the dense Hessian at it. Cost: all eigenvalues (4P³/3 flops), six eigenvectors and five
/// perturbed evaluations. Throws Error(numerical) if H isn't finite.
MeasuredPoint measure_point(const Linearization& at, ConstBlock H, double asymmetry, const MeasureOptions& how,
                            Context& context);

/// P × k random unit vectors, on which the evaluation's error is measured beside eigenvectors: the same for every way
/// of measuring.
Matrix random_unit_vectors(std::size_t P, std::size_t k, const Context& context);

/// The eigenvalues within ±τ: a contiguous range, since they ascend.
struct Band {
  double tau = 0;
  std::size_t begin = 0, end = 0;  ///< below begin: λ < −τ; from end on: λ > τ
};
Band band(const MeasuredPoint& point, double tau);
Inertia inertia(const MeasuredPoint& point, const Band& band);

/// Parts uᵢᵀx along the eigenvectors outside the band: first those below it, then those above it.
Vector parts_outside(const MeasuredPoint& point, const Band& band, std::span<const double> x);
/// Eigenvalues in that order.
Vector values_outside(const MeasuredPoint& point, const Band& band);
/// s = −Σ_{|λᵢ|>τ} (uᵢᵀx/λᵢ)·uᵢ: the Newton step outside the band where the gradient is x.
Vector newton_step_outside(const MeasuredPoint& point, const Band& band, std::span<const double> x);
/// The component of the gradient inside the band.
Vector gradient_inside(const MeasuredPoint& point, const Band& band);
/// x with its components outside the band taken out.
Vector project_inside(const MeasuredPoint& point, const Band& band, std::span<const double> x);
/// H⁺x over the eigenvalues outside the band alone.
Vector pseudo_inverse_outside(const MeasuredPoint& point, const Band& band, std::span<const double> x);

}  // namespace saddlescope
