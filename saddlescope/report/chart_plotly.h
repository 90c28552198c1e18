// A chart as figures of Plotly.js 2.x and 3.x, one a view:
//
//   {"id": …, "views": [{"label": …, "spatial": false, "data": [traces], "layout": {…}}, …]}
//
// for a script that switches between them with Plotly.react(element, view.data, view.layout, config). Trace types:
// scatter, bar, contour; in a spatial view surface and scatter3d. Members whose name ends in "color" and whose value
// begins with "var:" name a colour of the page: "var:blue" is its variable --chart-blue, which the script looks up, so
// that a page can be dark. A point's link is its customdata.
// A symmetric axis is a linear one of scaled numbers (axis.h) with ticks of its own; hover text has the numbers
// themselves.
// Plotly reads a few tags in any text: & < > are escaped everywhere, names are cut to a length that can be read.
// plotly_traces.h has what is drawn, plotly_layout.h the axes and what stands behind.
// A line without marks of very many points keeps the lowest and highest of each short stretch.
#pragma once

#include "saddlescope/report/chart.h"
#include "saddlescope/results/json.h"

namespace saddlescope::report {

Json chart_plotly(const Chart& chart);

}  // namespace saddlescope::report
