#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/charts/parts.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

// Without a model there is nothing predicted: as on a kink.
std::string line_search_words(const std::vector<LineSearchPoint>& points, bool predicted, Language language) {
  return say(language,
             predicted ? Phrase("The loss along the way out: predicted by the model, and measured at {0} evenly spaced "
                                "steps from {1} to {2}.")
                       : Phrase("The loss along the way out, measured at {0} evenly spaced steps from {1} to {2}."),
             {std::to_string(points.size()), number(points.front().t), number(points.back().t)});
}

Chart line_search_chart(const Diagnosis& diagnosis, Language language) {
  Chart chart{.id = "line-search",
              .title = say(language, "The escape's line search"),
              .subject = problem_words(diagnosis.problem, language),
              .language = language};
  const std::vector<LineSearchPoint>& points = diagnosis.landscape->line_search;
  Series measured{.name = say(language, "Measured"), .colour = Colour::blue};
  Series predicted{.name = say(language, "Predicted"),
                   .line = true,
                   .marks = false,
                   .colour = Colour::vermilion,
                   .dash = Dash::dashed};
  std::vector<double> losses{diagnosis.loss};
  for (const LineSearchPoint& point : points) losses.push_back(point.loss);
  const LossAxis loss = loss_axis(losses, diagnosis.loss, language);
  for (const LineSearchPoint& point : points) {
    measured.x.push_back(point.t);
    measured.y.push_back(loss.shown(point.loss));
    if (!point.model) continue;
    predicted.x.push_back(point.t);
    predicted.y.push_back(loss.shown(*point.model));
  }
  View view{.x = axis_of(say(language, "Step length"), measured.x), .y = {.label = loss.label}};
  view.y.range = widened(range_of({}, loss.shown(losses)));  // a model leaves it
  view.references.push_back(
      {.name = say(language, "Here"), .value = loss.shown(diagnosis.loss), .colour = Colour::faint});
  if (diagnosis.escape && diagnosis.escape->step > 0) {
    view.references.push_back(
        {.name = say(language, "step taken"), .of_x = true, .value = diagnosis.escape->step, .colour = Colour::faint});
  }
  chart.description = line_search_words(points, !predicted.x.empty(), language);
  if (!predicted.x.empty()) view.series.push_back(std::move(predicted));
  view.series.push_back(std::move(measured));
  chart.views.push_back(std::move(view));
  return chart;
}

// What is so in all dimensions, beside what a random plane shows.
std::string appearance_words(const Appearance& a, Language language) {
  const std::string all = std::to_string(a.parameters), count = std::to_string(a.negative);
  std::string text;
  if (a.negative > 0) {
    const std::string negative = a.at_least ? say(language, "at least {0}", {count}) : count;
    text = say(language, "In all dimensions {0} of {1} eigenvalues go down.", {negative, all});
  } else {
    text = a.at_least ? say(language, "In all dimensions none of {0} eigenvalues is known to go down.", {all})
                      : say(language, "In all dimensions none of {0} eigenvalues goes down.", {all});
  }
  if (a.random_planes.of == 0) return text;
  text += gap(language);
  text += say(language, "Of {1} random planes the loss curves up in every direction of {0}.",
              {std::to_string(a.random_planes.minima), std::to_string(a.random_planes.of)});
  if (a.negative > 0 || a.random_planes.minima == a.random_planes.of) return text;
  text += gap(language);
  return text +
         say(language, "Directions flat to second order count as not curving up, whether one leads down or not.");
}

Chart appearance_chart(const Appearance& appearance, Language language) {
  Chart chart{.id = "appearance",
              .title = say(language, "In how many lines and planes the loss curves up"),
              .language = language};
  chart.description = appearance_words(appearance, language);
  View view{.y = {.label = say(language, "Curves up in every direction (%)"), .range = std::pair{0.0, 100.0}}};
  view.x.names = {say(language, "single parameters"), say(language, "random lines"), say(language, "random planes")};
  for (const Share* share : {&appearance.parameter_lines, &appearance.random_lines, &appearance.random_planes}) {
    const auto at = static_cast<double>(view.bars.size());  // each in a cell of its own
    Bars bars{.colour = Colour::sky, .edges = {at - 0.35, at + 0.35}, .heights = {100 * share->share()}};
    bars.hover = {say(language, "{0} of {1}", {std::to_string(share->minima), std::to_string(share->of)})};
    view.bars.push_back(std::move(bars));
  }
  chart.views.push_back(std::move(view));
  return chart;
}

// Whether no loss that was measured next to the point is as low as its own.
bool looks_like_a_minimum(const CrossSection& line) {
  if (line.axes.size() != 1 || line.origin.size() != 1 || line.loss.size() != line.axes[0].size()) return false;
  const std::vector<double>& at = line.axes[0];
  const auto above = std::ranges::upper_bound(at, line.origin[0]), below = std::ranges::lower_bound(at, line.origin[0]);
  if (above == at.end() || below == at.begin()) return false;
  return line.loss[static_cast<std::size_t>(above - at.begin())] > line.centre_loss &&
         line.loss[static_cast<std::size_t>(below - at.begin()) - 1] > line.centre_loss;
}

bool shows_way_down(const std::optional<CrossSection>& plane) {
  return plane && std::ranges::any_of(plane->marks, [&](const Mark& mark) {
           return mark.kind == MarkKind::way_out && mark.loss < plane->centre_loss;
         });
}

// What the line hides of a saddle.
std::string beside_the_plane(const Diagnosis& d, Language language) {
  const VerdictKind kind = d.verdict.kind;
  if (kind != VerdictKind::saddle && kind != VerdictKind::degenerate_saddle) return {};
  if (!looks_like_a_minimum(*d.landscape->line)) return {};
  std::string text(gap(language));
  text += say(language, "Along it the point looks like a minimum, though it is a saddle.");
  if (!shows_way_down(d.landscape->plane)) return text;
  text += gap(language);
  return text + say(language, "The map of the error surface shows the way down that this line misses.");
}

}  // namespace

std::vector<Chart> charts(const Diagnosis& diagnosis, Language language) {
  std::vector<Chart> list;
  if (auto spectrum = spectrum_chart(diagnosis.spectrum, diagnosis.nearby, diagnosis.problem, language)) {
    list.push_back(std::move(*spectrum));
  }
  if (!diagnosis.landscape) return list;
  const Landscape& land = *diagnosis.landscape;
  const auto add = [&](const std::optional<CrossSection>& section, const char* id, const std::string& title) {
    if (!section) return false;
    auto chart = section_chart(*section, id, title, diagnosis.floor, language);
    if (!chart) return false;
    chart->subject = problem_words(diagnosis.problem, language);
    list.push_back(std::move(*chart));
    return true;
  };
  if (land.appearance) list.push_back(appearance_chart(*land.appearance, language));
  const bool line = add(land.line, "line", say(language, "A line along which the loss curves up"));
  if (line) list.back().description += beside_the_plane(diagnosis, language);
  const bool plane = add(land.plane, "plane", say(language, "Error surface"));
  if (line && plane) list.back().beside = true;  // a minimum in the one, a saddle in the other
  if (!land.line_search.empty()) list.push_back(line_search_chart(diagnosis, language));
  for (std::size_t k = 0; k < land.taylor.size(); ++k) {
    list.push_back(taylor_chart(land.taylor[k], fmt::format("taylor-{}", k + 1), diagnosis.problem, language));
  }
  return list;
}

}  // namespace saddlescope::report
