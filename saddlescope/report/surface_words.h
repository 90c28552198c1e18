// What text and page say alike of a surface.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// Whether it is over a box, not through a point that was asked about.
bool over_box(const Surface& surface);

/// The lowest and the highest finite loss that was evaluated, the point's own among them: it may lie between those of the
/// grid. Nothing where none is finite.
std::optional<std::pair<double, double>> loss_range(const Surface& surface);

/// The points along its axes: "5 × 5".
std::string grid_words(const CrossSection& section);

}  // namespace saddlescope::report
