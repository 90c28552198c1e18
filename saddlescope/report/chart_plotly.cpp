#include "saddlescope/report/chart_plotly.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/end_words.h"
#include "saddlescope/report/plotly_layout.h"
#include "saddlescope/report/plotly_parts.h"
#include "saddlescope/report/plotly_traces.h"

namespace saddlescope::report {
namespace {

using plotly::put;

// What is drawn, the grid first, points and lines above it.
Json traces_of(const View& view) {
  Json data = Json::array();
  const Range heights = view.spatial ? z_range(view) : Range{};
  if (view.field) data.push_back(plotly::trace_of(view, *view.field, heights));
  if (!view.spatial) {
    for (const Bars& bars : view.bars) data.push_back(plotly::trace_of(view, bars));
  }
  for (const Series& series : view.series) {
    if (view.field && !view.spatial && series.line) data.push_back(plotly::casing_of(view, series));
    if (!view.spatial || series.z.size() == series.x.size()) data.push_back(plotly::trace_of(view, series, heights));
  }
  for (const Band& band : view.bands) {
    const ChartAxis& axis = band.of_x ? view.x : view.y;
    if (!view.spatial && !band.name.empty() && shows(axis, band.low) && shows(axis, band.high) && visible(view, band))
      data.push_back(plotly::key_of(band));
  }
  return data;
}

// A line and the marks on it have one entry in the legend. Returns whether there is any.
bool keep_one_entry_a_group(Json& data) {
  std::set<std::string> groups;
  for (Json& trace : data) {
    if (trace.contains("legendgroup") && !groups.insert(trace.at("legendgroup").get<std::string>()).second)
      trace["showlegend"] = false;
  }
  return std::ranges::any_of(data, [](const Json& trace) { return trace.at("showlegend").get<bool>(); });
}

Json figure_of(const View& view) {
  Json data = traces_of(view);
  const bool legend = keep_one_entry_a_group(data);
  Json layout = plotly::layout_of(view);
  put(layout, {{"autosize", true}, {"showlegend", legend}, {"hovermode", "closest"}});
  put(layout, {{"paper_bgcolor", "rgba(0,0,0,0)"},
               {"plot_bgcolor", "rgba(0,0,0,0)"},
               {"dragmode", view.spatial ? "turntable" : "zoom"}});
  layout["font"] = {{"color", "var:ink"}, {"size", 12}};
  const Json below = layout.value(Json::json_pointer("/margin/b"), 10);
  layout["margin"] = {{"l", 10}, {"r", 10}, {"t", 10}, {"b", below}};
  layout["legend"] = {{"orientation", "h"}, {"yanchor", "bottom"}, {"y", 1.02}, {"x", 0}, {"bgcolor", "rgba(0,0,0,0)"}};
  layout["modebar"] = {{"bgcolor", "rgba(0,0,0,0)"}, {"color", "var:faint"}, {"activecolor", "var:ink"}};
  layout["hoverlabel"] = {{"align", "left"},
                          {"bgcolor", "var:paper"},
                          {"bordercolor", "var:faint"},
                          {"font", {{"color", "var:ink"}, {"size", 12}}}};
  Json figure{{"label", view.label}, {"spatial", view.spatial}, {"data", data}, {"layout", layout}};
  if (const auto shape = shape_of_map(view)) figure["shape"] = *shape;
  if (!view.spatial && has_end_words(view)) plotly::add_end_words(view, figure);
  return figure;
}

// What overflowed on its way has no place in a document.
void leave_out_infinite(Json& json) {
  if (json.is_number_float() && !std::isfinite(json.get<double>())) json = nullptr;
  if (!json.is_structured()) return;
  for (Json& member : json) leave_out_infinite(member);
}

}  // namespace

Json chart_plotly(const Chart& chart) {
  check(chart);
  Json views = Json::array();
  for (const View& view : chart.views) views.push_back(figure_of(view));
  leave_out_infinite(views);
  return {{"id", chart.id}, {"views", views}};
}

}  // namespace saddlescope::report
