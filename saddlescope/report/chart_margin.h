// What stands right of a plot in a picture: the colours of its field, words beside the ends of its lines.
#pragma once

#include "saddlescope/report/chart.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/chart_panel.h"
#include "saddlescope/report/svg.h"

namespace saddlescope::report {

/// Millimetres that it takes.
double margin_room(const View& view);

/// y: the range of the plot's axis.
void draw_margin(Svg& svg, const View& view, Range y, const PanelBox& box);

}  // namespace saddlescope::report
