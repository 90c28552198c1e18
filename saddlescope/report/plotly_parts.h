// What the traces and the layouts of Plotly's figures are both made of (chart_plotly.h has the format): words, colours,
// places on an axis.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart.h"
#include "saddlescope/results/json.h"

namespace saddlescope::report::plotly {

/// Adds members to an object, or replaces them.
void put(Json& object, const Json& members);

/// Text that Plotly shows as it is; an end of line becomes <br>.
std::string escaped(std::string_view text);
/// A name, cut to a length that can be read.
std::string named(std::string_view name);
/// "var:blue": the page's own colour.
std::string colour_of(Colour colour);
/// As Plotly calls it.
std::string_view dash_of(Dash dash);

/// Where a number lies in Plotly's units of an axis: it knows no symmetric scale, but takes logarithms itself.
double place(const ChartAxis& axis, double x);
/// The same; null where the axis has no place for it.
Json placed(const ChartAxis& axis, double x);
Json placed(const ChartAxis& axis, const std::vector<double>& values);

/// Values and words of ticks, as members of an axis or of a bar of colours.
Json tick_words(const std::vector<Tick>& ticks, Scale scale, double threshold);

inline constexpr double kBandOpacity = 0.22;

}  // namespace saddlescope::report::plotly
