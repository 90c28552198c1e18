// A part of a fine grid that is drawn for all of it: a page holds each value several times over as text, and is to stay
// below 3 MB.
//
//   along an axis of n points: 0, k, 2k, … and n − 1, k the least that leaves at most `most` of them,
//   where the lowest and the highest value lie, and next to the point that it is about
// Kept values are the grid's own, none is averaged; colours keep their ends. What lies between isn't shown: a hole or a
// peak narrower than k points may be missed, unless it is the lowest or the highest. The result keeps all.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

/// So many points along an axis show all that a picture of 120 mm or half a page can.
inline constexpr std::size_t kDrawnPoints = 121;

/// Where the lowest finite value lies, and what is next to the point it is about: places in the lists of coordinates,
/// ascending, each once.
struct Places {
  std::vector<std::size_t> x, y;
};
Places noted(const Field& field);

/// The same field where it has no more than `most` + 4 points along an axis (most ≥ 2). A part may be thinned
/// again.
Field thinned(Field field, std::size_t most = kDrawnPoints);

/// Colours by logarithm begin no lower than the grid can show: in a valley narrower than its steps a lower level would
/// break into islands around its points. Where a point lies below both its neighbours along an axis, a valley passes within
/// half a step of it; half a step from its bottom a parabola with their second difference D stands D/8 above it. Of the
/// points whose own value is no more than kResolved of that, the ninth tenth speaks for all. Fewer of them than half a
/// side are no valley; and no more than a quarter of the map loses its levels.
void cut_below_resolution(Field& field);

/// Fields of all charts of a page together, thinned evenly until they hold no more than kPageValues.
inline constexpr std::size_t kPageValues = 2 * (kDrawnPoints + 4) * (kDrawnPoints + 4);
void thin_fields(const std::vector<Chart*>& charts);

/// How much of a field is drawn, and which part; empty where every field is whole.
std::string thinned_note(const Chart& chart);
std::string kept_note(const Chart& chart);

}  // namespace saddlescope::report
