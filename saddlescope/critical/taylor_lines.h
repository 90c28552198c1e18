// Taylor coefficients of L along straight lines of N: θ* + t·v, orders 3 to 8 (docs/methods.md §5, step 3).
//
// L(θ* + tv) = Σ cⱼtʲ. The first coefficient of order k ≥ 3 that isn't zero: odd, L falls along v or −v and rises the
// other way; negative, it falls both ways; positive, it rises both ways. A way along a straight line is a way, whatever
// the other coordinates would do; that a line rises says nothing of the curves beside it.
// A coefficient counts as non-zero beyond ten times the largest of its rounding error, that of its sum of terms
// (100·P·eps times the largest of its order on any line), and what an error in N does to it (30·τ_θ/λ̂·max_j |c_j|). It
// decides only if at some radius r ≤ ½ it exceeds twice ‖g_band‖·r + ½τr², the thresholds of the lower orders and the
// sizes of the higher ones, and if neither curvature in the band nor a lower order could hide something before it
// (null_space.h).
// Proves no minimum. Cost: one series of order 8 a line (for a tanh network about three gradients: nested tangents
// share what they have in common), with its errors, many times as dear, for all lines of few parameters, else for four
// at most.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/critical/null_space.h"

namespace saddlescope {

/// A line whose first coefficient is of even order: L rises (1) or falls (−1) along it both ways.
struct LineSign {
  Vector v;
  int sign;
  double from;  ///< the smallest radius at which that coefficient decides
};

struct LineWays {
  int down = 0, up = 0;  ///< the lowest order that shows a way; 0: none
  std::optional<Vector> way;  ///< unit vector along which L falls
  double coefficient = 0;  ///< that of the way down
  std::vector<LineSign> even;
};

/// lines: unit vectors of N.
LineWays taylor_lines(const NullSpace& space, std::span<const Vector> lines, Context& context);

}  // namespace saddlescope
