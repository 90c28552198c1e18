#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/charts/parts.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/sentences.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {

namespace {

constexpr std::size_t kNamed = 8;  // so many colours stay apart; other methods are faint, and named where one points at

constexpr std::size_t kDrawn = 100;  // of a document that holds more

// The m-th method's losses, faint from the ninth on.
Series series_of(const ComparedMethod& method, std::size_t m, const LossAxis& loss, Language language) {
  Series series{.name = elided(retold_part(method.name, language), 60),
                .line = true,
                .marks = method.history.size() < 2,
                .colour = colour_number(m)};
  if (m >= kNamed) {
    series.colour = Colour::faint;
    series.dash = Dash::dotted;
    series.listed = false;
  }
  if (method.learning_rate) series.name += fmt::format(" ({})", number(*method.learning_rate));
  for (const ComparedPoint& point : method.history) {
    series.x.push_back(point.spent);
    series.y.push_back(loss.shown(point.loss));
    series.hover.push_back(fmt::format("{}\n{}: {}\n{}: {}", series.name, say(language, "Gradient equivalents"),
                                       number(point.spent), say(language, "Loss"), precise(point.loss)));
  }
  return series;
}

}  // namespace

std::vector<Chart> charts(const Comparison& comparison, Language language) {
  if (comparison.methods.empty()) return {};
  Chart chart{.id = "compare",
              .title = say(language, "Ways out compared"),
              .subject = problem_words(comparison.problem),
              .language = language};
  chart.description =
      say(language, "The loss of each method against what it spent, in gradient equivalents, of a budget of {0} each.",
          {number(comparison.budget)});
  if (comparison.methods.size() > kNamed) {
    chart.description += gap(language);
    chart.description += say(language, "The best {0} are named.", {std::to_string(kNamed)});
  }
  const std::size_t drawn = std::min(comparison.methods.size(), kDrawn);
  if (comparison.methods.size() > drawn) {
    chart.description += gap(language);
    chart.description += say(language, "The best {0} are drawn, of {1}.",
                             {std::to_string(drawn), std::to_string(comparison.methods.size())});
  }
  std::vector<double> losses{comparison.loss};
  for (std::size_t m = 0; m < drawn; ++m) {
    for (const ComparedPoint& point : comparison.methods[m].history) losses.push_back(point.loss);
  }
  const LossAxis loss = loss_axis(losses, comparison.loss, language);
  View view{.x = {.label = say(language, "Gradient equivalents")}, .y = axis_of(loss.label, loss.shown(losses))};
  for (std::size_t m = 0; m < drawn; ++m) {
    Series series = series_of(comparison.methods[m], m, loss, language);
    const bool named = series.listed;
    view.series.insert(named ? view.series.end() : view.series.begin(), std::move(series));  // faint ones lie below
  }
  view.references.push_back(
      {.name = say(language, "Start"), .value = loss.shown(comparison.loss), .colour = Colour::faint});
  if (comparison.floor && loss.less == 0 && (*comparison.floor > 0 || view.y.scale == Scale::linear)) {
    view.references.push_back(
        {.name = say(language, "Floor"), .value = *comparison.floor, .colour = Colour::faint, .dash = Dash::dotted});
  }
  chart.views.push_back(std::move(view));
  return {std::move(chart)};
}

}  // namespace saddlescope::report
