#include "saddlescope/report/chart_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/report/chart_margin.h"
#include "saddlescope/report/contour.h"
#include "saddlescope/report/field_thinning.h"
#include "saddlescope/report/label_places.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/palette.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr double kTick = 1, kTickGap = 0.8;    // length of a tick; between it and its words
constexpr double kAxisWords = 4.6;             // room of an axis' rotated words
constexpr double kMark = 1.2;  // half of a mark
constexpr std::size_t kTaken = 1000;  // as if so many marks lay under words: others are there already
constexpr double kBesideLine = 4;  // room that words beside a line take
constexpr double kBarGap = 0.3;  // between bars, which would melt into one another
constexpr double kSingle = 0.6, kSideBySide = 0.95, kMap = 0.8;  // height of a plot in its widths
constexpr double kLeastHeight = 42, kMostHeight = 110;
constexpr std::size_t kHeavy = 400'000;  // characters of a map's levels: beyond, a coarser grid is drawn
constexpr std::size_t kCoarsest = 21;  // which has more points than so many
constexpr std::size_t kSaid = 400;  // so many points have words of their own; of more, the dots alone
constexpr std::size_t kShaped = 2000;  // so many that lead somewhere have their shapes in a page
constexpr double kLineGrain = 0.04, kDotGrain = 0.1;  // points nearer than this to the one before are the same

std::string stroke_class(Colour colour) { return fmt::format("s-{}", paint(colour).name); }
std::string fill_class(Colour colour) { return fmt::format("f-{}", paint(colour).name); }

// So many ticks with words that they don't touch.
std::vector<Tick> ticks_along(const ChartAxis& of, const Axis& axis, double room, bool upright) {
  if (!of.names.empty()) {
    std::vector<Tick> list;
    list.reserve(of.names.size());
    const double each = room / static_cast<double>(of.names.size());
    for (std::size_t i = 0; i < of.names.size(); ++i) {
      list.push_back({static_cast<double>(i), upright ? of.names[i] : fitted(of.names[i], kSmallLetters, each)});
    }
    return list;
  }
  for (std::size_t count = std::max<std::size_t>(2, static_cast<std::size_t>(room / (upright ? 7 : 11)));; --count) {
    std::vector<Tick> list = axis.ticks(count);
    if (of.whole) {
      std::erase_if(list, [](const Tick& tick) { return tick.value != std::round(tick.value); });
      for (Tick& tick : list) tick.label = fmt::format("{:.0f}", tick.value);
    }
    double words = 0;
    for (const Tick& tick : list) {
      if (!tick.label.empty()) words += upright ? kSmallLetters * 1.3 : width_of(tick.label, kSmallLetters) + 1.6;
    }
    if (words <= room || count <= 2) return list;
  }
}

class Drawing {
 public:
  Drawing(const View& view, Range x, Range y, const PanelBox& box, const std::string& id, bool in_page, Svg& svg)
      : view_(view),
        box_(box),
        id_(id),
        in_page_(in_page),
        svg_(svg),
        x_(view.x, x, box.left, box.left + box.width),
        y_(view.y, y, box.top + box.height, box.top) {}

  const Axis& x() const { return x_; }
  const Axis& y() const { return y_; }

  void inside(const std::vector<Tick>& x_ticks, const std::vector<Tick>& y_ticks) {
    svg_.begin_clip(id_ + "-clip", box_.left, box_.top, box_.width, box_.height);
    if (!view_.field) grid(x_ticks, y_ticks);
    for (const Band& band : view_.bands) draw(band);
    if (view_.field) draw(*view_.field);
    for (const Bars& bars : view_.bars) draw(bars);
    for (const Reference& reference : view_.references) line_of(reference);
    for (const Series& series : view_.series) draw(series);
    svg_.end_group();
    svg_.rectangle(box_.left, box_.top, box_.width, box_.height, "frame");
    for (const Series& series : view_.series) {  // not cut where the plot ends
      if (series.marks) marks(series, spots(series));
    }
    for (const Reference& reference : view_.references) words_of(reference);
    for (const Series& series : view_.series) labels_of(series);
  }

 private:
  double right() const { return box_.left + box_.width; }
  double bottom() const { return box_.top + box_.height; }

  void grid(const std::vector<Tick>& x_ticks, const std::vector<Tick>& y_ticks) {
    std::string lines;
    for (const Tick& tick : y_ticks) {
      if (!tick.label.empty())
        lines += fmt::format("M{} {}H{}", millimetres(box_.left), millimetres(y_.at(tick.value)), millimetres(right()));
    }
    for (const Tick& tick : x_ticks) {
      if (!tick.label.empty())
        lines += fmt::format("M{} {}V{}", millimetres(x_.at(tick.value)), millimetres(box_.top), millimetres(bottom()));
    }
    svg_.path(lines, "grid");
  }

  void draw(const Band& band) {
    if (std::isnan(band.low) || std::isnan(band.high)) return;
    const Axis& axis = band.of_x ? x_ : y_;
    const double a = axis.at(band.low), b = axis.at(band.high), low = std::min(a, b), high = std::max(a, b);
    const double thickness = std::max(high - low, 0.2), middle = (low + high) / 2;  // a band of no width is still seen
    const std::string css = "band " + fill_class(band.colour);
    if (band.of_x) {
      svg_.rectangle(middle - thickness / 2, box_.top, thickness, box_.height, css);
    } else {
      svg_.rectangle(box_.left, middle - thickness / 2, box_.width, thickness, css);
    }
  }

  void draw(const Field& field);
  std::string on_paper(const Field& field, const GridPoint& point) const;
  std::string outline_path(const Field& field, const std::vector<std::vector<GridPoint>>& outlines, bool closed) const;

  void draw(const Bars& bars) {
    std::string errors;
    const double ground = y_.at(std::clamp(0.0, y_.low(), y_.high()));
    for (std::size_t i = 0; i < bars.heights.size(); ++i) {
      const double base = bars.base.empty() ? 0 : bars.base[i], top = base + bars.heights[i];
      if (!std::isfinite(top) || bars.heights[i] == 0) continue;
      const double left = x_.at(bars.edges[i]), width = x_.at(bars.edges[i + 1]) - left;
      const double from = bars.base.empty() && view_.y.scale == Scale::logarithmic ? bottom()
                          : base == 0                                              ? ground
                                                                                   : y_.at(base);
      const double to = y_.at(top), gap = std::min(kBarGap, width * 0.15);
      svg_.rectangle(left + gap / 2, std::min(from, to), width - gap, std::abs(from - to),
                     "bar " + fill_class(bars.colour));
      if (bars.error.empty() || !(bars.error[i] > 0)) continue;
      errors += fmt::format("M{} {}V{}", millimetres(left + width / 2), millimetres(y_.at(top - bars.error[i])),
                            millimetres(y_.at(top + bars.error[i])));
    }
    if (!errors.empty()) svg_.path(errors, "error s-ink");
  }

  void line_of(const Reference& reference) {
    const std::string css = fmt::format("level {}{}", stroke_class(reference.colour), dash_class(reference.dash));
    const Axis& axis = reference.of_x ? x_ : y_;
    if (!axis.holds(reference.value)) return;
    const double at = axis.at(reference.value);
    if (reference.of_x) {
      svg_.line(at, box_.top, at, bottom(), css);
    } else {
      svg_.line(box_.left, at, right(), at, css);
    }
  }

  // Words along a line, at the place where least lies under them.
  void words_of(const Reference& reference) {
    const Axis& axis = reference.of_x ? x_ : y_;
    if (reference.name.empty() || !axis.holds(reference.value)) return;
    const bool upwards = reference.of_x;
    const std::string words = fitted(reference.name, kSmallLetters, (upwards ? box_.height : box_.width) - 3);
    const double at = axis.at(reference.value), width = width_of(words, kSmallLetters);
    const std::vector<Place> places = upwards ? beside(at, width) : above_and_below(at, width);
    if (places.empty()) return;
    const auto covers = [&](const Place& p) {
      const bool taken = !labels_.free(p.left, p.top, p.width, p.height);
      return drawn_within(p.left, p.top, p.width, p.height) + (taken ? kTaken : 0);
    };
    const Place& best = *std::ranges::min_element(places, {}, covers);
    labels_.take(best.left, best.top, best.width, best.height);
    svg_.text(best.x, best.y, words, kSmallLetters, Anchor::start, upwards, "halo faint");
  }

  // Where words begin, and the box that they take.
  struct Place {
    double x, y, left, top, width, height;
  };

  // Above or below a line across, at its left or right end.
  std::vector<Place> above_and_below(double at, double length) const {
    std::vector<Place> places;
    for (const bool above : {true, false}) {
      if (above ? at - box_.top < kBesideLine : bottom() - at < kBesideLine) continue;
      const double foot = above ? at - 0.9 : at + 2.9;
      for (const double left : {box_.left + 1, right() - 1 - length}) {
        places.push_back({left, foot, left, foot - kSmallLetters, length, kSmallLetters * 1.1});
      }
    }
    return places;
  }

  // Left or right of a line upwards, at its lower or upper end.
  std::vector<Place> beside(double at, double length) const {
    std::vector<Place> places;
    for (const bool below : {true, false}) {
      const double foot = below ? bottom() - 1.5 : box_.top + 1.5 + length;
      for (const bool left : {true, false}) {
        if (left ? at - box_.left < kBesideLine : right() - at < kBesideLine) continue;
        const double x = left ? at - 0.9 : at + 2.6;
        places.push_back({x, foot, x - kSmallLetters, foot - length, kSmallLetters * 1.2, length});
      }
    }
    return places;
  }

  struct Spot {
    double x = 0, y = 0;
    std::size_t i = 0;
  };

  // Where the points lie on paper; nothing for one that the axes can't show.
  std::vector<std::optional<Spot>> spots(const Series& series) const {
    std::vector<std::optional<Spot>> list;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const bool seen = shows(view_.x, series.x[i]) && shows(view_.y, series.y[i]);
      list.push_back(seen ? std::optional(Spot{x_.beyond(series.x[i]), y_.beyond(series.y[i]), i}) : std::nullopt);
    }
    return list;
  }

  // Marks that touch a box, and lines through it by the millimetre.
  std::size_t drawn_within(double left, double top, double width, double height) const {
    std::size_t count = 0;
    const auto near = [&](double x, double y, double room) {
      return left - room < x && x < left + width + room && top - room < y && y < top + height + room;
    };
    const auto inside = [&](double x, double y) { return near(x, y, 0); };
    for (const Series& series : view_.series) {
      const std::vector<std::optional<Spot>> points = spots(series);
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (!points[i]) continue;
        const Spot& to = *points[i];
        if (series.marks) count += near(to.x, to.y, kMark) ? 1 : 0;
        if (!series.line || i == 0 || !points[i - 1]) continue;
        const Spot& from = *points[i - 1];
        const double parts = std::ceil(std::hypot(to.x - from.x, to.y - from.y));
        for (double part = 0; part < parts; ++part) {
          const double along = part / parts;
          count += inside(from.x + along * (to.x - from.x), from.y + along * (to.y - from.y)) ? 1 : 0;
        }
      }
    }
    return count;
  }

  bool outside(const Series& series, std::size_t i) const { return !x_.holds(series.x[i]) || !y_.holds(series.y[i]); }

  void draw(const Series& series) {
    const auto points = spots(series);
    errors_of(series, points);
    if (series.line) curve(series, points);
  }

  void errors_of(const Series& series, const std::vector<std::optional<Spot>>& points) {
    std::string path;
    for (const auto& spot : points) {
      if (!spot) continue;
      if (!series.error_y.empty() && series.error_y[spot->i] > 0) {
        path += fmt::format("M{} {}V{}", millimetres(spot->x),
                            millimetres(y_.at(series.y[spot->i] - series.error_y[spot->i])),
                            millimetres(y_.at(series.y[spot->i] + series.error_y[spot->i])));
      }
      if (!series.error_x.empty() && series.error_x[spot->i] > 0) {
        path += fmt::format("M{} {}H{}", millimetres(x_.at(series.x[spot->i] - series.error_x[spot->i])),
                            millimetres(spot->y), millimetres(x_.at(series.x[spot->i] + series.error_x[spot->i])));
      }
    }
    if (!path.empty()) svg_.path(path, "error " + stroke_class(series.colour));
  }

  void curve(const Series& series, const std::vector<std::optional<Spot>>& points) {
    std::string path;
    std::optional<Spot> last;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto& spot = points[i];
      if (!spot) {
        last.reset();
        continue;
      }
      const bool end = i + 1 == points.size() || !points[i + 1];
      if (last && !end && std::abs(spot->x - last->x) + std::abs(spot->y - last->y) < kLineGrain) continue;
      path += fmt::format("{}{} {}", last ? "L" : "M", millimetres(spot->x), millimetres(spot->y));
      last = spot;
    }
    if (path.empty()) return;
    if (view_.field) svg_.path(path, fmt::format("curve halo{}", dash_class(series.dash)));
    svg_.path(path, fmt::format("curve {}{}", stroke_class(series.colour), dash_class(series.dash)));
  }

  void marks(const Series& series, const std::vector<std::optional<Spot>>& points) {
    const std::string chart = id_.substr(0, id_.rfind('-'));
    std::size_t all = 0;
    for (const Series& other : view_.series) all += other.marks ? other.x.size() : 0;
    const bool leads = !series.link.empty() && (!in_page_ || all <= kShaped);
    if (all > kSaid && !leads && series.error_y.empty()) {
      dots(series, points);
      return;
    }
    const std::string outline = all > kOutlined && !view_.field ? "mark close " : "mark ";
    const std::string css =
        series.hollow ? "mark hollow " + stroke_class(series.colour) : outline + fill_class(series.colour);
    for (const auto& spot : points) {
      if (!spot || outside(series, spot->i)) continue;
      std::string words = in_page_ && all > kSaid ? "" : hover_text(view_, series, spot->i);
      const std::string command = series.command.empty() ? "" : series.command[spot->i];
      if (!words.empty() && !command.empty()) words += "\n" + command;
      svg_.use(shape_id(chart, series.shape), spot->x, spot->y, css, words,
               in_page_ && !series.link.empty() ? series.link[spot->i] : "");
    }
  }

  void dots(const Series& series, const std::vector<std::optional<Spot>>& points) {
    std::string path;
    std::set<std::pair<long, long>> seen;
    for (const auto& spot : points) {
      if (!spot || outside(series, spot->i)) continue;
      const std::pair place{std::lround(spot->x / kDotGrain), std::lround(spot->y / kDotGrain)};
      if (seen.insert(place).second) {
        path += fmt::format("M{} {}h0", millimetres(kDotGrain * static_cast<double>(place.first)),
                            millimetres(kDotGrain * static_cast<double>(place.second)));
      }
    }
    if (!path.empty()) svg_.path(path, "dots " + stroke_class(series.colour));
  }

  void labels_of(const Series& series) {
    if (series.label.empty()) return;
    for (const auto& spot : spots(series)) {
      if (!spot || outside(series, spot->i) || series.label[spot->i].empty()) continue;
      const std::string words = fitted(series.label[spot->i], kSmallLetters, box_.width / 2);
      const double width = width_of(words, kSmallLetters), height = kSmallLetters * 1.1;
      const std::array<Spot, 4> places{
          Spot{spot->x + 2, spot->y + 0.85, 0}, Spot{spot->x - 2 - width, spot->y + 0.85, 1},
          Spot{spot->x - width / 2, spot->y - 2, 2}, Spot{spot->x - width / 2, spot->y + 3.9, 3}};
      for (const Spot& place : places) {
        const bool within =
            place.x > box_.left && place.x + width < right() && place.y - height > box_.top && place.y < bottom();
        if (!within || !labels_.take(place.x, place.y - kSmallLetters * 0.9, width, height)) continue;
        svg_.text(place.x, place.y, words, kSmallLetters, Anchor::start, false, "halo");
        break;
      }
    }
  }

  const View& view_;
  const PanelBox& box_;
  const std::string& id_;
  bool in_page_;
  Svg& svg_;
  Axis x_, y_;
  Labels labels_;
};

std::string Drawing::on_paper(const Field& field, const GridPoint& point) const {
  return fmt::format("{} {}", millimetres(x_.at(coordinate_at(field.x, point.i))),
                     millimetres(y_.at(coordinate_at(field.y, point.j))));
}

std::string Drawing::outline_path(const Field& field, const std::vector<std::vector<GridPoint>>& outlines,
                                  bool closed) const {
  std::string path;
  for (const auto& outline : outlines) {
    std::string last;
    for (std::size_t k = 0; k < outline.size(); ++k) {
      std::string at = on_paper(field, outline[k]);
      if (k > 0 && at == last) continue;
      path += (k == 0 ? "M" : "L") + at;
      last = std::move(at);
    }
    if (closed) path += "Z";
  }
  return path;
}

void Drawing::draw(const Field& field) {
  const std::size_t nx = field.x.size(), ny = field.y.size();
  if (nx < 2 || ny < 2) return;
  const auto range = colour_range(field);
  const auto place = [&](double value) { return scaled_within(field.scale, field.threshold, range, value); };
  std::vector<double> values;
  values.reserve(field.values.size());
  for (const double value : field.values) values.push_back(std::isfinite(value) ? place(value) : value);
  const auto path_data = [&](const std::vector<std::vector<GridPoint>>& outlines, bool closed) {
    return outline_path(field, outlines, closed);
  };
  const Levels steps = levels(field);
  const double parts = static_cast<double>(std::max<std::size_t>(steps.values.size(), 1));
  std::vector<std::string> regions{
      path_data(contour(values, nx, ny, -std::numeric_limits<double>::infinity()).outlines, true)};
  std::string lines;
  std::size_t letters = 0;
  for (const double level : steps.values) {
    const Contour step = contour(values, nx, ny, place(level));
    regions.push_back(path_data(step.outlines, true));
    lines += path_data(step.lines, false);
    letters += regions.back().size();
  }
  if (letters + lines.size() > kHeavy && std::max(nx, ny) > kCoarsest) {  // noise, of which no eye follows a level
    draw(thinned(field, std::max(nx, ny) / 2));
    return;
  }
  for (std::size_t k = 0; k < regions.size(); ++k) {
    if (!regions[k].empty()) svg_.path(regions[k], "fill", map_colour(static_cast<double>(k) / parts));
  }
  if (!lines.empty()) svg_.path(lines, "contour");
}

}  // namespace

std::string shape_id(const std::string& chart, Shape shape) {
  return fmt::format("{}-{}", chart, plotly_symbol(shape));
}

Panel::Panel(const View& view, Range x, Range y, std::string id, bool with_y)
    : view_(view), x_(x), y_(y), id_(std::move(id)), with_y_(with_y) {}

double Panel::left_margin() const {
  if (!with_y_) return 4;
  const Axis axis(view_.y, y_, 60, 0);
  double words = 0;
  for (const Tick& tick : ticks_along(view_.y, axis, 60, true))
    words = std::max(words, width_of(tick.label, kSmallLetters));
  return (view_.y.label.empty() ? 0.5 : kAxisWords) + std::min(words, 40.0) + kTick + kTickGap;
}

double Panel::right_margin() const { return margin_room(view_); }

std::pair<double, double> Panel::size_for(double room, bool single) const {
  const double least = std::min(kLeastHeight, room * 1.4);
  if (const auto ratio = shape_of_map(view_)) {
    const double height = std::min({room * *ratio, room, kMostHeight});
    return {height / *ratio, height};
  }
  double height = room * (view_.field ? kMap : single ? kSingle : kSideBySide);
  if (!view_.y.names.empty()) height = std::max(height, 6.0 * static_cast<double>(view_.y.names.size()));
  return {room, std::clamp(height, least, kMostHeight)};
}

void Panel::draw(Svg& svg, const PanelBox& box, bool in_page) const {
  Drawing drawing(view_, x_, y_, box, id_, in_page, svg);
  const double bottom = box.top + box.height;
  const auto x_ticks = ticks_along(view_.x, drawing.x(), box.width, false);
  const auto y_ticks = ticks_along(view_.y, drawing.y(), box.height, true);
  drawing.inside(x_ticks, y_ticks);
  std::string marks;
  for (const Tick& tick : x_ticks) {
    const double at = drawing.x().at(tick.value);
    marks += fmt::format("M{} {}v{}", millimetres(at), millimetres(bottom),
                         millimetres(tick.label.empty() ? kTick / 2 : kTick));
    if (!tick.label.empty()) svg.text(at, bottom + kTick + kTickGap + 1.9, tick.label, kSmallLetters, Anchor::middle);
  }
  for (const Tick& tick : y_ticks) {
    const double at = drawing.y().at(tick.value);
    marks += fmt::format("M{} {}h-{}", millimetres(box.left), millimetres(at),
                         millimetres(tick.label.empty() ? kTick / 2 : kTick));
    if (tick.label.empty() || !with_y_) continue;
    svg.text(box.left - kTick - kTickGap, at + 0.9, fitted(tick.label, kSmallLetters, 40), kSmallLetters, Anchor::end);
  }
  svg.path(marks, "axis");
  svg.text(box.left + box.width / 2, bottom + 8.2, fitted(view_.x.label, kLetters, box.width + 6), kLetters,
           Anchor::middle);
  if (with_y_) {
    svg.text(box.outer_left + 2.6, box.top + box.height / 2, fitted(view_.y.label, kLetters, box.height + 8), kLetters,
             Anchor::middle, true);
  }
  draw_margin(svg, view_, y_, box);
}

}  // namespace saddlescope::report
