#include "saddlescope/report/chart_margin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "saddlescope/report/end_words.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/palette.h"

namespace saddlescope::report {
namespace {

constexpr double kColourBar = 3, kColourGap = 2;
constexpr double kEndStroke = 4, kEndRoom = 56;  // between a plot and the words beside its lines; of those at the most

// The colours of a field with the values between them, right of the plot.
void colour_bar(Svg& svg, const Field& field, const PanelBox& box) {
  const Levels steps = levels(field);
  const double left = box.left + box.width + kColourGap, parts = static_cast<double>(steps.values.size() + 1);
  const double each = box.height / parts;
  const std::size_t worded = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(3.2 / each)));
  for (std::size_t k = 0; k <= steps.values.size(); ++k) {
    const double top = box.top + box.height - each * static_cast<double>(k + 1);
    svg.path(fmt::format("M{} {}h{}v{}h-{}Z", millimetres(left), millimetres(top), millimetres(kColourBar),
                         millimetres(each + 0.05), millimetres(kColourBar)),
             "fill", map_colour(static_cast<double>(k) / std::max(parts - 1, 1.0)));
    if (k == steps.values.size() || k % worded != 0) continue;
    svg.text(left + kColourBar + 1, top + 0.9, steps.labels[k], kSmallLetters);
  }
  svg.rectangle(left, box.top, kColourBar, box.height, "frame");
  svg.text(left, box.top - 1.4, field.colours.empty() ? field.name : field.colours, kSmallLetters);
}

// The words beside the ends of lines, each joined to its line.
void words_at_ends(Svg& svg, const View& view, Range y, const PanelBox& box) {
  const double right = box.left + box.width;
  for (const EndWords& end : end_words(view, y, kSmallLetters * 1.25 / box.height)) {
    const double line = box.top + box.height * (1 - end.line), words = box.top + box.height * (1 - end.words);
    svg.path(fmt::format("M{} {}h1L{} {}h.6", millimetres(right), millimetres(line),
                         millimetres(right + kEndStroke - 1.2), millimetres(words)),
             fmt::format("error s-{}", paint(end.colour).name));
    svg.text(right + kEndStroke, words + 0.85, fitted(end.text, kSmallLetters, kEndRoom), kSmallLetters);
  }
}

}  // namespace

double margin_room(const View& view) {
  if (has_end_words(view)) {
    double words = 0;
    for (const Series& series : view.series) words = std::max(words, width_of(series.end, kSmallLetters));
    return kEndStroke + std::min(words, kEndRoom);
  }
  if (!view.field) return 4;  // half a tick's words
  double words = 0;
  for (const std::string& label : levels(*view.field).labels) words = std::max(words, width_of(label, kSmallLetters));
  const std::string& title = view.field->colours;
  return kColourGap + std::max(kColourBar + 1.5 + words, width_of(title, kSmallLetters));
}

void draw_margin(Svg& svg, const View& view, Range y, const PanelBox& box) {
  if (view.field) colour_bar(svg, *view.field, box);
  words_at_ends(svg, view, y, box);
}

}  // namespace saddlescope::report
