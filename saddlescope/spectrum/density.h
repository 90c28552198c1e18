// How the eigenvalues of a symmetric operator are spread, from products alone: stochastic Lanczos quadrature.
//
//   #{λ ∈ C} = tr 1_C(A) ≈ 1/n_v · Σ_v P·μ_v(C),  μ_v = Σᵢ (uᵢᵀv)²·δ(λᵢ),  v random on the unit sphere
// Lanczos from v gives the Gauss quadrature of μ_v: nodes θ_j, the Ritz values, with weights (first entry of the j-th
// eigenvector of T)². A Gaussian vector of any length has the same direction as one on the sphere; that its length is
// taken out makes the masses of all cells add up to P exactly. Rademacher vectors have entries ±1/√P: a smaller
// variance where A is nearly diagonal, none that is known otherwise.
//
// Sampling error, of the mass n of a cell over vectors on the sphere: variance 2n(1 − n/P)·P/(P + 2) a vector, exactly
// (moments of uᵢ⁴). Stated is the root of it at the estimated n over n_v, or that of the sample's own variance over n_v
// where that is larger: the estimated n may be 0.
// Quadrature error: a step at x isn't integrated exactly, but the weights left of a node bracket what μ_v has there
// (Chebyshev, Markov, Stieltjes): with θ_i ≤ x < θ_{i+1}
//   Σ_{j<i} w_j ≤ μ_v(−∞, x] ≤ Σ_{j≤i+1} w_j
// so at_least and at_most hold for the vectors drawn, whatever the spectrum; they are far apart where eigenvalues pile
// up around x, and no number of vectors brings them closer: more steps do. Exact where the space is invariant.
// Proves: that bracket (up to rounding of Lanczos) and, by Cauchy's interlacing, #{θ < −e} ≤ n₋ for each vector's Ritz
// values. The masses themselves are estimates.
// Cost: n_v·m products of one column, 4Pm²·n_v flops, P(m + 2) doubles.
// Source: Golub & Meurant 2010; Lin, Saad & Yang 2016; Szegő, Orthogonal Polynomials, §3.41.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/operator.h"

namespace saddlescope {

enum class Probes { sphere, rademacher };

struct DensityOptions {
  std::size_t vectors = 10;  ///< n_v ≥ 1
  std::size_t steps = 100;  ///< m ≥ 1, at most P
  Probes probes = Probes::sphere;
};

/// One vector's Gauss quadrature.
struct Quadrature {
  Vector nodes;  ///< ascending
  Vector weights;  ///< they add up to P
  Vector residuals;  ///< an eigenvalue lies within this of its node
  bool exact = false;  ///< the space is invariant: nodes are eigenvalues, the weights all of μ_v
};

/// An estimated number of eigenvalues.
struct EstimatedCount {
  double mass = 0;
  double standard_error = 0;  ///< of sampling
  double at_least = 0, at_most = 0;  ///< what quadrature can be off by, for the vectors drawn
};

class SpectralDensity {
 public:
  /// Vectors come from context.random_start("spectral density", k). A request to stop ends it after the last whole
  /// vector.
  /// Throws Error(bad input) without vectors, steps or rows, Error(memory) before any product if P(m + 2) doubles
  /// aren't allowed, Error(numerical) if a product isn't finite.
  SpectralDensity(const SymmetricOperator& A, const DensityOptions& options, Context& context);

  std::size_t size() const { return P_; }
  const std::vector<Quadrature>& quadratures() const { return quadratures_; }  ///< none: stopped before the first
  std::size_t products() const { return products_; }
  bool interrupted() const { return interrupted_; }
  double lowest() const;  ///< the lowest node of all vectors; NaN where there is none
  double highest() const;
  double norm() const;  ///< max |θ|: ‖A‖ is at least this

  /// Eigenvalues in (−∞, −tau) and in (tau, ∞).
  EstimatedCount below(double bound) const;
  EstimatedCount above(double bound) const;
  /// Masses of the cells [edges_i, edges_{i+1}), the last one closed. edges: ascending, at least two.
  std::vector<EstimatedCount> cells(std::span<const double> edges) const;
  /// The largest number of one vector's nodes below, and above, the bound: at least so many eigenvalues are, copies not
  /// counted.
  std::size_t nodes_below(double bound) const;
  std::size_t nodes_above(double bound) const;

 private:
  struct Sample {
    double mass, at_least, at_most;
  };
  EstimatedCount estimate(std::span<const Sample> samples) const;

  std::size_t P_;
  Probes probes_;
  std::vector<Quadrature> quadratures_;
  std::size_t products_ = 0;
  bool interrupted_ = false;
};

/// Edges of cells that double in width away from zero: ±largest·2⁻ᵏ down to `smallest`, and the one cell around zero
/// between. 0 < smallest ≤ largest, else that cell alone, [−smallest, smallest].
Vector edges_around_zero(double smallest, double largest);

}  // namespace saddlescope
