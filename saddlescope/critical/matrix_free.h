// The verdict on a point whose Hessian is known by products alone (docs/methods.md §1, §2, §4).
//
//   ends of the spectrum    block Lanczos from random starts (spectrum/block_lanczos.h): witnesses of both signs, #{θ < −τ} ≤ n₋
//   not critical            ½(‖g‖ − e_g)²/‖H‖ > tol·S and L − floor > tol·S (data); ‖g‖ > 2e-4·‖H‖ + 10·e_g (formula)
//   else                    Lanczos from g: sums over Ritz pairs in the place of eigenpairs give s, Δ, τ. The gradient left
//                           over, g + H·s, counts whole like one inside the band, unresolved parts included
//   certain curvature       Rayleigh quotients of products, beyond their measured evaluation error
// An upper bound of ‖H‖ is known but for a probability (UnseenBounds), which `not critical` then has to fail.
// Proves: what is `certified`: a saddle, by its two witnesses; not critical, where Lanczos filled the whole space or
// sums over the Krylov space of g decided. Never a minimum: where nothing negative
// shows, no_negative_curvature_found with the probability that something hides below the bound (UnseenBounds).
// Where Lanczos fills the whole space every sign is counted, and the signs alone may decide.
// A stop request ends it with what is known so far (interrupted), the verdict then undetermined.
//
// Cost: `products` Hessian-vector products at most for the ends, 100 for g, some 40 for rounding errors, 26 and a
// linearization for every τ tried. Memory: vectors of length P, a quarter of what the context allows.
#pragma once

#include <cstddef>
#include <optional>

#include "saddlescope/critical/verdict.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

struct MatrixFreeOptions {
  /// Of the memory allowed: for the vectors of block Lanczos, and as much for those of the gradient's Krylov space.
  static constexpr double kLanczosShare = 1.0 / 6;

  ClassifyOptions classify;
  std::size_t products = 400;  ///< for the ends of the spectrum, at most
  double failure_probability = 1e-3;  ///< that an eigenvalue lies beyond Spectrum::unseen
};

struct MatrixFreeClassification {
  Verdict verdict;
  Spectrum spectrum;
  std::optional<Nearby> nearby;
  Floor floor;
  std::optional<double> stake;
  Kink kink;
  double gradient_norm = 0;
  std::optional<double> flatness;
  Rounding rounding;  ///< e_L, e_g; products: of the vectors measured
  Vector ritz;  ///< Ritz values, ascending
  Matrix lowest_vectors;  ///< to the first of them, for the way out; no columns where none is negative
  bool interrupted = false;
};

/// at: finite value and gradient, P ≥ 1. Random starts: context.random_start. Throws Error(numerical) if a product
/// isn't finite, Error(memory) if a few dozen vectors aren't allowed.
MatrixFreeClassification classify_matrix_free(const Linearization& at, const MatrixFreeOptions& options,
                                              Context& context);

}  // namespace saddlescope
