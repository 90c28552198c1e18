// Where along a curve of critical points the rank of H drops: there its kind may change (x²y at y = 0: minima on one
// side, maxima on the other), or a point of another kind lies on it (the saddle of x²(y² − x²) at 0).
//
//   m(θ) = the smallest |λ| of H but for the one nearest to 0, which belongs to the tangent
// A sample of smaller m than its neighbours is followed between them by golden section, each chord's point corrected
// back onto the curve. The rank drops where m falls to kDrop of the largest along the curve.
// Not found: drops of which several lie between neighbouring samples, and those at the ends.
// Cost: a Hessian for each sample, some fifty corrections for each place looked at, of which there are kPlaces at most.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/critical_sets.h"

namespace saddlescope {

struct RankDrop {
  std::size_t after = 0;  ///< samples 0 … after − 1 lie on one side of it
  Vector at;
};

/// set: of dimension 1, its sample in order. In the order of the sample.
std::vector<RankDrop> rank_drops(const Objective& objective, const CriticalSet& set, Context& context);

}  // namespace saddlescope
