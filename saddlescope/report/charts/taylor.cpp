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
#include "saddlescope/report/words.h"

namespace saddlescope::report {

namespace {

std::string radius(const TrustRadius& r, Language language) {
  return r.at_least ? say(language, "{0} (at least)", {number(r.radius)}) : number(r.radius);
}

}  // namespace

Chart taylor_chart(const TaylorLine& line, std::string id, const ProblemSummary& problem, Language language) {
  Chart chart{.id = std::move(id), .language = language};
  const std::string along = elided(line.direction.label, 60);
  chart.title = say(language, "Taylor model along {0}", {along});
  chart.subject = problem_words(problem);
  chart.description = say(language,
                          "The true loss beside its Taylor model of order {0}; in the band the model's error stays "
                          "under a tenth of the change it predicts.",
                          {std::to_string(line.order)});
  const double centre = line.coefficients.empty() ? std::nan("") : line.coefficients[0];
  const LossAxis loss = loss_axis(line.loss, centre, language);
  View view{.x = {.label = say(language, "Distance along {0}", {along})}, .y = {.label = loss.label}};
  const double norm = line.direction.norm;
  const bool reaches = std::isfinite(line.forward.radius) && std::isfinite(line.backward.radius);
  if (reaches && (line.forward.radius > 0 || line.backward.radius > 0)) {
    view.bands.push_back({.name = say(language, "model within 10 %: −{0} to {1}",
                                      {radius(line.backward, language), radius(line.forward, language)}),
                          .of_x = true,
                          .low = -line.backward.radius,
                          .high = line.forward.radius,
                          .colour = Colour::green});
  }
  Series truth{.name = say(language, "True loss"), .line = true, .marks = false, .colour = Colour::blue};
  for (const double t : line.t) truth.x.push_back(t * norm);
  truth.y = loss.shown(line.loss);
  Series model{.name = say(language, "Taylor model"),
               .line = true,
               .marks = false,
               .colour = Colour::vermilion,
               .dash = Dash::dashed,
               .x = truth.x,
               .y = loss.shown(line.model)};
  view.y.range = widened(range_of({}, truth.y));  // a model leaves it
  if (!truth.x.empty()) view.x.range = {truth.x.front(), truth.x.back()};
  if (!(truth.x.size() > 1 && truth.x.front() < truth.x.back())) view.x.range.reset();
  view.references.push_back({.name = "", .of_x = true, .value = 0, .colour = Colour::faint, .dash = Dash::dotted});
  view.series = {std::move(model), std::move(truth)};
  chart.views.push_back(std::move(view));
  return chart;
}

std::vector<Chart> charts(const TaylorAnswer& answer, Language language) {
  std::vector<Chart> list;
  list.reserve(answer.lines.size());
  for (const TaylorLine& line : answer.lines) {
    list.push_back(taylor_chart(line, fmt::format("taylor-{}", list.size() + 1), answer.problem, language));
  }
  return list;
}

}  // namespace saddlescope::report
