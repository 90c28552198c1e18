#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/charts/parts.h"
#include "saddlescope/report/finding_text.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

struct Found {
  const Finding& finding;
  LossList losses;
  Language language;
};

std::string hover(const Found& found, const FoundPoint& point, const std::vector<double>& at, const std::string& kind) {
  std::string text = kind;
  for (std::size_t i = 0; i < at.size(); ++i)
    text += fmt::format("\n{} = {}", variable_name(found.finding.problem, i), number(at[i]));
  text += fmt::format("\n{}: {}", say(found.language, "Loss"), found.losses.told(point.loss));
  if (point.inertia) text += "\n" + inertia_words(*point.inertia, found.language);
  return text;
}

// Points of one kind are one series.
Series& series_of(std::vector<Series>& list, const VerdictLook& look) {
  auto found = std::ranges::find(list, look.words, &Series::name);
  if (found != list.end()) return *found;
  list.push_back({.name = look.words, .colour = look.colour, .hollow = look.hollow});
  return list.back();
}

// A manifold's sample: a curve in one or more pieces, or the points of a surface, and of a curve whose pieces aren't known.
std::vector<Series> manifold_series(const Found& found, const FoundPoint& point) {
  const Language language = found.language;
  const VerdictLook look = look_of(point.verdict.kind, language);
  const bool curve = point.manifold_dimension == 1 && point.sample.size() > 2 && !point.pieces.empty();
  const bool region = shape(point) == "region";
  Series piece{.name = region ? say(language, "{0}: region", {look.words}) : say(language, "{0}: curve", {look.words}),
               .line = curve,
               .marks = !curve,
               .colour = look.colour};
  if (!curve) piece.shape = Shape::square;
  std::vector<Series> list;
  using Points = std::vector<std::vector<double>>;
  const std::vector<Points> pieces = curve ? curve_lines(point) : std::vector<Points>(1, point.sample);
  for (const Points& points : pieces) {
    if (points.empty()) continue;
    list.push_back(piece);
    for (const std::vector<double>& at : points) {
      list.back().x.push_back(at[0]);
      list.back().y.push_back(at[1]);
      list.back().hover.push_back(hover(found, point, at, piece.name));
    }
  }
  return list;
}

// What a document of any size may ask for: so many points of curves are drawn.
constexpr std::size_t kDrawnOfCurves = 6000;

bool is_traced(const FoundPoint& point) {
  const bool fits = std::ranges::all_of(point.sample, [](const auto& at) { return at.size() == 2; });
  return fits && point.manifold_dimension.value_or(0) > 0 && !point.sample.empty();
}

// The points and curves of a box, and what of them is left out.
std::string add_found(View& view, const Finding& finding, std::size_t variables, Language language) {
  const Found found{finding, losses_found(finding), language};
  std::vector<Series> points;
  std::size_t curves = 0, drawn = 0, of_curves = 0;
  for (const FoundPoint& point : finding.points) {
    if (variables == 2 && is_traced(point)) {
      ++curves;
      of_curves += point.sample.size();
      if (drawn > 0 && of_curves > kDrawnOfCurves) continue;
      ++drawn;
      for (Series& piece : manifold_series(found, point)) view.series.push_back(std::move(piece));
    } else if (point.at.size() == variables) {
      Series& series = series_of(points, look_of(point.verdict.kind, language));
      series.x.push_back(point.at[0]);
      series.y.push_back(variables == 2 ? point.at[1] : point.loss);
      series.hover.push_back(hover(found, point, point.at, series.name));
    }
  }
  view.series.insert(view.series.end(), points.begin(), points.end());
  if (drawn == curves) return {};
  return std::string(gap(language)) +
         say(language, "Of {0} curves the first {1} are drawn.", {std::to_string(curves), std::to_string(drawn)});
}

std::optional<Chart> box_chart(const Finding& finding, Language language) {
  const Sides& sides = finding.box->sides;
  const std::size_t variables = sides.low.size();
  if (variables != 1 && variables != 2) return std::nullopt;
  Chart chart{.id = "box",
              .title = say(language, "Critical points of the box"),
              .subject = problem_words(finding.problem, language),
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
  chart.description += add_found(view, finding, variables, language);
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
    if (chart) chart->subject = problem_words(finding.problem, language) + ", " + finding.run->finder;
  }
  if (!chart) return {};
  return {std::move(*chart)};
}

}  // namespace saddlescope::report
