// The traces of a view's figure in Plotly: what is drawn, with what each of it says under the pointer (chart_plotly.h has
// the format). Axes and what stands behind the data are the layout's (plotly_layout.h).
#pragma once

#include "saddlescope/report/chart.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/results/json.h"

namespace saddlescope::report::plotly {

/// Scatter; in a spatial view scatter3d, which takes a height for each point. heights: z_range() of a spatial view.
Json trace_of(const View& view, const Series& series, Range heights);
/// Under a line on the colours of a map, as in the still picture: light, wider, and nothing that one points at.
Json casing_of(const View& view, const Series& series);
Json trace_of(const View& view, const Bars& bars);
/// A contour; in a spatial view a surface.
Json trace_of(const View& view, const Field& field, Range heights);
/// A band's entry in the legend: a patch of its colour that stands nowhere in the plot.
Json key_of(const Band& band);

}  // namespace saddlescope::report::plotly
