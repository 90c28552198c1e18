// The unit of every claim about rounding.
#pragma once

#include <limits>

namespace saddlescope {

/// From 1 to the next f64: 2⁻⁵². A rounded operation is off by half of it at most, relative to its result.
inline constexpr double kEps = std::numeric_limits<double>::epsilon();

}  // namespace saddlescope
