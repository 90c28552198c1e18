#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

// Points of one kind are one series.
Series& series_of(std::vector<Series>& list, const VerdictLook& look) {
  auto found = std::ranges::find(list, look.words, &Series::name);
  if (found != list.end()) return *found;
  list.push_back({.name = look.words, .colour = look.colour, .hollow = look.hollow});
  return list.back();
}

// Where a traced curve was left and taken up elsewhere: steps far longer than the others.
constexpr double kLeap = 5;  // in steps of median length
constexpr double kMeet = 2;  // of the same: the ends of a closed curve

// A manifold's sample, in the order it was traced: a curve in one or more pieces, or the points of a surface.
std::vector<Series> manifold_series(const Finding& finding, const FoundPoint& point, Language language) {
  const VerdictLook look = look_of(point.verdict.kind, language);
  const bool curve = point.manifold_dimension == 1 && point.sample.size() > 2;
  Series piece{
      .name = say(language, "{0}: curve", {look.words}), .line = curve, .marks = !curve, .colour = look.colour};
  if (!curve) piece.shape = Shape::square;
  std::vector<double> steps;
  for (std::size_t i = 1; i < point.sample.size(); ++i) {
    steps.push_back(
        std::hypot(point.sample[i][0] - point.sample[i - 1][0], point.sample[i][1] - point.sample[i - 1][1]));
  }
  std::vector<double> sorted = steps;
  std::ranges::sort(sorted);
  // Traced both ways from one point, a closed curve's ends meet within a step of each: but not where the box cuts it.
  const auto inside = [&](const std::vector<double>& at) {
    const Sides& box = finding.box->sides;
    const double step = sorted[sorted.size() / 2];
    return at[0] - box.low[0] > step && box.high[0] - at[0] > step && at[1] - box.low[1] > step &&
           box.high[1] - at[1] > step;
  };
  const auto ends_meet = [&] {
    const std::vector<double>&a = point.sample.front(), &b = point.sample.back();
    return std::hypot(a[0] - b[0], a[1] - b[1]) <= kMeet * sorted[sorted.size() / 2] && inside(a) && inside(b);
  };
  std::vector<Series> list;
  for (std::size_t i = 0; i < point.sample.size(); ++i) {
    if (i == 0 || (curve && steps[i - 1] > kLeap * sorted[sorted.size() / 2])) list.push_back(piece);
    list.back().x.push_back(point.sample[i][0]);
    list.back().y.push_back(point.sample[i][1]);
    list.back().hover.push_back(hover(finding, point, point.sample[i], piece.name, language));
  }
  if (curve && list.size() == 1 && ends_meet()) {
    Series& ring = list.front();
    ring.x.push_back(ring.x.front());
    ring.y.push_back(ring.y.front());
    ring.hover.push_back(ring.hover.front());
  }
  return list;
}

std::optional<Chart> box_chart(const Finding& finding, Language language) {
  const Sides& sides = finding.box->sides;
  const std::size_t variables = sides.low.size();
  if (variables != 1 && variables != 2) return std::nullopt;
  Chart chart{.id = "box",
              .title = say(language, "Critical points of the box"),
              .subject = problem_words(finding.problem),
              .language = language};
  chart.description =
      say(language, "Every critical point that was found in the box, by its kind; {0} parts of it are left open.",
          {std::to_string(finding.box->open_parts)});
  View view{.x = {.label = variable_name(finding.problem, 0)},
            .y = {.label = variables == 2 ? variable_name(finding.problem, 1) : say(language, "Loss")}};
  const auto range = [&](std::size_t i) {
    const double room = 0.02 * sides.high[i] - 0.02 * sides.low[i];
    return std::pair{sides.low[i] - room, sides.high[i] + room};
  };
  if (sides.low[0] < sides.high[0]) view.x.range = range(0);
  if (variables == 2 && sides.low[1] < sides.high[1]) view.y.range = range(1);
  view.same_unit = variables == 2;
  std::vector<Series> points;
  for (const FoundPoint& point : finding.points) {
    const bool fits = std::ranges::all_of(point.sample, [](const auto& at) { return at.size() == 2; });
    if (variables == 2 && fits && point.manifold_dimension.value_or(0) > 0 && !point.sample.empty()) {
      for (Series& piece : manifold_series(finding, point, language)) view.series.push_back(std::move(piece));
      continue;
    }
    if (point.at.size() != variables) continue;
    Series& series = series_of(points, look_of(point.verdict.kind, language));
    series.x.push_back(point.at[0]);
    series.y.push_back(variables == 2 ? point.at[1] : point.loss);
    series.hover.push_back(hover(finding, point, point.at, series.name, language));
  }
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
    chart = history_chart(points, say(language, "Iteration"), say(language, "The way to a critical point"), language);
    if (chart) chart->subject = problem_words(finding.problem) + ", " + finding.run->finder;
  }
  if (!chart) return {};
  return {std::move(*chart)};
}

}  // namespace saddlescope::report
