#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/charts/looks.h"
#include "saddlescope/report/charts/parts.h"
#include "saddlescope/report/contour.h"
#include "saddlescope/report/direction_words.h"
#include "saddlescope/report/field_thinning.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/surface_words.h"
#include "saddlescope/report/verdict_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr double kSteep = 30;  // largest loss in tenths of the grid's lowest: from there colours go by logarithm
// Largest height over the middle one, from which on heights in space go by logarithm too. A height is a length that the
// eye compares, and log 0 has no place: so it is linear as long as half of the surface isn't pressed flat, less than a
// hundredth of the picture's height. Half of a square lies within 0.8 of its half-width, its corners at 1.41: of |x|^d
// the middle height is 0.56^d of the largest, above a hundredth up to d = 8. So a polynomial of that degree is linear,
// and the lecture's saddle, of degree 4, is one.
constexpr double kTall = 100;
constexpr double kDeepest = 1e-6;  // of the largest loss: colours by logarithm reach no further down
constexpr std::size_t kDraped = 60;  // points of a curve that follows the surface
constexpr double kSeen = 0.01;  // steps of the grid that a line reaches at least: that around a summit is a point
constexpr std::size_t kLevelPieces = 24;  // of a level in more pieces, as of noise, no eye follows one
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kLabelled = 6;  // so many marks have their words beside them; of more, only where one points at

// What a document of any size may ask for: so many curves and marks are drawn, so many names of curves stand in the legend.
constexpr std::size_t kDrawnCurves = 400, kDrawnMarks = 2000, kNamedCurves = 12;

struct MarkLook {
  std::string words;
  Colour colour;
  Shape shape;
  bool hollow = false;
};

MarkLook look_of(MarkKind kind, const std::optional<VerdictKind>& verdict, Language language) {
  switch (kind) {
    case MarkKind::here:
      return {say(language, "Here"), Colour::ink, Shape::star};
    case MarkKind::critical: {
      const VerdictLook look = report::look_of(verdict.value_or(VerdictKind::undetermined), language);
      return {look.words, look.colour, Shape::circle, look.hollow};
    }
    case MarkKind::way_out:
      return {say(language, "Way out"), Colour::vermilion, Shape::triangle};
    case MarkKind::checkpoint:
      return {say(language, "Checkpoint"), Colour::sky, Shape::circle};
    case MarkKind::minimum:
      return {say(language, "Lowest point of the grid"), Colour::blue, Shape::diamond};
    case MarkKind::target:
      return {say(language, "Other weights"), Colour::purple, Shape::square};
  }
  return {};
}

// The loss that a tenth of a trajectory's checkpoints lies below, on the plane; infinite without a trajectory.
double tenth_of_checkpoints(const Field& field, const std::vector<Mark>& marks) {
  std::vector<double> losses;
  for (const Mark& mark : marks) {
    if (mark.kind != MarkKind::checkpoint) continue;
    const double loss = between(field, field.values, mark.at[0], mark.at[1]);
    if (std::isfinite(loss)) losses.push_back(loss);
  }
  if (losses.empty()) return kInfinity;
  std::ranges::sort(losses);
  return losses[losses.size() / 10];
}

// How the losses of a plane are coloured: by logarithm where a tenth of the grid lies far below the rest, or of the
// checkpoints, whose way down is what such a plane is to show, however little of it they take.
void scale_colours(Field& field, const std::vector<Mark>& marks) {
  std::vector<double> sorted;
  for (const double value : field.values) {
    if (std::isfinite(value)) sorted.push_back(value);
  }
  if (sorted.empty()) return;
  std::ranges::sort(sorted);
  const double most = sorted.back(), walked = tenth_of_checkpoints(field, marks),
               tenth = std::min(sorted[sorted.size() / 10], walked);
  if (sorted.front() < 0 || !(tenth > 0) || !(most / kSteep >= tenth)) return;
  const double low = std::max({std::min(sorted[sorted.size() / 50], walked), most * kDeepest, sorted.front()});
  field.scale = Scale::logarithmic;
  field.range = {low > 0 ? low : *std::ranges::upper_bound(sorted, 0.0), most};
  cut_below_resolution(field);
}

// The axis of heights in space.
ChartAxis heights_of(const Field& field) {
  ChartAxis axis{.label = field.name};
  if (field.scale == Scale::linear) return axis;
  std::vector<double> sorted;
  for (const double value : field.values) {
    if (std::isfinite(value)) sorted.push_back(value);
  }
  std::ranges::sort(sorted);
  const double low = sorted.front(), high = sorted.back(), middle = sorted[sorted.size() / 2];
  if (high / kTall - low / kTall <= middle - low) return axis;
  axis.scale = field.scale;
  axis.threshold = field.threshold;
  axis.range = field.range;
  return axis;
}

std::string direction_label(const Direction& direction, Language language) {
  return elided(direction_name(direction, language), 60);
}

// On an axis, which has less room than a sentence: that components are the checkpoints' stands in the description.
std::string axis_words(const CrossSection& section, std::size_t k, Language language) {
  const Direction& direction = section.directions[k];
  return direction.kind == DirectionKind::trajectory ? say(language, "principal component {0}", {std::to_string(k + 1)})
                                                     : direction_label(direction, language);
}

// Whether a line goes as far as an eye sees.
bool is_seen(const std::vector<GridPoint>& line) {
  return std::ranges::any_of(line, [&](const GridPoint& point) {
    return std::max(std::abs(point.i - line[0].i), std::abs(point.j - line[0].j)) > kSeen;
  });
}

class SectionDrawing {
 public:
  SectionDrawing(const CrossSection& section, Language language)
      : section_(section),
        language_(language),
        losses_(section),
        loss_(loss_axis(section.loss, section.centre_loss, language)) {}

  /// Where a loss lies on the axis.
  double shown(double loss) const { return loss_.shown(loss); }

  View line() const {
    View view{.x = {.label = axis_words(section_, 0, language_)}, .y = {.label = loss_.label}};
    Series truth{.name = say(language_, "True loss"), .line = true, .marks = false, .colour = Colour::blue};
    truth.x = section_.axes[0];
    truth.y = loss_.shown(section_.loss);
    if (!section_.model.empty()) {
      Series model{.name = say(language_, "Second-order model"),
                   .line = true,
                   .marks = false,
                   .colour = Colour::vermilion,
                   .dash = Dash::dashed};
      model.x = truth.x;
      model.y = loss_.shown(section_.model);
      view.y.range = widened(range_of({}, truth.y));  // a model leaves it
      view.series.push_back(std::move(model));
    }
    view.series.push_back(std::move(truth));
    add_marks(view, nullptr);
    return view;
  }

  Field field() const {
    Field whole{
        .name = loss_.label, .x = section_.axes[0], .y = section_.axes[1], .values = loss_.shown(section_.loss)};
    for (const Mark& mark : section_.marks) {
      if (mark.kind == MarkKind::here) whole.here = std::pair(mark.at[0], mark.at[1]);
    }
    Field field = thinned(std::move(whole));
    scale_colours(field, section_.marks);
    if (field.scale == Scale::logarithmic) field.colours = say(language_, "{0} (log)", {field.name});
    return field;
  }

  View plane(bool spatial) const {
    View view{.label = spatial ? say(language_, "In space") : say(language_, "Map"), .spatial = spatial};
    view.x.label = axis_words(section_, 0, language_);
    view.y.label = axis_words(section_, 1, language_);
    view.field = field();
    if (spatial) view.z = heights_of(*view.field);
    if (view.z.scale == Scale::logarithmic) view.z.label = view.field->colours;
    // Lengths can be compared where both directions are measured alike.
    view.same_unit = section_.directions[0].norm == section_.directions[1].norm;
    if (!spatial) add_level_here(view);
    add_curves(view);
    add_marks(view, &*view.field);
    return view;
  }

 private:
  // Where the loss is the point's own, however far apart the colours' levels lie. At a saddle its branches meet; where
  // points of the grid have the very level, it runs along them, on one side.
  void add_level_here(View& view) const {
    const Field& field = *view.field;
    const double here = loss_.shown(section_.centre_loss);
    if (!field.here || !shows({.scale = field.scale}, here)) return;
    const Range ends = colour_range(field);
    if (field.scale == Scale::logarithmic && here < ends.first) return;  // finer than the grid: field_thinning.h
    std::vector<double> values;
    values.reserve(field.values.size());
    const auto place = [&](double value) { return scaled_within(field.scale, field.threshold, ends, value); };
    for (const double value : field.values) values.push_back(std::isfinite(value) ? place(value) : -kInfinity);
    Contour level = contour(values, field.x.size(), field.y.size(), place(here));
    std::erase_if(level.lines, [](const std::vector<GridPoint>& line) { return !is_seen(line); });
    if (level.lines.size() > kLevelPieces) return;
    for (const std::vector<GridPoint>& line : level.lines) {
      Series& series = view.series.emplace_back(Series{.name = say(language_, "As high as here"),
                                                       .line = true,
                                                       .marks = false,
                                                       .colour = Colour::ink,
                                                       .dash = Dash::dotted,
                                                       .tabled = false});
      for (const GridPoint& point : line) {
        series.x.push_back(coordinate_at(field.x, point.i));
        series.y.push_back(coordinate_at(field.y, point.j));
      }
    }
  }

  void add_curves(View& view) const {
    std::set<std::string> names;
    for (std::size_t c = 0; c < std::min(section_.curves.size(), kDrawnCurves); ++c) {
      const Curve& curve = section_.curves[c];
      const MarkLook look = look_of(curve.kind, curve.verdict, language_);
      const bool own = curve.kind != MarkKind::way_out && !curve.label.empty();
      Series series{.name = own ? elided(curve_name(curve, language_), 80) : look.words,
                    .line = true,
                    .marks = false,
                    .colour = look.colour};
      if (names.size() < kNamedCurves) names.insert(series.name);
      series.listed = names.contains(series.name);
      // In space a curve lies on the surface between its points too.
      const std::size_t parts =
          view.spatial ? std::max<std::size_t>(1, kDraped / std::max<std::size_t>(curve.points.size(), 1)) : 1;
      for (std::size_t k = 0; k < curve.points.size(); ++k) {
        const std::vector<double>& from = curve.points[k];
        const std::vector<double>& to = curve.points[std::min(k + 1, curve.points.size() - 1)];
        for (std::size_t part = 0; part < (k + 1 < curve.points.size() ? parts : 1); ++part) {
          const double s = static_cast<double>(part) / static_cast<double>(parts);
          series.x.push_back(from[0] + s * (to[0] - from[0]));
          series.y.push_back(from[1] + s * (to[1] - from[1]));
          series.z.push_back(between(*view.field, view.field->values, series.x.back(), series.y.back()));
        }
      }
      if (!series.x.empty()) view.series.push_back(std::move(series));
    }
  }

  std::string hover(const Mark& mark, const MarkLook& look) const {
    std::string text = mark.label.empty() ? look.words : elided(mark_name(mark, language_), 120);
    if (mark.kind == MarkKind::critical && text != look.words) text += "\n" + look.words;
    for (std::size_t k = 0; k < mark.at.size() && k < section_.directions.size(); ++k) {
      text += fmt::format("\n{}: {}", direction_label(section_.directions[k], language_), number(mark.at[k]));
    }
    text += fmt::format("\n{}: {}", say(language_, "Loss"), losses_.of(mark));
    if (mark.off > 0) {
      text += "\n" + (section_.axes.size() == 1 ? say(language_, "{0} off the line", {number(mark.off)})
                                                : say(language_, "{0} off the plane", {number(mark.off)}));
    }
    return text;
  }

  // Marks of one look are one series, so that the legend has each once.
  void add_marks(View& view, const Field* field) const {
    const bool labelled = section_.marks.size() <= kLabelled;
    std::vector<Series> list;
    for (std::size_t m = 0; m < std::min(section_.marks.size(), kDrawnMarks); ++m) {
      const Mark& mark = section_.marks[m];
      MarkLook look = look_of(mark.kind, mark.verdict, language_);
      if (mark.kind == MarkKind::minimum && section_.evaluated < section_.loss.size())
        look.words = say(language_, "Lowest point evaluated");
      auto found = std::ranges::find(list, look.words, &Series::name);
      if (found == list.end()) {
        list.push_back({.name = look.words, .colour = look.colour, .shape = look.shape, .hollow = look.hollow});
        found = list.end() - 1;
      }
      found->x.push_back(mark.at[0]);
      found->y.push_back(field != nullptr ? mark.at[1] : loss_.shown(mark.loss));
      found->z.push_back(loss_.shown(mark.loss));
      found->hover.push_back(hover(mark, look));
      // The legend says what the others are.
      const bool own = mark.kind == MarkKind::checkpoint || mark.kind == MarkKind::target;
      if (labelled) found->label.push_back(own ? elided(mark_name(mark, language_), 40) : "");
    }
    // The point itself is a large star below the mark of what it is.
    std::stable_partition(list.begin(), list.end(), [](const Series& series) { return series.shape == Shape::star; });
    for (Series& series : list) view.series.push_back(std::move(series));
  }

  const CrossSection& section_;
  Language language_;
  SurfaceLosses losses_;
  LossAxis loss_;
};

// What of curves and marks isn't drawn, or isn't named.
std::string left_out(const CrossSection& section, const View& view, Language language) {
  const auto n = [](std::size_t count) { return std::to_string(count); };
  std::string text;
  const auto add = [&](const std::string& words) { text += std::string(gap(language)) + words; };
  const std::size_t curves = section.axes.size() == 2 ? section.curves.size() : 0;
  if (curves > kDrawnCurves) add(say(language, "Of {0} curves the first {1} are drawn.", {n(curves), n(kDrawnCurves)}));
  if (std::ranges::any_of(view.series, [](const Series& series) { return !series.listed; })) {
    add(say(language, "The legend holds the first {0} names of curves.", {n(kNamedCurves)}));
  }
  if (section.marks.size() > kDrawnMarks) {
    add(say(language, "Of {0} marks the first {1} are drawn.", {n(section.marks.size()), n(kDrawnMarks)}));
  }
  return text;
}

// What a rectangle doesn't show of a plane whose directions aren't square to each other, or not of one length.
std::string shape_words(const CrossSection& section, Language language) {
  std::string text;
  if (section.angle) {
    text += gap(language);
    text += say(language, "The directions make an angle of {0}°; the picture draws it as a right one.",
                {fmt::format("{:.4g}", *section.angle)});
  }
  const double across = section.directions[0].norm, upwards = section.directions[1].norm;
  if (number(across) != number(upwards)) {
    text += gap(language);
    text += say(language, "One unit is {0} long across and {1} upwards.", {number(across), number(upwards)});
  }
  return text;
}

// That marks which lie off the line or plane are drawn where they are projected onto it; nothing where none is further off
// than rounding puts one.
std::string projected(const CrossSection& section, Language language) {
  constexpr double kRounded = 1e-8;  // √ε: of the largest distance from the point itself
  double off = 0, distance = 0;
  for (const Mark& mark : section.marks) {
    off = std::max(off, mark.off);
    distance = std::max(distance, mark.off);
    for (std::size_t k = 0; k < std::min(mark.at.size(), section.origin.size()); ++k)
      distance = std::max(distance, std::abs(mark.at[k] - section.origin[k]) * section.directions[k].norm);
  }
  if (!(off > kRounded * distance)) return {};
  return std::string(gap(language)) +
         (section.axes.size() == 1
              ? say(language, "Marks off the line stand where they are projected onto it; the farthest is {0} off.",
                    {number(off)})
              : say(language, "Marks off the plane stand where they are projected onto it; the farthest is {0} off.",
                    {number(off)}));
}

std::string kept_share(const CrossSection& section, Language language) {
  double sum = 0;
  for (const double share : section.variance_shares) sum += percent(share);
  return section.variance_shares.empty()
             ? ""
             : std::string(gap(language)) +
                   say(language, "It holds {0} % of the trajectory's variance.", {number(sum)});
}

}  // namespace

std::optional<Chart> section_chart(const CrossSection& section, std::string id, std::string title,
                                   std::optional<double> floor, Language language) {
  const std::size_t dimensions = section.directions.size();
  if (dimensions == 0 || dimensions > 2 || section.axes.size() != dimensions || section.loss.empty())
    return std::nullopt;
  if (section.points() != section.loss.size()) return std::nullopt;
  Chart chart{.id = std::move(id), .title = std::move(title), .language = language};
  const auto after = section.loss.begin() + static_cast<std::ptrdiff_t>(section.evaluated);
  chart.unevaluated = static_cast<std::size_t>(
      std::count_if(after, section.loss.end(), [](double loss) { return !std::isfinite(loss); }));
  const SectionDrawing drawn(section, language);
  if (dimensions == 1) {
    View view = drawn.line();
    const auto [low, high] = y_range(view);
    if (const double value = floor ? drawn.shown(*floor) : std::nan(""); low <= value && value <= high)
      view.references.push_back({.name = say(language, "Floor"), .value = value, .colour = Colour::faint});
    chart.description = say(language, "The loss along {0}.", {direction_label(section.directions[0], language)});
    chart.description += projected(section, language) + left_out(section, view, language);
    chart.views.push_back(std::move(view));
    return chart;
  }
  chart.description =
      say(language, "The loss on the plane of {0} and {1}.",
          {direction_label(section.directions[0], language), direction_label(section.directions[1], language)}) +
      shape_words(section, language) + kept_share(section, language) + projected(section, language);
  chart.views.push_back(drawn.plane(false));
  if (chart.views[0].field->scale == Scale::logarithmic) {
    chart.description += gap(language);
    chart.description += say(language, "Colours go by the logarithm of the loss.");
  }
  chart.description += left_out(section, chart.views[0], language);
  chart.views.push_back(drawn.plane(true));
  return chart;
}

std::vector<Chart> charts(const Surface& surface, Language language) {
  auto chart = section_chart(surface.section, "surface", say(language, "Error surface"), surface.floor, language);
  if (!chart) return {};
  chart->subject = problem_words(surface.problem, language);
  return {std::move(*chart)};
}

}  // namespace saddlescope::report
