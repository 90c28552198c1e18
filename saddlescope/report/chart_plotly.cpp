#include "saddlescope/report/chart_plotly.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/palette.h"
#include "saddlescope/report/svg.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kMostPoints = 4000;   // of a line without marks
constexpr std::size_t kName = 60,
                      kHoverColumns = 40;  // characters; wider boxes cover what lies around, and leave a narrow screen
constexpr std::size_t kTicks = 7, kColours = 33;
constexpr int kStandoff = 10;  // pixels between the numbers of an axis and its words
constexpr double kBandOpacity = 0.22;
constexpr double kLift = 0.01;  // of a surface's height, for what lies on it
constexpr std::size_t kOutlined = 300;  // marks: of more, outlines would cover each other

// Adds members, or replaces them. (Not update(): in an ordered object it loses track of parents, which JSON_DIAGNOSTICS
// asserts.)
void put(Json& object, const Json& members) {
  for (const auto& [name, value] : members.items()) object[name] = value;
}

std::string colour_of(Colour colour) { return fmt::format("var:{}", paint(colour).name); }

std::string named(std::string_view name) { return plotly_escaped(elided(name, kName)); }

std::string hover(std::string_view text) {
  std::string lines;
  for (const std::string& line : broken(text, kHoverColumns)) lines += (lines.empty() ? "" : "\n") + line;
  return plotly_escaped(lines);
}

// Where a number lies in Plotly's units of an axis: it knows no symmetric scale, but takes logarithms itself.
double place(const ChartAxis& axis, double x) {
  return axis.scale == Scale::symmetric ? scaled(axis.scale, axis.threshold, x) : x;
}

// The same; null where the axis has no place for it.
Json placed(const ChartAxis& axis, double x) { return shows(axis, x) ? Json(place(axis, x)) : Json(); }

Json placed(const ChartAxis& axis, const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(placed(axis, value));
  return list;
}

// As above for annotations and ranges, which Plotly wants as logarithms.
double in_range(const ChartAxis& axis, double x) { return scaled(axis.scale, axis.threshold, x); }

Json tick_words(const std::vector<Tick>& ticks, Scale scale, double threshold) {
  Json values = Json::array(), words = Json::array();
  for (const Tick& tick : ticks) {
    values.push_back(scaled(scale, threshold, tick.value));
    words.push_back(plotly_escaped(tick.label));
  }
  return Json{{"tickvals", values}, {"ticktext", words}};
}

// Ticks of a logarithmic axis: powers of ten alone where there are enough of them.
Json decades(Range range) {
  Json a{{"tickfont", {{"size", 10}}}};  // it enlarges powers
  const double count = std::log10(range.second) - std::log10(range.first);
  if (count > 2) a["dtick"] = std::max(1.0, std::ceil(count / kTicks));
  return a;
}

Json axis_of(const ChartAxis& axis, Range range) {
  Json a{{"title", {{"text", named(axis.label)}, {"standoff", kStandoff}}},
         {"type", axis.scale == Scale::logarithmic ? "log" : "linear"}};
  a["range"] = {in_range(axis, range.first), in_range(axis, range.second)};
  a["exponentformat"] = "power";  // not "0.5n"
  if (axis.scale == Scale::logarithmic) put(a, decades(range));
  if (axis.scale == Scale::symmetric) {
    put(a,
        tick_words(ticks(axis.scale, axis.threshold, range.first, range.second, kTicks), axis.scale, axis.threshold));
  }
  if (axis.whole && range.second - range.first < kTicks) a["dtick"] = 1;
  if (!axis.names.empty()) {
    std::vector<Tick> names;
    names.reserve(axis.names.size());
    for (const std::string& name : axis.names)
      names.push_back({static_cast<double>(names.size()), elided(name, kName / 2)});
    put(a, tick_words(names, Scale::linear, 1));
  }
  put(a, {{"automargin", true}, {"zeroline", false}, {"gridcolor", "var:grid"}, {"linecolor", "var:faint"}});
  put(a, {{"tickcolor", "var:faint"}, {"showline", true}, {"mirror", true}, {"ticks", "outside"}});
  return a;
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

std::string_view dash_of(Dash dash) {
  switch (dash) {
    case Dash::solid:
      return "solid";
    case Dash::dashed:
      return "dash";
    case Dash::dotted:
      return "dot";
    case Dash::dash_dotted:
      return "dashdot";
  }
  return {};
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

template <class T>
std::vector<T> chosen(const std::vector<T>& of, const std::vector<std::size_t>& indices) {
  std::vector<T> list;
  if (of.empty()) return list;
  for (const std::size_t i : indices) list.push_back(of[i]);
  return list;
}

// Labels stand beside marks that the legend doesn't name: nothing keeps words of a live picture from lying on each
// other.
bool written(const Series& series) { return !series.label.empty() && (!series.listed || series.name.empty()); }

// The members that scatter and scatter3d share.
Json look_of(const Series& series, bool spatial) {
  const std::string colour = colour_of(series.colour);
  const bool listed = series.listed && !series.name.empty(), words = written(series);
  std::string mode = series.line ? "lines" : "";
  if (series.marks) mode += mode.empty() ? "markers" : "+markers";
  if (words) mode += "+text";
  Json trace{{"type", spatial ? "scatter3d" : "scatter"}, {"mode", mode}};
  trace["name"] = named(series.name);
  trace["showlegend"] = listed;
  if (listed) trace["legendgroup"] = trace["name"];
  if (series.line) trace["line"] = {{"color", colour}, {"dash", dash_of(series.dash)}, {"width", spatial ? 5 : 2}};
  if (series.marks) {
    const double size = spatial ? 6 : series.x.size() > kOutlined ? 5 : series.shape == Shape::star ? 15 : 8;
    std::string symbol(plotly_symbol(series.shape));
    if (spatial && symbol != "square" && symbol != "diamond" && symbol != "cross")
      symbol = "circle";  // all it knows of ours
    if (series.hollow) symbol += "-open";
    trace["marker"] = {{"color", colour}, {"symbol", symbol}, {"size", size}};
    if (!series.hollow && series.x.size() <= kOutlined)
      trace["marker"]["line"] = {{"color", "var:paper"}, {"width", 0.7}};
  }
  return trace;
}

// Just above where a value lies on the surface's own scale, within the ends of its colours; null where it isn't finite.
Json height(const ChartAxis& z, double value, Range ends) {
  if (!std::isfinite(value)) return nullptr;
  const auto place = [&](double at) { return scaled(z.scale, z.threshold, at); };
  return place(std::clamp(value, ends.first, ends.second)) + kLift * (place(ends.second) - place(ends.first));
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

Json trace_of(const View& view, const Series& series) {
  Json trace = look_of(series, view.spatial);
  const std::vector<std::size_t> indices = kept(series);
  trace["x"] = placed(view.x, chosen(series.x, indices));
  trace["y"] = placed(view.y, chosen(series.y, indices));
  if (view.spatial) {
    const auto [low, high] = z_range(view);
    Json z = Json::array();
    for (const double value : chosen(series.z, indices)) z.push_back(height(view.z, value, {low, high}));
    trace["z"] = std::move(z);
  }
  if (!view.spatial && !series.error_x.empty())
    trace["error_x"] = errors(view.x, series.x, series.error_x, series.colour);
  if (!view.spatial && !series.error_y.empty())
    trace["error_y"] = errors(view.y, series.y, series.error_y, series.colour);
  Json hovers = Json::array(), words = Json::array(), links = Json::array();
  const auto of_all = hover_template(view, series);
  for (const std::size_t i : indices) {
    if (!of_all) hovers.push_back(hover(hover_text(view, series, i)));
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
      {"type", "bar"}, {"name", named(bars.name)}, {"showlegend", !bars.name.empty()}, {"x", x}, {"width", width}};
  trace["y"] = height;
  if (!bars.base.empty()) trace["base"] = base;
  if (!bars.error.empty()) {
    trace["error_y"] = {{"type", "data"}, {"symmetric", false}, {"array", up}, {"arrayminus", down}};
    put(trace["error_y"], {{"color", "var:ink"}, {"thickness", 1}, {"width", 0}});
  }
  trace["marker"] = {{"color", colour_of(bars.colour)}, {"opacity", 0.8}};
  put(trace, {{"hoverinfo", "text"}, {"hovertext", hovers}, {"textposition", "none"}});
  return trace;
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

// The values on a scale, what lies beyond its ends at the end.
Json scaled_rows(const Field& field, Scale scale, double threshold, Range ends) {
  return rows_of(field, [&](double value) {
    return std::isfinite(value) ? Json(scaled(scale, threshold, std::clamp(value, ends.first, ends.second))) : Json();
  });
}

// Whether no value is drawn at an end of the colours instead.
bool whole_within(const Field& field, double low, double high) {
  return std::ranges::all_of(field.values,
                             [&](double value) { return !std::isfinite(value) || (low <= value && value <= high); });
}

Json trace_of(const View& view, const Field& field) {
  const auto [low, high] = colour_range(field);
  const Levels steps = levels(field);
  Json trace{{"type", view.spatial ? "surface" : "contour"}, {"name", named(field.name)}, {"showlegend", false}};
  trace["x"] = placed(view.x, field.x);
  trace["y"] = placed(view.y, field.y);
  const Json colours = scaled_rows(field, field.scale, field.threshold, {low, high});
  trace["z"] = view.spatial ? scaled_rows(field, view.z.scale, view.z.threshold, z_range(view)) : colours;
  if (view.spatial && view.z.scale != field.scale) trace["surfacecolor"] = colours;
  const bool as_it_is = (view.spatial ? view.z.scale : field.scale) == Scale::linear && whole_within(field, low, high);
  if (!as_it_is) trace["text"] = rows_of(field, [](double value) { return precise(value); });
  trace["hovertemplate"] =
      fmt::format("{}: %{{x:.4g}}<br>{}: %{{y:.4g}}<br>{}: %{{{}}}<extra></extra>", in_template(view.x.label),
                  in_template(view.y.label), in_template(field.name), as_it_is ? "z:.8~g" : "text");
  const double first = scaled(field.scale, field.threshold, low), last = scaled(field.scale, field.threshold, high);
  trace["colorscale"] = colour_scale();
  std::vector<Tick> ticks;
  ticks.reserve(steps.values.size());
  for (std::size_t k = 0; k < steps.values.size(); ++k) ticks.push_back({steps.values[k], steps.labels[k]});
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

// A band's entry in the legend: a patch of its colour that stands nowhere in the plot.
Json key_of(const Band& band) {
  Json trace{{"type", "scatter"}, {"mode", "markers"}, {"name", named(band.name)}, {"showlegend", true}};
  trace["x"] = trace["y"] = Json::array({nullptr});
  trace["marker"] = {{"color", colour_of(band.colour)}, {"symbol", "square"}, {"size", 14}, {"opacity", kBandOpacity}};
  trace["hoverinfo"] = "skip";
  return trace;
}

Json shape_of(const View& view, const Band& band) {
  const ChartAxis& axis = band.of_x ? view.x : view.y;
  Json shape{{"type", "rect"},
             {"layer", "below"},
             {"line", {{"width", 0}}},
             {"fillcolor", colour_of(band.colour)},
             {"opacity", kBandOpacity}};
  const std::string_view along = band.of_x ? "x" : "y", across = band.of_x ? "y" : "x";
  shape[fmt::format("{}ref", along)] = along;
  shape[fmt::format("{}ref", across)] = "paper";
  shape[fmt::format("{}0", along)] = placed(axis, band.low);
  shape[fmt::format("{}1", along)] = placed(axis, band.high);
  shape[fmt::format("{}0", across)] = 0;
  shape[fmt::format("{}1", across)] = 1;
  return shape;
}

Json shape_of(const View& view, const Reference& reference) {
  const ChartAxis& axis = reference.of_x ? view.x : view.y;
  const std::string_view along = reference.of_x ? "x" : "y", across = reference.of_x ? "y" : "x";
  Json shape{{"type", "line"},
             {"line", {{"width", 1.2}, {"color", colour_of(reference.colour)}, {"dash", dash_of(reference.dash)}}}};
  shape[fmt::format("{}ref", along)] = along;
  shape[fmt::format("{}ref", across)] = "paper";
  shape[fmt::format("{}0", along)] = shape[fmt::format("{}1", along)] = placed(axis, reference.value);
  shape[fmt::format("{}0", across)] = 0;
  shape[fmt::format("{}1", across)] = 1;
  return shape;
}

// Where a line across the chart lies between the ends of its axis.
double part_of(const ChartAxis& axis, double value, Range range) {
  const double at = in_range(axis, value), low = in_range(axis, range.first), high = in_range(axis, range.second);
  return (at / 2 - low / 2) / (high / 2 - low / 2);
}

// Whether a line across the chart would strike through names at its upper end.
bool struck_above(const View& view, Range y) {
  constexpr double kNames = 0.85;  // names at the upper end begin above
  return std::ranges::any_of(view.references, [&](const Reference& reference) {
    return !reference.of_x && part_of(view.y, reference.value, y) > kNames;
  });
}

// A name beside a line at `value`; under it where the line is near the upper end, left of it where near the right one.
// `below`: names of lines upwards stand at their lower ends.
Json words_of(const View& view, const Reference& reference, Range range, bool below) {
  const bool of_x = reference.of_x;
  const ChartAxis& axis = of_x ? view.x : view.y;
  Json words{{"text", named(reference.name)}, {"showarrow", false}, {"font", {{"size", 11}, {"color", "var:faint"}}}};
  const double at = in_range(axis, reference.value), part = part_of(axis, reference.value, range);
  if (of_x) {
    put(words, {{"xref", "x"}, {"x", at}, {"xanchor", part < 0.6 ? "left" : "right"}});
    put(words, {{"yref", "paper"}, {"y", below ? 0.01 : 0.99}, {"yanchor", below ? "bottom" : "top"}});
  } else {
    put(words, {{"yref", "y"}, {"y", at}, {"yanchor", part > 0.9 ? "top" : "bottom"}});
    put(words, {{"xref", "paper"}, {"x", 0.01}, {"xanchor", "left"}});
  }
  return words;
}

Json flat_layout(const View& view) {
  const Range x = x_range(view), y = y_range(view);
  Json layout{{"xaxis", axis_of(view.x, x)}, {"yaxis", axis_of(view.y, y)}};
  if (shape_of_map(view)) {
    put(layout["yaxis"], {{"scaleanchor", "x"}, {"constrain", "domain"}});
    layout["xaxis"]["constrain"] = "domain";
  }
  Json shapes = Json::array(), words = Json::array();
  for (const Band& band : view.bands) {
    const ChartAxis& axis = band.of_x ? view.x : view.y;
    if (!shows(axis, band.low) || !shows(axis, band.high)) continue;
    shapes.push_back(shape_of(view, band));
  }
  for (const Reference& reference : view.references) {
    const auto [low, high] = reference.of_x ? x : y;
    if (!(low <= reference.value && reference.value <= high)) continue;
    shapes.push_back(shape_of(view, reference));
    if (!reference.name.empty())
      words.push_back(words_of(view, reference, reference.of_x ? x : y, struck_above(view, y)));
  }
  put(layout, {{"shapes", shapes}, {"annotations", words}, {"barmode", "overlay"}, {"bargap", 0}});
  return layout;
}

Json spatial_layout(const View& view) {
  const auto side = [](const ChartAxis& axis) {
    return Json{{"title", {{"text", named(axis.label)}, {"font", {{"size", 11}}}}},
                {"tickfont", {{"size", 10}}},
                {"gridcolor", "var:grid"},
                {"linecolor", "var:faint"},
                {"zerolinecolor", "var:grid"},
                {"backgroundcolor", "rgba(0,0,0,0)"}};
  };
  Json z = side(view.z);
  if (view.z.scale != Scale::linear) {
    const auto [low, high] = z_range(view);
    put(z, tick_words(ticks(view.z.scale, view.z.threshold, low, high, kTicks), view.z.scale, view.z.threshold));
  }
  return {{"scene",
           {{"xaxis", side(view.x)},
            {"yaxis", side(view.y)},
            {"zaxis", z},
            {"aspectmode", "manual"},
            {"aspectratio", {{"x", 1}, {"y", 1}, {"z", 0.75}}},
            {"camera",
             {{"eye", {{"x", -1.5}, {"y", -1.44}, {"z", 0.96}}}, {"center", {{"x", 0}, {"y", 0}, {"z", -0.12}}}}}}}};
}

Json figure_of(const View& view) {
  Json data = Json::array();
  if (view.field) data.push_back(trace_of(view, *view.field));
  if (!view.spatial) {
    for (const Bars& bars : view.bars) data.push_back(trace_of(view, bars));
  }
  for (const Series& series : view.series) {
    if (!view.spatial || series.z.size() == series.x.size()) data.push_back(trace_of(view, series));
  }
  for (const Band& band : view.bands) {
    const ChartAxis& axis = band.of_x ? view.x : view.y;
    if (!view.spatial && !band.name.empty() && shows(axis, band.low) && shows(axis, band.high))
      data.push_back(key_of(band));
  }
  std::set<std::string> groups;  // a line and the marks on it have one entry
  for (Json& trace : data) {
    if (trace.contains("legendgroup") && !groups.insert(trace.at("legendgroup").get<std::string>()).second)
      trace["showlegend"] = false;
  }
  const bool legend = std::ranges::any_of(data, [](const Json& trace) { return trace.at("showlegend").get<bool>(); });
  Json layout = view.spatial ? spatial_layout(view) : flat_layout(view);
  put(layout, {{"autosize", true}, {"showlegend", legend}, {"hovermode", "closest"}});
  put(layout, {{"paper_bgcolor", "rgba(0,0,0,0)"},
               {"plot_bgcolor", "rgba(0,0,0,0)"},
               {"dragmode", view.spatial ? "turntable" : "zoom"}});
  layout["font"] = {{"color", "var:ink"}, {"size", 12}};
  layout["margin"] = {{"l", 10}, {"r", 10}, {"t", 10}, {"b", 10}};
  layout["legend"] = {{"orientation", "h"}, {"yanchor", "bottom"}, {"y", 1.02}, {"x", 0}, {"bgcolor", "rgba(0,0,0,0)"}};
  layout["modebar"] = {{"bgcolor", "rgba(0,0,0,0)"}, {"color", "var:faint"}, {"activecolor", "var:ink"}};
  layout["hoverlabel"] = {{"align", "left"},
                          {"bgcolor", "var:paper"},
                          {"bordercolor", "var:faint"},
                          {"font", {{"color", "var:ink"}, {"size", 12}}}};
  Json figure{{"label", view.label}, {"spatial", view.spatial}, {"data", data}, {"layout", layout}};
  if (const auto shape = shape_of_map(view)) figure["shape"] = *shape;
  return figure;
}

// What overflowed on its way has no place in a document.
void leave_out_infinite(Json& json) {
  if (json.is_number_float() && !std::isfinite(json.get<double>())) json = nullptr;
  if (!json.is_structured()) return;
  for (Json& member : json) leave_out_infinite(member);
}

}  // namespace

std::string plotly_escaped(std::string_view text) {
  return respelt(text, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'\n', "<br>"}});
}

Json chart_plotly(const Chart& chart) {
  check(chart);
  Json views = Json::array();
  for (const View& view : chart.views) views.push_back(figure_of(view));
  leave_out_infinite(views);
  return {{"id", chart.id}, {"views", views}};
}

}  // namespace saddlescope::report
