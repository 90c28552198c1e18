// Colours and shapes of charts, once for all that draw them: Okabe & Ito's colours, which stay apart for colour-blind
// eyes (darker on white, lighter on black, so that a thin line of each has a contrast of 3 to its paper), and a map
// from low to high that falls steadily in lightness for any eye (viridis, van der Walt & Smith 2015, turned so that low
// is dark).
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

struct Paint {
  std::string_view name;  ///< "blue": of the CSS variable --chart-blue, of classes
  std::string_view light, dark;
};

/// In the order of Colour, then "paper" and "grid".
inline constexpr std::array<Paint, 11> kPaints{{
    {"ink", "#222222", "#e8e8e8"},
    {"faint", "#6e6e6e", "#a3a3a3"},
    {"blue", "#0072b2", "#5aaee6"},
    {"sky", "#2f9bd6", "#8fd0f7"},
    {"green", "#008f68", "#35c49b"},
    {"yellow", "#a08a00", "#f0e442"},
    {"orange", "#d18a00", "#ffb733"},
    {"vermilion", "#d55e00", "#ff8a4d"},
    {"purple", "#b8568f", "#e39cc5"},
    {"paper", "#ffffff", "#1b1d20"},
    {"grid", "#e4e4e4", "#3a3e43"},
}};

inline const Paint& paint(Colour colour) { return kPaints[static_cast<std::size_t>(colour)]; }

/// The colour of part ∈ [0, 1] of the way from low to high: "#440154" … "#fde725".
std::string map_colour(double part);

/// SVG path data around (0, 0), about 2.3 across.
std::string_view path_of(Shape shape);
/// The class of a line that is drawn so, with a space before it; "" of a solid one.
std::string_view dash_class(Dash dash);
/// Plotly's name of it.
std::string_view plotly_symbol(Shape shape);

}  // namespace saddlescope::report
