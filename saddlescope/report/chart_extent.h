// What of a chart can be shown, over which ranges, and what was left out: the same answers for picture, page and table.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

using Range = std::pair<double, double>;

/// The axis' own range, or what is drawn with some room; a grid ends where it ends.
Range x_range(const View& view);
Range y_range(const View& view);
/// Heights of a spatial view: the axis' own range, or its field's values.
Range z_range(const View& view);
/// Height of a plot over its width that makes one unit as long on both axes; nothing where that isn't asked for, or
/// would leave a strip.
std::optional<double> shape_of_map(const View& view);
/// Where a coordinate lies on a grid's axis: so far, 0 to 1, from a point of it to the next; NaN beyond its ends.
struct GridCell {
  std::size_t below = 0;
  double part = 0;
};
GridCell cell_at(const std::vector<double>& axis, double at);
/// The other way round: the coordinate of a place between points of the axis, which are 0, 1, ….
double coordinate_at(const std::vector<double>& axis, double place);
/// Marks of a view: outlines of more would cover each other.
inline constexpr std::size_t kOutlined = 100;

/// Of values on the field's grid the one at a point of its plane, bilinear between the four around; NaN beyond it.
double between(const Field& field, const std::vector<double>& values, double x, double y);

/// Of a field's colours; low < high.
Range colour_range(const Field& field);

/// About a dozen values between the ends of the colours, evenly spaced on their scale, round where that can be;
/// ascending.
struct Levels {
  std::vector<double> values;
  std::vector<std::string> labels;
  double first = 0, step = 0;  ///< scaled
};
Levels levels(const Field& field);

/// Points of series, tops of bars and values of the field that the axes have no place for.
std::size_t omitted(const View& view);
/// A sentence that says so; empty where none was.
std::string omitted_note(const Chart& chart);

/// Whether a band is wide enough to be seen: of one that isn't the legend says nothing.
bool visible(const View& view, const Band& band);

/// What a point says: its own words, or its numbers.
std::string hover_text(const View& view, const Series& series, std::size_t i);

/// Checks that lengths agree, that there is a flat view and that ids are names of files; throws Error(internal).
void check(const Chart& chart);

}  // namespace saddlescope::report
