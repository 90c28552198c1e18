#include "saddlescope/report/plotly_traces.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/camera.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/chosen.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/palette.h"
#include "saddlescope/report/plotly_parts.h"
#include "saddlescope/report/svg.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report::plotly {
namespace {

constexpr std::size_t kMostPoints = 4000;  // of a line without marks
constexpr std::size_t kHoverColumns = 40;  // wider boxes cover what lies around, and leave a narrow screen
constexpr std::size_t kColours = 33;
constexpr std::size_t kOutlinedBars = 60;  // of more, outlines would be half of what is seen
// Around what lies on the colours of a map: where its own colours are those for the dark, white wouldn't set them off.
constexpr const char* kCasing = "var:paper";
constexpr std::size_t kOutlinedOnMap = 300;  // marks: without outlines none is seen there

std::string folded_lines(std::string_view text, std::size_t columns) {
  std::string lines;
  for (const std::string& line : broken(text, columns)) lines += (lines.empty() ? "" : "\n") + line;
  return escaped(lines);
}

std::string hover(std::string_view text) { return folded_lines(text, kHoverColumns); }

// What a point says, and under it its command.
std::string hover(const View& view, const Series& series, std::size_t i) {
  std::string text = hover(hover_text(view, series, i));
  if (series.command.empty() || series.command[i].empty()) return text;
  return text + R"(<br><span style="font-family:monospace">)" + hover(series.command[i]) + "</span>";
}

// A name in the legend, in lines that a phone has room for: it would cut a longer one anywhere, inside a number too.
std::string key_words(std::string_view name) {
  constexpr std::size_t kLine = 49, kMost = 160;  // characters
  return folded_lines(elided(name, kMost), kLine);
}

Json errors(const ChartAxis& axis, const std::vector<double>& at, const std::vector<double>& error, Colour colour) {
  Json up = Json::array(), down = Json::array();
  for (std::size_t i = 0; i < at.size(); ++i) {
    const bool seen = shows(axis, at[i]) && std::isfinite(error[i]);
    up.push_back(seen ? place(axis, at[i] + error[i]) - place(axis, at[i]) : 0);
    down.push_back(seen ? place(axis, at[i]) - place(axis, at[i] - error[i]) : 0);
  }
  return {{"type", "data"},     {"symmetric", false},         {"array", up},
          {"arrayminus", down}, {"color", colour_of(colour)}, {"thickness", 1}};
}

// All points, or of a long line those that its picture needs.
std::vector<std::size_t> kept(const Series& series) {
  std::vector<std::size_t> list;
  const std::size_t n = series.x.size();
  if (n <= kMostPoints || series.marks) {
    for (std::size_t i = 0; i < n; ++i) list.push_back(i);
    return list;
  }
  const std::size_t stretch = (4 * n + kMostPoints - 1) / kMostPoints;
  for (std::size_t first = 0; first < n; first += stretch) {
    const std::size_t last = std::min(first + stretch, n) - 1;
    std::size_t low = first, high = first;
    bool broken = false;
    for (std::size_t i = first; i <= last; ++i) {
      if (!std::isfinite(series.y[i])) broken = true;
      if (series.y[i] < series.y[low] || !std::isfinite(series.y[low])) low = i;
      if (series.y[i] > series.y[high] || !std::isfinite(series.y[high])) high = i;
    }
    for (std::size_t i = first; i <= last; ++i) {
      if (broken || i == first || i == low || i == high || i == last) list.push_back(i);
    }
  }
  return list;
}

// Labels stand beside marks that the legend doesn't name: nothing keeps words of a live picture from lying on each
// other.
bool written(const Series& series) { return !series.label.empty() && (!series.listed || series.name.empty()); }

bool outlined(const View& view) {
  std::size_t marks = 0;
  for (const Series& series : view.series) marks += series.marks ? series.x.size() : 0;
  return marks <= (view.field ? kOutlinedOnMap : kOutlined);
}

// The members that scatter and scatter3d share.
Json look_of(const View& view, const Series& series) {
  const bool spatial = view.spatial, on_colours = view.field && !spatial, outlines = outlined(view);
  const std::string colour = colour_of(series.colour);
  const bool listed = series.listed && !series.name.empty(), words = written(series);
  std::string mode = series.line ? "lines" : "";
  if (series.marks) mode += mode.empty() ? "markers" : "+markers";
  if (words) mode += "+text";
  Json trace{{"type", spatial ? "scatter3d" : "scatter"}, {"mode", mode}};
  trace["name"] = key_words(series.name);
  trace["showlegend"] = listed;
  if (listed) trace["legendgroup"] = trace["name"];
  if (series.line) trace["line"] = {{"color", colour}, {"dash", dash_of(series.dash)}, {"width", spatial ? 5 : 2}};
  if (series.marks) {
    const bool star = series.shape == Shape::star;
    const double size = spatial ? (star ? 8 : 6) : star ? 15 : outlines ? 8 : 5;
    std::string symbol(plotly_symbol(series.shape));
    if (spatial && symbol != "square" && symbol != "diamond" && symbol != "cross")
      symbol = "circle";  // all it knows of ours
    if (series.hollow) symbol += "-open";
    trace["marker"] = {{"color", colour}, {"symbol", symbol}, {"size", size}};
    if (!series.hollow && outlines) {
      trace["marker"]["line"] = {{"color", kCasing}, {"width", on_colours ? 1.5 : 0.7}};
    }
    if (!spatial) trace["cliponaxis"] = false;  // a mark at the border is whole
  }
  return trace;
}

// Heights in space: places on the surface's own scale, within the ends of its colours.
class Heights {
 public:
  Heights(const ChartAxis& z, Range ends)
      : z_(z),
        ends_(ends),
        all_(scaled_within(z.scale, z.threshold, ends, ends.second) -
             scaled_within(z.scale, z.threshold, ends, ends.first)) {}

  /// A part of the box's height above a value's place; null where it isn't finite.
  Json above(double value, double part) const {
    if (!std::isfinite(value)) return nullptr;
    return scaled_within(z_.scale, z_.threshold, ends_, value) + part * all_;
  }

  double part(double of_all) const { return of_all * all_; }

 private:
  const ChartAxis& z_;
  Range ends_;
  double all_;
};

// Of each point its height in space: just above the surface, or the head of a pin that stands on it, which no ball at the
// same point hides and in which the surface doesn't sink.
void put_heights(Json& trace, const View& view, const Series& series, const std::vector<double>& values, Range ends) {
  constexpr double kPin = 0.1;  // of the box's height
  const bool pin = series.marks && series.shape == Shape::star;
  const Heights heights(view.z, ends);
  Json z = Json::array();
  for (const double value : values) z.push_back(heights.above(value, pin ? kPin : kLift));
  trace["z"] = std::move(z);
  if (!pin) return;
  const std::vector<double> none(values.size()), down(values.size(), heights.part(kPin));
  trace["error_z"] = {{"type", "data"}, {"symmetric", false}, {"array", none}, {"arrayminus", down}};
  put(trace["error_z"], {{"color", colour_of(series.colour)}, {"thickness", 3}, {"width", 0}});
}

// A name within a template, where %{…} would be read.
std::string in_template(std::string_view name) {
  std::string text = named(name);
  for (std::size_t at = 0; (at = text.find("%{", at)) != std::string::npos;) text.insert(at + 1, " ");
  return text;
}

// What each point says that has no words of its own: its numbers, filled in by Plotly where they are what it was given.
std::optional<std::string> hover_template(const View& view, const Series& series) {
  const bool plain = view.x.scale != Scale::symmetric && view.y.scale != Scale::symmetric && view.x.names.empty() &&
                     view.y.names.empty() && !view.spatial;
  if (!plain || !series.hover.empty() || !series.error_y.empty()) return std::nullopt;
  return fmt::format("{}{}: %{{x:.8~g}}<br>{}: %{{y:.8~g}}<extra></extra>",
                     series.name.empty() ? "" : in_template(series.name) + "<br>", in_template(view.x.label),
                     in_template(view.y.label));
}

Json colour_scale() {
  Json list = Json::array();
  for (std::size_t k = 0; k < kColours; ++k) {
    const double part = static_cast<double>(k) / static_cast<double>(kColours - 1);
    list.push_back({part, map_colour(part)});
  }
  return list;
}

// Rows along y: of[i, j] of each value, null where it isn't finite.
template <class Of>
Json rows_of(const Field& field, Of of) {
  Json rows = Json::array();
  for (std::size_t j = 0; j < field.y.size(); ++j) {
    Json row = Json::array();
    for (std::size_t i = 0; i < field.x.size(); ++i) row.push_back(of(field.values[i * field.y.size() + j]));
    rows.push_back(std::move(row));
  }
  return rows;
}

// The values on a scale that shows what lies between its ends.
Json scaled_rows(const Field& field, Scale scale, double threshold, Range ends) {
  return rows_of(field, [&](double value) {
    return std::isfinite(value) ? Json(scaled_within(scale, threshold, ends, value)) : Json();
  });
}

// Whether no value is drawn at an end of the colours instead.
bool whole_within(const Field& field, double low, double high) {
  return std::ranges::all_of(field.values,
                             [&](double value) { return !std::isfinite(value) || (low <= value && value <= high); });
}

}  // namespace

Json trace_of(const View& view, const Series& series, Range heights) {
  Json trace = look_of(view, series);
  const std::vector<std::size_t> indices = kept(series);
  trace["x"] = placed(view.x, chosen(series.x, indices));
  trace["y"] = placed(view.y, chosen(series.y, indices));
  if (view.spatial) put_heights(trace, view, series, chosen(series.z, indices), heights);
  if (!view.spatial && !series.error_x.empty())
    trace["error_x"] = errors(view.x, series.x, series.error_x, series.colour);
  if (!view.spatial && !series.error_y.empty())
    trace["error_y"] = errors(view.y, series.y, series.error_y, series.colour);
  Json hovers = Json::array(), words = Json::array(), links = Json::array();
  const auto of_all = hover_template(view, series);
  for (const std::size_t i : indices) {
    if (!of_all) hovers.push_back(hover(view, series, i));
    if (written(series)) words.push_back(named(series.label[i]));
    if (!series.link.empty()) links.push_back(series.link[i]);
  }
  if (of_all) {
    trace["hovertemplate"] = *of_all;
  } else {
    trace["hoverinfo"] = "text";
    trace["hovertext"] = hovers;
  }
  if (!words.empty()) put(trace, {{"text", words}, {"textposition", "middle right"}});
  if (!links.empty()) trace["customdata"] = links;
  return trace;
}

Json casing_of(const View& view, const Series& series) {
  const std::vector<std::size_t> indices = kept(series);
  Json trace{{"type", "scatter"}, {"mode", "lines"}, {"showlegend", false}, {"hoverinfo", "skip"}};
  trace["x"] = placed(view.x, chosen(series.x, indices));
  trace["y"] = placed(view.y, chosen(series.y, indices));
  trace["line"] = {{"color", kCasing}, {"width", 4.5}};
  return trace;
}

Json trace_of(const View& view, const Bars& bars) {
  Json x = Json::array(), width = Json::array(), base = Json::array(), height = Json::array(), hovers = Json::array();
  Json up = Json::array(), down = Json::array();
  for (std::size_t i = 0; i < bars.heights.size(); ++i) {
    // By logarithm too Plotly takes places and widths in the numbers' own units.
    const double low = place(view.x, bars.edges[i]), high = place(view.x, bars.edges[i + 1]);
    x.push_back(low / 2 + high / 2);
    width.push_back(high - low);
    const double from = bars.base.empty() ? 0 : bars.base[i], to = from + bars.heights[i];
    base.push_back(place(view.y, from));
    height.push_back(std::isfinite(to) ? Json(place(view.y, to) - place(view.y, from)) : Json());
    const double error = bars.error.empty() || !std::isfinite(bars.error[i]) || !std::isfinite(to) ? 0 : bars.error[i];
    up.push_back(error > 0 ? place(view.y, to + error) - place(view.y, to) : 0);
    down.push_back(error > 0 ? place(view.y, to) - place(view.y, to - error) : 0);
    const std::string numbers =
        fmt::format("{} … {}: {}", number(bars.edges[i]), number(bars.edges[i + 1]), number(bars.heights[i]));
    hovers.push_back(hover(bars.hover.empty() ? numbers : bars.hover[i]));
  }
  Json trace{
      {"type", "bar"}, {"name", key_words(bars.name)}, {"showlegend", !bars.name.empty()}, {"x", x}, {"width", width}};
  trace["y"] = height;
  if (!bars.base.empty()) trace["base"] = base;
  if (!bars.error.empty()) {
    trace["error_y"] = {{"type", "data"}, {"symmetric", false}, {"array", up}, {"arrayminus", down}};
    put(trace["error_y"], {{"color", "var:ink"}, {"thickness", 1}, {"width", 0}});
  }
  trace["marker"] = {{"color", colour_of(bars.colour)}, {"opacity", 0.8}};
  if (bars.heights.size() <= kOutlinedBars) trace["marker"]["line"] = {{"color", "var:paper"}, {"width", 1}};
  put(trace, {{"hoverinfo", "text"}, {"hovertext", hovers}, {"textposition", "none"}});
  return trace;
}

Json trace_of(const View& view, const Field& field, Range heights) {
  const auto [low, high] = colour_range(field);
  const Levels steps = levels(field);
  Json trace{{"type", view.spatial ? "surface" : "contour"}, {"name", named(field.name)}, {"showlegend", false}};
  trace["x"] = placed(view.x, field.x);
  trace["y"] = placed(view.y, field.y);
  const Json colours = scaled_rows(field, field.scale, field.threshold, {low, high});
  trace["z"] = view.spatial ? scaled_rows(field, view.z.scale, view.z.threshold, heights) : colours;
  if (view.spatial && view.z.scale != field.scale) trace["surfacecolor"] = colours;
  const bool as_it_is = (view.spatial ? view.z.scale : field.scale) == Scale::linear && whole_within(field, low, high);
  if (!as_it_is) trace["text"] = rows_of(field, [](double value) { return precise(value); });
  trace["hovertemplate"] =
      fmt::format("{}: %{{x:.4g}}<br>{}: %{{y:.4g}}<br>{}: %{{{}}}<extra></extra>", in_template(view.x.label),
                  in_template(view.y.label), in_template(field.name), as_it_is ? "z:.8~g" : "text");
  const double first = scaled(field.scale, field.threshold, low), last = scaled(field.scale, field.threshold, high);
  trace["colorscale"] = colour_scale();
  // The bar of colours is as high as the map: beside a low one not every level has room for its number.
  constexpr double kNumbers = 10;  // beside a map as high as wide, on a phone
  const double room = std::max(3.0, std::floor(kNumbers * std::min(1.0, shape_of_map(view).value_or(1))));
  const auto every = static_cast<std::size_t>(std::ceil(static_cast<double>(steps.values.size()) / room));
  std::vector<Tick> ticks;
  for (std::size_t k = 0; k < steps.values.size(); k += every) ticks.push_back({steps.values[k], steps.labels[k]});
  Json bar{{"title", {{"text", named(field.colours.empty() ? field.name : field.colours)}}},
           {"thickness", 14},
           {"outlinewidth", 0}};
  put(bar, tick_words(ticks, field.scale, field.threshold));
  trace["colorbar"] = std::move(bar);
  if (view.spatial) {
    put(trace, {{"cmin", first}, {"cmax", last}, {"showscale", true}});
  } else {
    put(trace, {{"zmin", first}, {"zmax", last}, {"line", {{"width", 0.6}, {"color", "rgba(255,255,255,0.6)"}}}});
    if (!steps.values.empty()) {
      const double end = steps.first + steps.step * static_cast<double>(steps.values.size() - 1);
      put(trace, {{"autocontour", false}, {"contours", {{"start", steps.first}, {"end", end}, {"size", steps.step}}}});
    }
  }
  return trace;
}

Json key_of(const Band& band) {
  Json trace{{"type", "scatter"}, {"mode", "markers"}, {"name", key_words(band.name)}, {"showlegend", true}};
  trace["x"] = trace["y"] = Json::array({nullptr});
  trace["marker"] = {{"color", colour_of(band.colour)}, {"symbol", "square"}, {"size", 14}, {"opacity", kBandOpacity}};
  trace["hoverinfo"] = "skip";
  return trace;
}

}  // namespace saddlescope::report::plotly
