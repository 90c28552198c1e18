#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <set>
#include <span>
#include <string>
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

constexpr std::size_t kNamed = 7;  // so many colours stay apart; other methods are faint, and named where one points at

constexpr std::size_t kDrawn = 100;  // of a document that holds more

constexpr double kLeastLoss = 1e-6;  // of the largest: what is less lies at 0 for the eye

constexpr double kSettled = 0.01;  // of the largest fall: a loss so near its end has come to rest
constexpr double kQuick = 30;  // what takes so many times longer than the quickest would leave that no room
constexpr double kWide = 1.05,
                 kWhole = 0.9;  // of the axis beyond the last that came to rest; from there on it is whole

// Those that have a colour: the best of each group, since the verdict speaks of it, and of the others the best.
std::set<std::size_t> named_of(std::span<const ComparedMethod> methods) {
  std::set<std::size_t> named;
  for (const MethodGroup group : {MethodGroup::alone, MethodGroup::escape, MethodGroup::control}) {
    const auto best = std::ranges::find(methods, group, &ComparedMethod::group);
    if (best != methods.end()) named.insert(static_cast<std::size_t>(best - methods.begin()));
  }
  for (std::size_t m = 0; m < methods.size() && named.size() < kNamed; ++m) named.insert(m);
  return named;
}

// A method's losses in the n-th colour, faint from the eighth on.
Series series_of(const ComparedMethod& method, std::size_t n, const LossAxis& loss, Language language) {
  constexpr std::array kDashes{Dash::solid, Dash::dashed, Dash::dash_dotted, Dash::dotted};
  Series series{.name = elided(retold_part(method.name, language), 60),
                .line = true,
                .marks = method.history.size() < 2,
                .colour = colour_number(n),
                .dash = kDashes[n % kDashes.size()]};
  if (n >= kNamed) {
    series.colour = Colour::faint;
    series.dash = Dash::dotted;
    series.listed = false;
  }
  if (method.learning_rate) series.name += fmt::format(" ({})", number(*method.learning_rate));
  if (n < kNamed) series.end = fmt::format("{}  {}", number(loss.shown(method.loss)), series.name);
  for (const ComparedPoint& point : method.history) {
    series.x.push_back(point.spent);
    series.y.push_back(loss.shown(point.loss));
    series.hover.push_back(fmt::format("{}\n{}: {}\n{}: {}", series.name, say(language, "Gradient equivalents"),
                                       number(point.spent), say(language, "Loss"), precise(point.loss)));
  }
  return series;
}

// What a method had spent when its loss came as near as kSettled to where it ended, for good.
double settled_at(const ComparedMethod& method, double fall) {
  const auto moves = [&](const ComparedPoint& point) {
    return std::abs(point.loss - method.history.back().loss) > kSettled * fall;
  };
  const auto last = std::find_if(method.history.rbegin(), method.history.rend(), moves);
  return last == method.history.rend() || last == method.history.rbegin() ? 0 : std::prev(last)->spent;
}

// Of the first methods: when the last had come to rest, when the quickest had fallen half way.
struct Pace {
  double rest = 0, quickest = std::numeric_limits<double>::infinity();
};
Pace pace_of(const Comparison& comparison, std::span<const ComparedMethod> methods) {
  double lowest = comparison.loss;
  for (const ComparedMethod& method : methods) {
    for (const ComparedPoint& point : method.history) lowest = std::min(lowest, point.loss);
  }
  const double fall = comparison.loss - lowest;
  Pace pace;
  if (!(fall > 0)) return pace;
  for (const ComparedMethod& method : methods) {
    pace.rest = std::max(pace.rest, settled_at(method, fall));
    if (method.half_way.value_or(0) > 0) pace.quickest = std::min(pace.quickest, *method.half_way);
  }
  return pace;
}

// Of costs: ends where the last method came to rest, and goes by logarithm where the quickest would have no room beside
// it.
ChartAxis cost_axis(const Pace& pace, double budget, Language language) {
  ChartAxis axis{.label = say(language, "Gradient equivalents")};
  if (pace.rest > kQuick * pace.quickest) {
    axis.scale = Scale::symmetric;
    axis.threshold = decade_below(pace.quickest);
  }
  if (pace.rest > 0 && pace.rest < kWhole * budget) axis.range = std::pair{0.0, kWide * pace.rest};
  return axis;
}

// Of losses of both signs falls are compared: linear. Where one is 0, the others keep so many decades.
void settle_zero(ChartAxis& axis, const std::vector<double>& losses) {
  if (axis.scale != Scale::symmetric) return;
  double high = 0;
  for (const double loss : losses) {
    if (loss < 0) axis.scale = Scale::linear;
    if (std::isfinite(loss)) high = std::max(high, loss);
  }
  axis.threshold = std::max(axis.threshold, decade_below(kLeastLoss * high));
}

// What is drawn, and what of the methods is named.
std::string comparison_words(const Comparison& comparison, std::size_t drawn, Language language) {
  std::string text =
      say(language, "The loss of each method against what it spent, in gradient equivalents, of a budget of {0} each.",
          {number(comparison.budget)});
  if (comparison.methods.size() > kNamed) {
    text += gap(language);
    text +=
        say(language, "{0} are named: the best of each kind, and of the others the best.", {std::to_string(kNamed)});
  }
  if (comparison.methods.size() > drawn) {
    text += gap(language);
    text += say(language, "The best {0} are drawn, of {1}.",
                {std::to_string(drawn), std::to_string(comparison.methods.size())});
  }
  return text;
}

}  // namespace

std::vector<Chart> charts(const Comparison& comparison, Language language) {
  if (comparison.methods.empty()) return {};
  Chart chart{.id = "compare",
              .title = say(language, "Ways out compared"),
              .subject = problem_words(comparison.problem, language),
              .language = language};
  const std::size_t drawn = std::min(comparison.methods.size(), kDrawn);
  chart.description = comparison_words(comparison, drawn, language);
  std::vector<double> losses{comparison.loss};
  for (std::size_t m = 0; m < drawn; ++m) {
    for (const ComparedPoint& point : comparison.methods[m].history) losses.push_back(point.loss);
  }
  const LossAxis loss = loss_axis(losses, comparison.loss, language);
  const Pace pace = pace_of(comparison, std::span(comparison.methods).first(drawn));
  View view{.x = cost_axis(pace, comparison.budget, language), .y = axis_of(loss.label, loss.shown(losses))};
  settle_zero(view.y, loss.shown(losses));
  if (view.x.range) {
    chart.description += gap(language);
    chart.description +=
        say(language, "The axis ends soon after {0}, where the last of them had come to rest.", {number(pace.rest)});
  }
  const std::set<std::size_t> named = named_of(std::span(comparison.methods).first(drawn));
  std::size_t colours = 0;
  for (std::size_t m = 0; m < drawn; ++m) {
    const bool listed = named.contains(m);
    Series series = series_of(comparison.methods[m], listed ? colours++ : kNamed, loss, language);
    view.series.insert(listed ? view.series.end() : view.series.begin(), std::move(series));  // faint ones lie below
  }
  view.references.push_back(
      {.name = say(language, "Start"), .value = loss.shown(comparison.loss), .colour = Colour::faint});
  if (comparison.floor && loss.less == 0 && (*comparison.floor > 0 || view.y.scale != Scale::logarithmic)) {
    view.references.push_back(
        {.name = say(language, "Floor"), .value = *comparison.floor, .colour = Colour::faint, .dash = Dash::dotted});
  }
  chart.views.push_back(std::move(view));
  return {std::move(chart)};
}

}  // namespace saddlescope::report
