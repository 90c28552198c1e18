// A part of very many marks that is drawn for all of them: a page holds each several times over as text, and is to stay
// below 3 MB. Of each series every k-th stays, and all that lead somewhere; a series of a few stays whole, so that what
// is rare is seen.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

/// Marks of all views of a page together; of more, charts say how many they draw.
inline constexpr std::size_t kPageMarks = 12'000;

/// Lines, and marks on them, stay as they are.
void thin_marks(const std::vector<Chart*>& charts);

}  // namespace saddlescope::report
