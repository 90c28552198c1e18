// Eigenvectors of the Hessian at a point as directions: the k-th lowest and the k-th highest.
//
// From the matrix (spectrum/dense.h), or by products alone (spectrum/block_lanczos.h). Either way an eigenvector points
// downhill; where the slope along it is 0 to rounding its largest component is positive. Of a multiple eigenvalue they
// are some orthonormal vectors of its space.
// Proves: [λ − r, λ + r] holds an eigenvalue, r the residual. By products not that none lies beyond: `why` says what is
// known.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

/// Pairs asked for at each end, counted from it.
struct EigenRanks {
  std::vector<std::size_t> lowest, highest;  ///< 1: the outermost
};

struct Eigenvectors {
  std::vector<Direction> lowest, highest;  ///< in the order asked for
  double norm = 0;  ///< ‖H‖, as far as it was seen
  std::string why;  ///< what isn't certain of them; empty: each residual is at most 1e-6·‖H‖
};

/// Ranks from 1 to P; throws Error(bad input) for others. `products`: at most, by products alone; 0
/// forms the matrix. Random starts: context.random_start. Throws Error: memory, numerical (H not finite), interrupted.
Eigenvectors eigenvectors(const Linearization& at, const EigenRanks& ranks, std::size_t products, Context& context);

/// The sign of a way out: downhill, else the largest component positive.
void point_downhill(std::span<const double> gradient, std::span<double> direction);

}  // namespace saddlescope
