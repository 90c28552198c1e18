// One stretch of a curve that is kept as points in order.
#pragma once

#include <cstddef>

namespace saddlescope {

struct CurvePiece {
  std::size_t points = 0;
  bool closed = false;  ///< the last goes on to the first, which isn't repeated
  bool operator==(const CurvePiece&) const = default;
};

}  // namespace saddlescope
