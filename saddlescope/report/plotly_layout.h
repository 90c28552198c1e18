// The layout of a view's figure in Plotly: its axes, and the bands, lines and words that stand behind the data
// (chart_plotly.h has the format).
#pragma once

#include "saddlescope/report/chart.h"
#include "saddlescope/results/json.h"

namespace saddlescope::report::plotly {

/// Axes of a view, with what its kind asks for: bands and lines across a flat one, the camera of a spatial one.
Json layout_of(const View& view);

}  // namespace saddlescope::report::plotly
