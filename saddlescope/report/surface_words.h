// What text and page say alike of a surface.
#pragma once

#include <string>

#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// Whether it is over a box, not through a point that was asked about.
bool over_box(const Surface& surface);

/// A share in hundredths of a percent, so that shares and their sum agree wherever they are said.
double percent(double share);

/// The loss of what is marked; of what is critical 0 where it is no more than the square of rounding, which coordinates of
/// critical points leave of it: ε² of the largest loss of the grid.
double told_loss(const CrossSection& section, MarkKind kind, double loss);

/// The points along its axes: "5 × 5".
std::string grid_words(const CrossSection& section);

}  // namespace saddlescope::report
