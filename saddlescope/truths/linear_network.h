// Two-layer linear networks at every kind of critical point (docs/methods §10.3; after Baldi & Hornik 1989).
//
// L = 1/(N·C)·‖Y − Ŷ‖², Ŷ = X·BᵀAᵀ (+ biases). The data are made so that the singular values s of M are known:
//   X = Z·Tᵀ + 1·mᵀ, ZᵀZ = N·I, 1ᵀZ = 0,  Y = Z·V·S·Uᵀ + 1·ȳᵀ + E, Eᵀ[Z 1] = 0,
// whence M = Y_cᵀX_c/N·Σ_x^(−½) has the singular values s for every invertible T. T = I, m = 0, ȳ = 0 are whitened
// data.
// The critical point of an index set J is A = [U_J·√S_J, 0], B = [√S_J·V_Jᵀ; 0]·T⁻¹, b₁ = −B·m, b₂ = ȳ.
// n₋ = (p − k)(r − k) + #{m ∈ J, j ∉ J: s_j > s_m}, k = |J|. On whitened data all eigenvalues are known; (A·C, C⁻¹·B)
// and data as they come are linear changes of the variables, which keep the inertia and not the eigenvalues.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "saddlescope/truths/ground_truth.h"

namespace saddlescope {

struct LinearNetwork {
  std::size_t inputs = 1, hidden = 1, outputs = 1;
  Vector s;  ///< singular values of the targets, positive: 1 to min(inputs, outputs) of them
  std::vector<std::size_t> J;  ///< which of them the network has learned: indices from 0, at most `hidden`
  bool bias = false;
  bool residual = false;  ///< targets that no network fits: E ≠ 0
  bool mixed = false;  ///< hidden units mixed with one another: (A·C, C⁻¹·B)
  bool raw = false;  ///< inputs neither whitened nor, with biases, centred
  Precision precision = Precision::f64;  ///< of its evaluation
};

/// Throws Error(bad input) where a size is beyond 1024, J or s doesn't fit the sizes, or squares of s leave f64's
/// normal numbers; Error(memory), Error(interrupted).
GroundTruth two_layer_linear(const LinearNetwork& network, std::uint64_t seed, Context& context);

/// The same in surroundings of its own: default_context().
GroundTruth two_layer_linear(const LinearNetwork& network, std::uint64_t seed = 0);

}  // namespace saddlescope
