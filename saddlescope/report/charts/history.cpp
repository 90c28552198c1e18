#include <cstddef>
#include <utility>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/charts/parts.h"

namespace saddlescope::report {

std::optional<Chart> history_chart(std::span<const HistoryPoint> points, const std::string& at, std::string title,
                                   Language language) {
  if (points.empty()) return std::nullopt;
  Chart chart{.id = "history", .title = std::move(title), .language = language};
  chart.description = say(language, "Loss and gradient norm along the way.");
  Series loss{.name = say(language, "Loss"), .line = true, .marks = points.size() == 1, .colour = Colour::blue};
  Series batches{.name = say(language, "Mean loss of the batches"),
                 .line = true,
                 .marks = false,
                 .colour = Colour::sky,
                 .dash = Dash::dotted};
  Series norm{.name = "‖∇L‖", .line = true, .marks = points.size() == 1, .colour = Colour::vermilion};
  for (const HistoryPoint& point : points) {
    for (Series* series : {&loss, &norm}) series->x.push_back(point.at);
    loss.y.push_back(point.loss);
    norm.y.push_back(point.gradient_norm);
    if (!point.batch_loss) continue;
    batches.x.push_back(point.at);
    batches.y.push_back(*point.batch_loss);
  }
  View losses{.label = say(language, "Loss"), .x = {.label = at}, .y = axis_of(say(language, "Loss"), loss.y)};
  View norms{.label = say(language, "Gradient norm"),
             .x = {.label = at},
             .y = axis_of(say(language, "Gradient norm"), norm.y)};
  if (!batches.x.empty()) losses.series.push_back(std::move(batches));
  losses.series.push_back(std::move(loss));
  norms.series.push_back(std::move(norm));
  chart.views = {std::move(losses), std::move(norms)};
  return chart;
}

std::vector<Chart> charts(const Training& training, Language language) {
  std::vector<HistoryPoint> points;
  points.reserve(training.history.size());
  for (const TrainingPoint& point : training.history) {
    points.push_back({static_cast<double>(point.step), point.loss, point.gradient_norm, point.batch_loss});
  }
  auto chart = history_chart(points, say(language, "Step"), say(language, "Training history"), language);
  if (!chart) return {};
  chart->subject = problem_words(training.problem, language);
  if (!training.optimizer.empty()) chart->subject += (chart->subject.empty() ? "" : ", ") + training.optimizer;
  return {std::move(*chart)};
}

std::vector<Chart> charts(const Escape& escape, Language language) {
  if (escape.rounds.empty()) return {};
  Chart chart{.id = "rounds",
              .title = say(language, "The way out, round by round"),
              .subject = problem_words(escape.problem, language),
              .language = language};
  chart.description = say(language, "The loss after each round along negative curvature, beside what was predicted.");
  Series measured{
      .name = say(language, "Measured"), .line = true, .colour = Colour::blue, .x = {0}, .y = {escape.loss_before}};
  Series predicted{
      .name = say(language, "Predicted"), .colour = Colour::vermilion, .shape = Shape::diamond, .hollow = true};
  for (std::size_t i = 0; i < escape.rounds.size(); ++i) {
    const EscapeRound& round = escape.rounds[i];
    const auto number = static_cast<double>(i + 1);
    measured.x.push_back(number);
    measured.y.push_back(round.loss_before - round.measured_decrease);
    if (!round.predicted_decrease) continue;
    predicted.x.push_back(number);
    predicted.y.push_back(round.loss_before - *round.predicted_decrease);
  }
  std::vector<double> all = measured.y;
  all.insert(all.end(), predicted.y.begin(), predicted.y.end());
  const LossAxis loss = loss_axis(all, escape.loss_before, language);
  for (Series* series : {&measured, &predicted}) series->y = loss.shown(series->y);
  View view{.x = {.label = say(language, "Round"), .whole = true}, .y = axis_of(loss.label, measured.y)};
  view.series = {std::move(measured), std::move(predicted)};
  chart.views.push_back(std::move(view));
  return {std::move(chart)};
}

}  // namespace saddlescope::report
