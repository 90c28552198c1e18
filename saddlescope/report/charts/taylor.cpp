#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/charts/parts.h"
#include "saddlescope/report/direction_words.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/trust_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {

namespace {

static_assert(TrustRadius::kTrusted == 0.1);  // what titles and bands say

// Colours and dashes of the lecture: the gradient's term green, the Hessian's red.
constexpr Colour kGradient = Colour::green, kHessian = Colour::vermilion, kSum = Colour::ink;
constexpr Dash kGradientDash = Dash::dotted, kHessianDash = Dash::dashed, kSumDash = Dash::dash_dotted;

// "−0.5·t²", or that nothing of it is there.
std::string term_words(const TaylorLine& line, std::size_t j, Language language) {
  if (!line.vanishes(j)) return fmt::format("{}·{}", number(line.coefficients[j]), power_of_t(j));
  return gone_words(line, j, language);
}

std::vector<FormulaTerm> formula(const TaylorLine& line, Language language) {
  const double centre = line.coefficients.empty() ? std::nan("") : line.coefficients[0];
  std::vector<FormulaTerm> terms{{.text = "L(θ + t·d)", .name = say(language, "true loss"), .colour = Colour::blue},
                                 {.text = "≈ L(θ)", .name = say(language, "loss here"), .value = precise(centre)},
                                 {.text = "+ t·gᵀd",
                                  .name = say(language, "gradient term"),
                                  .value = term_words(line, 1, language),
                                  .colour = kGradient,
                                  .dash = kGradientDash},
                                 {.text = "+ ½t²·dᵀHd",
                                  .name = say(language, "Hessian term"),
                                  .value = term_words(line, 2, language),
                                  .colour = kHessian,
                                  .dash = kHessianDash}};
  for (std::size_t j = 3; j < line.coefficients.size(); ++j) {
    terms.push_back({.text = fmt::format("+ {0}/{1}!·D{2}L(d)", power_of_t(j), j, power_of_t(j).substr(1)),
                     .name = say(language, "term of order {0}", {std::to_string(j)}),
                     .value = term_words(line, j, language)});
  }
  return terms;
}

// Which of the two terms decides.
std::string deciding(const TaylorLine& line, Language language) {
  if (line.at_kink) {
    return say(language, "The point lies on a kink, where derivatives jump: neither term need hold on either side.");
  }
  if (line.vanishes(1) && line.vanishes(2)) {
    return say(language, "Both terms are gone: what is of higher order decides.");
  }
  if (line.vanishes(1)) {
    return say(language, "The gradient term is gone, as at a critical point: the Hessian term decides.");
  }
  if (line.vanishes(2)) return say(language, "The Hessian term is gone: the gradient term decides.");
  return say(language, "Beyond a distance of {0} the Hessian term is larger than the gradient term.",
             {number(line.balance())});
}

// The loss here and one term of the model.
Series term_series(const TaylorLine& line, std::size_t j, const LossAxis& loss, double centre) {
  Series series{.line = true, .marks = false};
  for (const double t : line.t) series.x.push_back(t * line.direction.norm);
  for (const double value : line.term(j)) series.y.push_back(loss.shown(centre) + value);
  return series;
}

// Beneath the truth: the gradient's term, the Hessian's, and their sum where that is another line than the last.
void add_model(View& view, const TaylorLine& line, const LossAxis& loss, double centre, Language language) {
  const bool gone = line.vanishes(1), whole = gone && line.order == 2;
  Series gradient = term_series(line, 1, loss, centre), hessian = term_series(line, 2, loss, centre);
  gradient.name =
      gone ? say(language, "L + t·gᵀd, the gradient term: gone") : say(language, "L + t·gᵀd, the gradient term");
  gradient.colour = kGradient;
  gradient.dash = kGradientDash;
  hessian.name = line.vanishes(2) ? say(language, "L + ½t²·dᵀHd, the Hessian term: gone")
                 : whole          ? say(language, "L + ½t²·dᵀHd, the Hessian term: the whole model")
                                  : say(language, "L + ½t²·dᵀHd, the Hessian term");
  hessian.colour = kHessian;
  hessian.dash = kHessianDash;
  Series sum{.name = line.order == 2 ? say(language, "their sum, the Taylor model")
                                     : say(language, "Taylor model of order {0}", {std::to_string(line.order)}),
             .line = true,
             .marks = false,
             .colour = kSum,
             .dash = kSumDash,
             .x = gradient.x,
             .y = loss.shown(line.model)};
  if (!whole) view.series.push_back(std::move(sum));  // lowest: where it is nearly one term, that shows over it
  view.series.push_back(std::move(gradient));
  view.series.push_back(std::move(hessian));
}

std::string taylor_words(const TaylorLine& line, Language language) {
  std::string text = say(language,
                         "The true loss beside its Taylor model of order {0}; in the band the model's error stays "
                         "under a tenth of the change it predicts.",
                         {std::to_string(line.order)});
  text += gap(language);
  text += deciding(line, language);
  if (line.direction.norm == 1) return text;
  text += gap(language);
  return text + say(language, "t counts multiples of d, whose length is {0}: a distance is {0}·t.",
                    {number(line.direction.norm)});
}

}  // namespace

Chart taylor_chart(const TaylorLine& line, std::string id, const ProblemSummary& problem, Language language) {
  Chart chart{.id = std::move(id), .language = language};
  const std::string along = elided(direction_name(line.direction, language), 60);
  chart.title = say(language, "Taylor model along {0}", {along});
  chart.subject = problem_words(problem, language);
  chart.description = taylor_words(line, language);
  chart.formula = formula(line, language);
  const double centre = line.coefficients.empty() ? std::nan("") : line.coefficients[0];
  const LossAxis loss = loss_axis(line.loss, centre, language);
  View view{.x = {.label = say(language, "Distance along {0}", {along})}, .y = {.label = loss.label}};
  const double norm = line.direction.norm;
  const bool reaches = std::isfinite(line.forward.radius) && std::isfinite(line.backward.radius);
  if (reaches && (line.forward.radius > 0 || line.backward.radius > 0)) {
    view.bands.push_back({.name = say(language, "model within 10 %: backwards {0}, forwards {1}",
                                      {trust_words(line.backward, language), trust_words(line.forward, language)}),
                          .of_x = true,
                          .low = -line.backward.radius,
                          .high = line.forward.radius,
                          .colour = Colour::green});
  }
  Series truth{.name = say(language, "True loss"), .line = true, .marks = false, .colour = Colour::blue};
  for (const double t : line.t) truth.x.push_back(t * norm);
  truth.y = loss.shown(line.loss);
  view.y.range = widened(range_of({}, truth.y));  // a model leaves it
  if (!truth.x.empty()) view.x.range = {truth.x.front(), truth.x.back()};
  if (!(truth.x.size() > 1 && truth.x.front() < truth.x.back())) view.x.range.reset();
  view.references.push_back({.name = "", .of_x = true, .value = 0, .colour = Colour::faint, .dash = Dash::dotted});
  add_model(view, line, loss, centre, language);
  view.series.push_back(std::move(truth));
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
