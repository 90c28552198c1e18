// Boxes of a search that nothing was found in, nor excluded: which of them lie side by side.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saddlescope/objective/boxes.h"

namespace saddlescope {

/// Neighbouring boxes in which no critical point was found, nor excluded.
struct OpenRegion {
  Box box;  ///< around all of them
  std::size_t boxes = 0;
  std::string why;  ///< what keeps it open, where that is known: a kink, or where the loss isn't finite
};

/// Whether two boxes have a point in common, but for half a side of the smaller one.
bool touch(const Box& a, const Box& b);
/// The smallest box around both.
Box hull(Box a, const Box& b);
/// Connected groups of boxes, without a why.
std::vector<OpenRegion> open_regions(const std::vector<Box>& boxes);

}  // namespace saddlescope
