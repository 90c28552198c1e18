// What a search of a box met twice: beside a point where sheets meet (the vertex of a cone) corrections lead to and fro,
// and a stretch of a surface looks like a curve, or a point. It lies on a set of higher dimension k where the set has k
// dimensions around it at a thousandth of its own size (corrector.h: shape, connected), at all points looked at, and one
// of that dimension was traced no farther away than that size. A line through a surface has one dimension.
// Points that a traced curve goes through are marked where it was traced (manifolds.h).
// Not proved. Cost: a shape for a singular point, three for a curve.
#pragma once

#include <vector>

#include "saddlescope/optimize/corrector.h"
#include "saddlescope/optimize/critical_sets.h"

namespace saddlescope {

/// Sets CriticalSet::on_larger; what such a set accounts for counts to the larger one as well.
void mark_parts_of_larger_sets(const Corrector& corrector, std::vector<CriticalSet>& found);

}  // namespace saddlescope
