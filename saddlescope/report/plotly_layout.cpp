#include "saddlescope/report/plotly_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/camera.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/end_words.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/plotly_parts.h"

namespace saddlescope::report::plotly {
namespace {

constexpr std::size_t kCategory = 30, kCategoryLine = 10;  // characters of a name on an axis, and of a line of it
constexpr std::size_t kTicks = 7;
constexpr int kStandoff = 10;  // pixels between the numbers of an axis and its words
constexpr double kEndLetters = 11, kEndStroke = 22, kMostEnd = 300;  // pixels: words beside lines, the strokes to them
constexpr double kEndApart = 0.055;  // of the plot's height
constexpr int kSceneLetters = 11, kSceneEdge = 10, kSceneLineHeight = 17;  // pixels
constexpr double kSceneName = 20;  // pixels of an axis' name in a scene
constexpr std::size_t kSceneLine = 46;  // columns of a line below it, on a phone
constexpr int kSceneTicks = 6;  // of an axis, at most

// Where a number lies on an axis for annotations and ranges, which Plotly wants as logarithms.
double in_range(const ChartAxis& axis, double x) { return scaled(axis.scale, axis.threshold, x); }

// Ticks of a logarithmic axis: powers of ten alone where there are enough of them.
Json decades(Range range) {
  Json a{{"tickfont", {{"size", 10}}}};  // it enlarges powers
  const double count = std::log10(range.second) - std::log10(range.first);
  if (count > 2) a["dtick"] = std::max(1.0, std::ceil(count / kTicks));
  return a;
}

// In lines that stand beside each other on a phone too: words turned aside there may leave the picture.
std::string in_lines(std::string_view name) {
  std::string lines;
  for (const std::string& line : broken(elided(name, kCategory), kCategoryLine))
    lines += (lines.empty() ? "" : "\n") + line;
  return lines;
}

// Ticks of a symmetric axis; beside 0 those without words for which a phone has no room.
std::vector<Tick> symmetric_ticks(const ChartAxis& axis, Range range) {
  constexpr double kRoom = 0.1;  // of the axis
  std::vector<Tick> list = ticks(axis.scale, axis.threshold, range.first, range.second, kTicks);
  if (!(range.first <= 0 && range.second >= 0)) return list;
  const Axis places(axis, range, 0, 1);
  for (Tick& tick : list) {
    if (tick.value != 0 && std::abs(places.at(tick.value) - places.at(0)) < kRoom) tick.label.clear();
  }
  return list;
}

Json axis_layout(const ChartAxis& axis, Range range) {
  Json a{{"title", {{"text", named(axis.label)}, {"standoff", kStandoff}}},
         {"type", axis.scale == Scale::logarithmic ? "log" : "linear"}};
  a["range"] = {in_range(axis, range.first), in_range(axis, range.second)};
  a["exponentformat"] = "power";  // not "0.5n"
  if (axis.scale == Scale::logarithmic) put(a, decades(range));
  if (axis.scale == Scale::symmetric) {
    put(a, tick_words(symmetric_ticks(axis, range), axis.scale, axis.threshold));
  }
  if (axis.whole && range.second - range.first < kTicks) a["dtick"] = 1;
  if (!axis.names.empty()) {
    std::vector<Tick> names;
    names.reserve(axis.names.size());
    for (const std::string& name : axis.names) names.push_back({static_cast<double>(names.size()), in_lines(name)});
    put(a, tick_words(names, Scale::linear, 1));
  }
  put(a, {{"automargin", true}, {"zeroline", false}, {"gridcolor", "var:grid"}, {"linecolor", "var:faint"}});
  put(a, {{"tickcolor", "var:faint"}, {"showline", true}, {"mirror", true}, {"ticks", "outside"}});
  return a;
}

// From `low` to `high` on one axis, all of the plot along the other.
Json across_plot(const View& view, bool of_x, double low, double high) {
  const ChartAxis& axis = of_x ? view.x : view.y;
  const std::string_view along = of_x ? "x" : "y", across = of_x ? "y" : "x";
  return {{fmt::format("{}ref", along), along},
          {fmt::format("{}ref", across), "paper"},
          {fmt::format("{}0", along), placed(axis, low)},
          {fmt::format("{}1", along), placed(axis, high)},
          {fmt::format("{}0", across), 0},
          {fmt::format("{}1", across), 1}};
}

Json shape_of(const View& view, const Band& band) {
  Json shape{{"type", "rect"},
             {"layer", "between"},  // above the lines of the grid, one of which may be all that is seen of 0
             {"line", {{"width", 0}}},
             {"fillcolor", colour_of(band.colour)},
             {"opacity", kBandOpacity}};
  put(shape, across_plot(view, band.of_x, band.low, band.high));
  return shape;
}

Json shape_of(const View& view, const Reference& reference) {
  Json shape{{"type", "line"},
             {"line", {{"width", 1.2}, {"color", colour_of(reference.colour)}, {"dash", dash_of(reference.dash)}}}};
  put(shape, across_plot(view, reference.of_x, reference.value, reference.value));
  return shape;
}

// Whether a line across the chart would strike through names at its upper end.
bool struck_above(const View& view, const Axis& y) {
  constexpr double kNames = 0.85;  // names at the upper end begin above
  return std::ranges::any_of(view.references, [&](const Reference& reference) {
    return !reference.of_x && y.beyond(reference.value) > kNames;
  });
}

// Points of series near a line across the chart, in its first fifth and in its last.
std::pair<std::size_t, std::size_t> crowds(const View& view, double value, const Axis& x, const Axis& y) {
  constexpr double kEnd = 0.2, kNear = 0.06;
  const double at = y.at(value);
  std::pair<std::size_t, std::size_t> counts;
  for (const Series& series : view.series) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!shows(view.x, series.x[i]) || !shows(view.y, series.y[i])) continue;
      const double along = x.beyond(series.x[i]), off = y.beyond(series.y[i]) - at;
      if (std::abs(off) > kNear) continue;
      counts.first += along < kEnd ? 1 : 0;
      counts.second += along > 1 - kEnd ? 1 : 0;
    }
  }
  return counts;
}

// A name beside a line at `value`; under it where the line is near the upper end, left of it where near the right one.
// At the upper or the lower end of a line upwards, at that end of a line across where fewer points are.
Json words_of(const View& view, const Reference& reference, const Axis& x, const Axis& y) {
  Json words{{"text", named(reference.name)}, {"showarrow", false}, {"font", {{"size", 11}, {"color", "var:faint"}}}};
  put(words, {{"bgcolor", "var:paper"}, {"borderpad", 0}, {"opacity", 0.9}});  // readable over curves and marks
  if (reference.of_x) {
    const bool below = struck_above(view, y);
    put(words, {{"xref", "x"}, {"x", in_range(view.x, reference.value)}});
    words["xanchor"] = x.at(reference.value) < 0.6 ? "left" : "right";
    put(words, {{"yref", "paper"}, {"y", below ? 0.01 : 0.99}, {"yanchor", below ? "bottom" : "top"}});
  } else {
    const auto [at_left, at_right] = crowds(view, reference.value, x, y);
    const bool left = at_left <= at_right;
    put(words, {{"yref", "y"}, {"y", in_range(view.y, reference.value)}});
    words["yanchor"] = y.at(reference.value) > 0.9 ? "top" : "bottom";
    put(words, {{"xref", "paper"}, {"x", left ? 0.01 : 0.99}, {"xanchor", left ? "left" : "right"}});
  }
  return words;
}

Json flat_layout(const View& view) {
  const Range x_ends = x_range(view), y_ends = y_range(view);
  const Axis x(view.x, x_ends, 0, 1), y(view.y, y_ends, 0, 1);
  Json layout{{"xaxis", axis_layout(view.x, x_ends)}, {"yaxis", axis_layout(view.y, y_ends)}};
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
    if (!(reference.of_x ? x : y).holds(reference.value)) continue;
    shapes.push_back(shape_of(view, reference));
    if (!reference.name.empty()) words.push_back(words_of(view, reference, x, y));
  }
  put(layout, {{"shapes", shapes}, {"annotations", words}, {"barmode", "overlay"}, {"bargap", 0}});
  return layout;
}

// Names of a scene's axes turn with it: one of more letters would leave a phone's picture, or lie on another. Longer ones
// stand below the scene, behind the letter that the axis has.
class SceneNames {
 public:
  std::string of(const ChartAxis& axis, std::string_view letter) {
    if (width_of(axis.label, kSceneLetters) <= kSceneName) return named(axis.label);
    for (const std::string& line : broken(fmt::format("{}: {}", letter, axis.label), kSceneLine)) {
      below_ += (lines_ == 0 ? "" : "<br>") + named(line);
      ++lines_;
    }
    return std::string(letter);
  }

  void add_below(Json& layout) const {
    if (lines_ == 0) return;
    Json words{{"text", below_}, {"showarrow", false}, {"font", {{"size", kSceneLetters + 1}}}};
    put(words, {{"xref", "paper"}, {"x", 0.5}, {"yref", "paper"}, {"y", 0}, {"yanchor", "top"}, {"borderpad", 0}});
    layout["annotations"] = {words};
    layout["margin"]["b"] = kSceneEdge + kSceneLineHeight * lines_;
  }

 private:
  std::string below_;
  int lines_ = 0;
};

Json spatial_layout(const View& view) {
  SceneNames names;
  const auto side = [&](const ChartAxis& axis, std::string_view letter) {
    return Json{{"title", {{"text", names.of(axis, letter)}, {"font", {{"size", kSceneLetters}}}}},
                {"tickfont", {{"size", 10}}},
                {"nticks", kSceneTicks},
                {"gridcolor", "var:grid"},
                {"linecolor", "var:faint"},
                {"zerolinecolor", "var:grid"},
                {"backgroundcolor", "rgba(0,0,0,0)"}};
  };
  const Json x = side(view.x, "d₁"), y = side(view.y, "d₂");
  Json z = side(view.z, "L");
  if (view.z.scale != Scale::linear) {
    const auto [low, high] = z_range(view);
    put(z, tick_words(ticks(view.z.scale, view.z.threshold, low, high, kTicks), view.z.scale, view.z.threshold));
  }
  const Eye eye = eye_for(view);
  Json layout{
      {"scene",
       {{"xaxis", x},
        {"yaxis", y},
        {"zaxis", z},
        {"aspectmode", "manual"},
        {"aspectratio", {{"x", 1}, {"y", 1}, {"z", kBoxHeight}}},
        {"camera",
         {{"eye", {{"x", eye.x}, {"y", eye.y}, {"z", eye.z}}}, {"center", {{"x", 0}, {"y", 0}, {"z", -0.12}}}}}}}};
  names.add_below(layout);
  return layout;
}

// The words beside the end of a line, joined to it by a stroke; gone where the end is zoomed out of sight.
Json words_of(const View& view, const EndWords& end, double right, Range y) {
  const double low = in_range(view.y, y.first), high = in_range(view.y, y.second);
  const auto at = [&](double part) { return low + part * (high - low); };
  Json words{{"text", named(end.text)}, {"font", {{"size", kEndLetters}}}, {"xanchor", "left"}};
  put(words, {{"xref", "x"}, {"x", in_range(view.x, right)}, {"axref", "pixel"}, {"ax", kEndStroke}});
  put(words, {{"yref", "y"}, {"y", at(end.line)}, {"ayref", "y"}, {"ay", at(end.words)}});
  put(words, {{"arrowhead", 0}, {"arrowwidth", 1}, {"arrowcolor", colour_of(end.colour)}});
  return words;
}

}  // namespace

Json layout_of(const View& view) { return view.spatial ? spatial_layout(view) : flat_layout(view); }

void add_end_words(const View& view, Json& figure) {
  const Range x = x_range(view), y = y_range(view);
  Json layout = figure["layout"];
  const Json narrow = {{"annotations", layout["annotations"]}, {"showlegend", true}, {"margin", layout["margin"]}};
  double widest = 0;
  for (const EndWords& end : end_words(view, y, kEndApart)) {
    layout["annotations"].push_back(words_of(view, end, x.second, y));
    widest = std::max(widest, width_of(end.text, kEndLetters));
  }
  layout["showlegend"] = false;
  layout["margin"]["r"] = std::round(kEndStroke + std::min(widest, kMostEnd));
  put(figure, {{"layout", layout}, {"narrow", narrow}});
}

}  // namespace saddlescope::report::plotly
