// The layout of a view's figure in Plotly: its axes, and the bands, lines and words that stand behind the data
// (chart_plotly.h has the format).
#pragma once

#include "saddlescope/report/chart.h"
#include "saddlescope/results/json.h"

namespace saddlescope::report::plotly {

/// Axes of a view, with what its kind asks for: bands and lines across a flat one, the camera of a spatial one.
Json layout_of(const View& view);

/// Words beside the ends of lines take the legend's place in a view's figure, where there is room right of the plot.
/// "narrow": the members of the layout that are different where there isn't.
void add_end_words(const View& view, Json& figure);

}  // namespace saddlescope::report::plotly
