// Contours of values on a grid: marching squares, cells of four neighbours, borders by linear interpolation.
//
//   region(level) = {(x, y): interpolated value ≥ level}, bounded by closed outlines that have it on their left
//
// In a cell whose opposite corners agree and neighbours don't, the mean of the four says what its middle is. Where a
// value isn't finite, and beyond the grid, nothing is ≥ level: outlines run along the last finite points there, and
// these parts aren't contour lines. Cost: a pass over the grid a level. Source: Lorensen & Cline 1987, in two
// dimensions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace saddlescope::report {

/// In units of the grid: (i, j) is the point with values[i·ny + j].
struct GridPoint {
  double i = 0, j = 0;
};

struct Contour {
  std::vector<std::vector<GridPoint>> outlines;  ///< closed; to be filled by the even-odd rule
  std::vector<std::vector<GridPoint>> lines;  ///< what of them is a contour line; a closed one ends where it began
};

/// values: nx × ny, the first axis outermost. level: finite; −∞ gives all that is finite.
Contour contour(std::span<const double> values, std::size_t nx, std::size_t ny, double level);

}  // namespace saddlescope::report
