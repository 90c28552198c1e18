// From where a surface in space is looked at: so that what is marked on it isn't behind it, nor a line a point.
//
//   lost(eye) = of marks and lines on the surface the share whose sight to the eye the surface crosses
//             + of the lines' length, the share that is missing to what is seen from the side
// Of 20 directions around, none along an axis, at three heights, that which loses least; of those the lowest; of those the
// one with most room between the lines of sight and the surface under them: from there the land falls towards who looks.
#pragma once

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

/// In units of the picture's box: x and y from −½ to ½, z over kBoxHeight.
struct Eye {
  double x = 0, y = 0, z = 0;
};

inline constexpr double kBoxHeight = 0.75;
/// What lies on a surface is drawn above it by so much of the box's height.
inline constexpr double kLift = 0.025;

/// Of a spatial view with a field; the usual place where nothing is marked.
Eye eye_for(const View& view);

}  // namespace saddlescope::report
