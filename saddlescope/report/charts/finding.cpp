#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/charts/parts.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

std::string hover(const Finding& finding, const FoundPoint& point, const std::vector<double>& at,
                  const std::string& kind, Language language) {
  std::string text = kind;
  for (std::size_t i = 0; i < at.size(); ++i)
    text += fmt::format("\n{} = {}", variable_name(finding.problem, i), number(at[i]));
  text += fmt::format("\n{}: {}", say(language, "Loss"), precise(point.loss));
  if (point.inertia) text += "\n" + inertia_words(*point.inertia, language);
  return text;
}

// Points of one kind are one series: single ones as marks, samples of curves and surfaces as small ones.
Series& series_of(std::vector<Series>& list, const VerdictLook& look, bool manifold, Language language) {
  std::string name = manifold ? say(language, "{0}: curve", {look.words}) : look.words;
  auto found = std::ranges::find(list, name, &Series::name);
  if (found != list.end()) return *found;
  list.push_back({.name = std::move(name),
                  .colour = look.colour,
                  .shape = manifold ? Shape::square : Shape::circle,
                  .hollow = look.hollow});
  return list.back();
}

std::optional<Chart> box_chart(const Finding& finding, Language language) {
  const Sides& sides = finding.box->sides;
  const std::size_t variables = sides.low.size();
  if (variables != 1 && variables != 2) return std::nullopt;
  Chart chart{
      .id = "box", .title = titled(say(language, "Critical points of the box"), finding.problem), .language = language};
  chart.description =
      say(language, "Every critical point that was found in the box, by its kind; {0} parts of it are left open.",
          {std::to_string(finding.box->open_parts)});
  View view{.x = {.label = variable_name(finding.problem, 0)},
            .y = {.label = variables == 2 ? variable_name(finding.problem, 1) : say(language, "Loss")}};
  const auto range = [&](std::size_t i) {
    const double room = 0.02 * (sides.high[i] - sides.low[i]);
    return std::pair{sides.low[i] - room, sides.high[i] + room};
  };
  if (sides.low[0] < sides.high[0]) view.x.range = range(0);
  if (variables == 2 && sides.low[1] < sides.high[1]) view.y.range = range(1);
  view.same_unit = variables == 2;
  std::vector<Series> curves, points;
  for (const FoundPoint& point : finding.points) {
    const VerdictLook look = look_of(point.verdict.kind, language);
    const bool manifold = point.manifold_dimension.value_or(0) > 0;
    Series& series = series_of(manifold ? curves : points, look, manifold, language);
    std::vector<std::vector<double>> all = point.sample;
    if (all.empty()) all.push_back(point.at);
    for (const std::vector<double>& at : all) {
      if (at.size() != variables) continue;
      series.x.push_back(at[0]);
      series.y.push_back(variables == 2 ? at[1] : point.loss);
      series.hover.push_back(hover(finding, point, at, series.name, language));
    }
  }
  view.series = std::move(curves);
  view.series.insert(view.series.end(), points.begin(), points.end());
  chart.views.push_back(std::move(view));
  return chart;
}

}  // namespace

std::vector<Chart> charts(const Finding& finding, Language language) {
  std::optional<Chart> chart;
  if (finding.box) {
    chart = box_chart(finding, language);
  } else if (finding.run) {
    std::vector<HistoryPoint> points;
    points.reserve(finding.run->history.size());
    for (const FinderPoint& point : finding.run->history) {
      points.push_back({static_cast<double>(point.iteration), point.loss, point.gradient_norm});
    }
    std::string title =
        titled(say(language, "The way to a critical point"), finding.problem) + ", " + finding.run->finder;
    chart = history_chart(points, say(language, "Iteration"), std::move(title), language);
  }
  if (!chart) return {};
  return {std::move(*chart)};
}

}  // namespace saddlescope::report
