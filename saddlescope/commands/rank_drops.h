// Where along a curve of critical points the rank of H drops: there its kind may change (x²y at y = 0: minima on one
// side, maxima on the other), or a point of another kind lies on it (the saddle of x²(y² − x²) at 0).
//
//   m(θ) = the smallest |λ| of H but for the one nearest to 0, which belongs to the tangent
// Looked at are the signs of all λ but that one at every sample: where they say another kind (all positive, all
// negative, both) than at the sample before, each beyond its tolerance, the rank drops between the two: bisected to the
// spacing of numbers, each middle corrected back onto the curve. A sample of smaller m than its neighbours is followed
// between them by golden section, down to a drop (m falls to kDrop of the largest along the curve) or to signs of
// another kind, which make that point a sample of its own.
// Not found: what m doesn't show at the samples, as several such places between two neighbours, and changes of kind
// where H is singular across the curve all along (x⁴y).
// Cost: a Hessian for each sample, up to 60 corrections for each change of signs and 75 for each place followed, of
// which there are kPlaces at most.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/critical_sets.h"

namespace saddlescope {

struct RankDrop {
  std::size_t after =
      0;  ///< samples 0 … after − 1 lie on one side of it; 0: where a closed curve's end meets its begin
  std::optional<Vector> at;  ///< nothing where the samples on its two sides aren't connected
  bool changes = false;  ///< the signs across the curve are of another kind behind it
};

struct DividedCurve {
  std::vector<Vector>
      sample;  ///< in order, with points between that are of another kind; a closed one's from a drop on
  std::vector<RankDrop> drops;  ///< in that order
};

/// piece: of a curve, its sample in the order along it.
DividedCurve divided(const Objective& objective, const CriticalSet& piece, Context& context);

}  // namespace saddlescope
