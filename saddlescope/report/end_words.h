// Words beside the ends of lines, right of a plot: where they stand, so that none lies on another.
#pragma once

#include <string_view>
#include <vector>

#include "saddlescope/report/chart.h"
#include "saddlescope/report/chart_extent.h"

namespace saddlescope::report {

struct EndWords {
  std::string_view text;
  Colour colour = Colour::ink;
  double line = 0;  ///< where the line ends, in parts of the plot's height from below
  double words = 0;  ///< where its words stand
};

/// From below upwards. Words stand at least `apart` from each other, as near to their lines as that leaves them (least
/// squares), and within the plot. Lines of which nothing is shown have none. The view must outlive the answer.
std::vector<EndWords> end_words(const View& view, Range y, double apart);

/// Whether a view has any.
bool has_end_words(const View& view);

}  // namespace saddlescope::report
