// Numbers that tests of many rooms name.
#pragma once

#include <limits>

namespace saddlescope {

inline constexpr double kInf = std::numeric_limits<double>::infinity(), kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kEpsilon = std::numeric_limits<double>::epsilon();  // 2⁻⁵²

}  // namespace saddlescope
