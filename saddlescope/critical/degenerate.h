// What a critical point is whose Hessian leaves directions open: third and fourth order on the space N of the band.
//
//   t(v) = D³L[v,v,·],  q(v) = D⁴L[v⁴]/24 − ⅛·tᵀH⁺t   (H⁺ over the eigenvalues outside the band alone)
// The correction in q matters: (y−x²)(y−2x²) rises along every line through the origin, yet is a saddle.
// Three rules keep rounding and distance from deciding (docs/methods.md):
//   nearness: all happens at θ*, where the gradient left inside the band is within ten times its rounding error;
//   errors:   a derivative is non-zero only beyond ten times its own error, the error of its sum of terms, and what an
//             error in N does to it;
//   dominance: a term of order k decides only if at some radius r ≤ ½ it exceeds twice everything else: ‖g_band‖·r,
//             ½τr², the errors (for k = 4 the sizes) of the lower orders and the sizes of the higher ones up to 8.
// And where curvature in the band could hide something before such a term (null_space.h) nothing is concluded from it.
// Proves, where `certified`: a way down and a way up (D³ ≠ 0; q < 0), or, for dim N ≤ 2, that q > 0 all round. Over
// more dimensions min q is sought by descent from several starts: no proof (the problem is NP-hard).
// Leaves open: what only orders above 4 decide (taylor_lines.h, probe.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saddlescope/critical/null_space.h"

namespace saddlescope {

/// What third and fourth order say along the directions of N, for L and, where no eigenvalue lies above the band, for
/// −L.
struct HigherOrder {
  /// hidden: a term decides, but curvature within the band, which isn't told from none, could hide the opposite closer
  /// by.
  enum class Answer { open, hidden, cubic, down, up, both, minimum, maximum } answer = Answer::open;
  bool certified = false;
  std::string why;
  std::optional<Vector> way;  ///< unit vector of N along which L falls, where a way down was found
  std::vector<Vector> candidates;  ///< where q is smallest, as far as it was found, then (n₊ = 0) largest
};

/// Cost: some hundred evaluations of third derivatives and a few Taylor series of order 8 with their errors.
HigherOrder higher_order(const NullSpace& space, Context& context);

}  // namespace saddlescope
