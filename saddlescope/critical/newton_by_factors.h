// The Newton step s = −H⁻¹g where an approximate inverse of H is at hand: its factors, perhaps of H + τI, or its
// reduction.
//
//   s ← s − B·(g + H·s),  B ≈ H⁻¹
// Each correction leaves ‖I − B·H‖ of the error, τ/|λ + τ| along an eigenvector for B = (H + τI)⁻¹.
// Proves: ‖g + H·s‖ ≤ kSolved·‖g‖, computed with the matrix itself.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "saddlescope/linalg/block.h"

namespace saddlescope {

/// Of ‖g‖, left by the step.
inline constexpr double kSolved = 1e-8;

struct NewtonStep {
  Vector s;
  double residual = 0;  ///< ‖g + H·s‖
};

/// Nothing where a few corrections don't get there. H: symmetric, lower triangle read; inverse: X := B·X, one column.
/// Cost: a product with H and one with B a correction.
std::optional<NewtonStep> newton_by_factors(ConstBlock H, std::span<const double> g,
                                            const std::function<void(Block)>& inverse);

}  // namespace saddlescope
