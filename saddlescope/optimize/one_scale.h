// The critical points of a box as they look at its own scale: steps 1 to 3 of critical_sets.h. What may hold more at a
// smaller one (singular points, short curves, open regions) is left as it was met.
#pragma once

#include "saddlescope/optimize/critical_sets.h"

namespace saddlescope {

/// part: of a larger box that is searched already; that takes fewer boxes and starts. Regions are open without a
/// reason. Not sorted; deterministic. A request to stop ends it with what was found. Cost: critical_sets.h.
CriticalSets critical_sets_at_one_scale(const Objective& objective, const Box& box, const CriticalSetsOptions& options,
                                        bool part, Context& context);

}  // namespace saddlescope
