#include "saddlescope/report/chart_extent.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>

#include "saddlescope/base/error.h"
#include "saddlescope/report/axis.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kLevels = 12;
constexpr std::size_t kHover = 900;  // characters
constexpr double kHalves = 5;  // decades: of so many and fewer there are levels between

void append(std::vector<double>& values, std::span<const double> more, std::span<const double> error = {}) {
  for (std::size_t i = 0; i < more.size(); ++i) {
    values.push_back(more[i]);
    if (error.empty()) continue;
    values.push_back(more[i] - error[i]);
    values.push_back(more[i] + error[i]);
  }
}

void append_lines(std::vector<double>& values, const View& view, bool of_x) {
  for (const Reference& reference : view.references) {
    if (reference.of_x == of_x) values.push_back(reference.value);
  }
  for (const Band& band : view.bands) {
    if (band.of_x == of_x) append(values, std::array{band.low, band.high});
  }
}

Range range_along(const ChartAxis& axis, const std::vector<double>* grid, const std::vector<double>& values) {
  if (!axis.names.empty() && !axis.range) return {-0.6, static_cast<double>(axis.names.size()) - 0.4};
  if (!axis.range && grid != nullptr && grid->size() > 1) return {grid->front(), grid->back()};
  return range_of(axis, values);
}

// All that lies along an axis of the view: points with their errors, bars, the grid, lines and bands.
std::vector<double> values_along_x(const View& view) {
  std::vector<double> values;
  for (const Series& series : view.series) append(values, series.x, series.error_x);
  for (const Bars& bars : view.bars) append(values, bars.edges);
  if (view.field) append(values, view.field->x);
  append_lines(values, view, true);
  return values;
}

std::vector<double> values_along_y(const View& view) {
  std::vector<double> values;
  for (const Series& series : view.series) append(values, series.y, series.error_y);
  for (const Bars& bars : view.bars) {
    for (std::size_t i = 0; i < bars.heights.size(); ++i) {
      const double base = bars.base.empty() ? 0 : bars.base[i], error = bars.error.empty() ? 0 : bars.error[i];
      append(values, std::array{base, base + bars.heights[i] + error});
    }
  }
  if (view.field) append(values, view.field->y);
  append_lines(values, view, false);
  return values;
}

// From the lowest to the highest value that the scale has a place for; with room where they are one.
Range range_of_colours(const std::vector<double>& values, Scale scale, double threshold) {
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const double value : values) {
    if (!std::isfinite(value) || (scale == Scale::logarithmic && !(value > 0))) continue;
    range.first = std::min(range.first, value);
    range.second = std::max(range.second, value);
  }
  if (range.first < range.second) return range;
  return range_of({.scale = scale, .threshold = threshold}, values);
}

}  // namespace

Range x_range(const View& view) {
  return range_along(view.x, view.field ? &view.field->x : nullptr, values_along_x(view));
}

Range y_range(const View& view) {
  Range range = range_along(view.y, view.field ? &view.field->y : nullptr, values_along_y(view));
  if (!view.bars.empty() && !view.y.range && range.first < 0) {  // bars stand on the axis, where none hangs below
    const bool hang = std::ranges::any_of(
        view.bars, [](const Bars& bars) { return std::ranges::any_of(bars.heights, [](double h) { return h < 0; }); });
    if (!hang) range.first = 0;
  }
  return range;
}

Range z_range(const View& view) {
  if (view.z.range && spans(view.z.scale, *view.z.range)) return *view.z.range;
  if (!view.field) {
    std::vector<double> heights;
    for (const Series& series : view.series) append(heights, series.z);
    return range_of(view.z, heights);
  }
  return range_of_colours(view.field->values, view.z.scale, view.z.threshold);
}

std::optional<double> shape_of_map(const View& view) {
  constexpr double kStrip =
      0.35;  // a plot that is flatter, or as much slimmer, shows less than one that fills its place
  if (!view.same_unit || view.spatial) return std::nullopt;
  const Range x = x_range(view), y = y_range(view);
  const double shape = (y.second / 2 - y.first / 2) / (x.second / 2 - x.first / 2);
  return kStrip <= shape && shape <= 1 / kStrip ? std::optional(shape) : std::nullopt;
}

GridCell cell_at(const std::vector<double>& axis, double at) {
  if (axis.size() < 2 || !(axis.front() <= at && at <= axis.back())) return {0, std::nan("")};
  const auto above = static_cast<std::size_t>(std::ranges::upper_bound(axis, at) - axis.begin());
  const std::size_t below = std::min(above, axis.size() - 1) - 1;
  return {below, (at - axis[below]) / (axis[below + 1] - axis[below])};
}

double coordinate_at(const std::vector<double>& axis, double place) {
  const std::size_t below = std::min(static_cast<std::size_t>(place), axis.size() - 1);
  const double part = place - static_cast<double>(below);
  return part > 0 ? (1 - part) * axis[below] + part * axis[below + 1] : axis[below];
}

double between(const Field& field, const std::vector<double>& values, double x, double y) {
  const auto [i, s] = cell_at(field.x, x);
  const auto [j, t] = cell_at(field.y, y);
  if (std::isnan(s) || std::isnan(t)) return std::nan("");
  const std::size_t n = field.y.size(), at = i * n + j;
  return (1 - s) * ((1 - t) * values[at] + t * values[at + 1]) +
         s * ((1 - t) * values[at + n] + t * values[at + n + 1]);
}

Range colour_range(const Field& field) {
  if (field.range && spans(field.scale, *field.range)) return *field.range;
  return range_of_colours(field.values, field.scale, field.threshold);
}

Levels levels(const Field& field) {
  const auto [low, high] = colour_range(field);
  const double first = scaled(field.scale, field.threshold, low), last = scaled(field.scale, field.threshold, high);
  Levels result;
  result.step = round_step((last / 2 - first / 2) / static_cast<double>(kLevels) * 2);
  if (!(result.step > 0) || !std::isfinite(result.step)) return result;
  if (std::max(std::abs(first), std::abs(last)) > 1e14 * result.step)
    return result;  // no number of ours tells levels apart
  if (field.scale != Scale::linear && last - first > kHalves && result.step < 1) result.step = 1;  // whole decades
  const double begin = std::floor(first / result.step + 1e-9) + 1;
  result.first = begin * result.step;
  for (double k = begin; k * result.step < last - 1e-9 * result.step; ++k) {
    const double value = unscaled(field.scale, field.threshold, k * result.step);
    result.values.push_back(value);
    // By logarithm a level lies between its neighbours like its own size: two digits tell it from them.
    const double digits =
        field.scale == Scale::linear ? result.step : std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
    result.labels.push_back(field.scale == Scale::linear || result.step < 1 ? tick_label(value, digits)
                                                                            : decade_label(value));
  }
  return result;
}

std::size_t omitted(const View& view) {
  std::size_t count = 0;
  for (const Series& series : view.series) {
    for (std::size_t i = 0; i < series.x.size(); ++i)
      count += !shows(view.x, series.x[i]) || !shows(view.y, series.y[i]);
  }
  for (const Bars& bars : view.bars) {
    count += static_cast<std::size_t>(std::ranges::count_if(bars.heights, [](double h) { return !std::isfinite(h); }));
  }
  if (view.field) {
    count += static_cast<std::size_t>(
        std::ranges::count_if(view.field->values, [&](double value) { return !std::isfinite(value); }));
    if (view.field->whole) count += view.field->whole->holes;
  }
  return count;
}

namespace {

// count: of what was evaluated.
std::string not_drawn(const Chart& chart, std::size_t count) {
  const auto logarithmic = [](const View& view) {
    return view.x.scale == Scale::logarithmic || view.y.scale == Scale::logarithmic;
  };
  if (std::ranges::any_of(chart.views, [](const View& view) { return view.field.has_value(); })) {
    return say(chart.language, "Left blank for want of a finite value: {0}", {std::to_string(count)});
  }
  if (std::ranges::none_of(chart.views, logarithmic)) {
    return say(chart.language, "Not drawn, because not finite: {0}", {std::to_string(count)});
  }
  return say(chart.language, "Not drawn, because not finite or not positive on a logarithmic axis: {0}",
             {std::to_string(count)});
}

}  // namespace

std::string omitted_note(const Chart& chart) {
  std::size_t most = 0;
  for (const View& view : chart.views) most = std::max(most, omitted(view));
  const std::size_t unevaluated = std::min(chart.unevaluated, most);
  std::string note;
  if (unevaluated > 0) {
    note = say(chart.language, "Left blank, because not evaluated: {0}", {std::to_string(unevaluated)});
  }
  if (most == unevaluated) return note;
  if (!note.empty()) note += chart.language == Language::english ? ". " : "。";
  return note + not_drawn(chart, most - unevaluated);
}

bool visible(const View& view, const Band& band) {
  constexpr double kSeen = 0.008;  // of the axis: two pixels, more than a line of the grid
  const ChartAxis& of = band.of_x ? view.x : view.y;
  const Axis axis(of, band.of_x ? x_range(view) : y_range(view), 0, 1);
  return std::abs(axis.at(band.high) - axis.at(band.low)) >= kSeen;
}

std::string hover_text(const View& view, const Series& series, std::size_t i) {
  if (!series.hover.empty()) return elided(series.hover[i], kHover);
  std::string text = series.name.empty() ? "" : series.name + "\n";
  text += fmt::format("{}: {}\n{}: {}", view.x.label, precise(series.x[i]), view.y.label, precise(series.y[i]));
  if (!series.error_y.empty()) text += " ± " + number(series.error_y[i]);
  return text;
}

namespace {

void check_lengths(const View& view) {
  const auto agree = [](std::size_t length, std::size_t expected) {
    if (length != 0 && length != expected) throw_internal("what a chart lists of its points it lists of each");
  };
  for (const Series& series : view.series) {
    if (series.x.size() != series.y.size()) throw_internal("a series has as many x as y");
    for (const std::size_t length : {series.z.size(), series.error_x.size(), series.error_y.size(), series.label.size(),
                                     series.hover.size(), series.command.size(), series.link.size()}) {
      agree(length, series.x.size());
    }
  }
  for (const Bars& bars : view.bars) {
    if (bars.edges.size() != bars.heights.size() + 1 && !bars.heights.empty()) throw_internal("bars lie between edges");
    for (const std::size_t length : {bars.base.size(), bars.error.size(), bars.hover.size()}) {
      agree(length, bars.heights.size());
    }
  }
  if (view.field && view.field->values.size() != view.field->x.size() * view.field->y.size()) {
    throw_internal("a field has a value at each point of its grid");
  }
}

}  // namespace

void check(const Chart& chart) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (chart.id.empty() || chart.id.find_first_not_of(kAllowed) != std::string::npos) {
    throw_internal("a chart's id can be part of a file's name");
  }
  if (std::ranges::all_of(chart.views, &View::spatial)) throw_internal("a chart has a view that is flat");
  for (const View& view : chart.views) check_lengths(view);
}

}  // namespace saddlescope::report
