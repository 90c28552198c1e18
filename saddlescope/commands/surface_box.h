// The surface of a function of one or two variables over a box, with its critical points: what `surface --box`
// prepares.
//
// Points and curves of critical points are those of find_box.h, each with its verdict. A curve is drawn piece by piece, as
// it was traced (curve_lines of results/finding.h). Where two variables are critical together over a region there is
// nothing to draw but the floor it makes; Surface::why says so.
#pragma once

#include <span>

#include "saddlescope/commands/surface.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

/// Fills in all but the losses. A request to stop leaves the points found by then and sets `interrupted`. Throws
/// Error(bad input) for more than two variables, or as find_box(); Error(memory) before anything is searched.
void prepare_box(const Objective& objective, std::span<const double> theta, const SurfaceOptions& options,
                 Surface& surface, Context& context);

}  // namespace saddlescope
