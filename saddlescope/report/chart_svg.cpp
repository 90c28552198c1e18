#include "saddlescope/report/chart_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/report/chart_panel.h"
#include "saddlescope/report/end_words.h"
#include "saddlescope/report/field_thinning.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/palette.h"

namespace saddlescope::report {
namespace {

// Millimetres.
constexpr double kWidth = 120, kWideWidth = 180, kEdge = 3;
constexpr double kTitle = 3.6, kTitleRoom = 8, kLabelRoom = 5.5,
                 kTop = 3.5;  // of a chart's title, a view's label, neither
constexpr double kBelowTitle = 0.5, kUpperNumber = 1.2;  // above a plot; what half of a number at its upper end takes
constexpr double kSubtitle = 4;
constexpr double kLeastPanel = 50, kLegendRow = 4.8, kLegendLine = 3.6, kNote = 4.5;
constexpr double kKeySign = 4, kKeyGap = 4;  // a key's sign before its words; between words and the next sign

using PaintOf = std::function<std::string(const Paint&)>;

std::string rules(const PaintOf& colour) {
  const auto named = [&](std::string_view name) { return colour(*std::ranges::find(kPaints, name, &Paint::name)); };
  std::string css = fmt::format(
      ".chart text{{font-family:Helvetica,Arial,\"DejaVu Sans\",\"Noto Sans CJK TC\",\"Microsoft JhengHei\",sans-serif;"
      "fill:{0}}}\n.chart .paper{{fill:{2}}}.chart text.faint{{fill:{1}}}.chart "
      ".grid{{fill:none;stroke:{3};stroke-width:.2}}\n"
      ".chart .axis{{fill:none;stroke:{1};stroke-width:.25}}.chart .frame{{fill:none;stroke:{1};stroke-width:.25}}\n"
      ".chart .band{{fill-opacity:.22}}.chart .bar{{fill-opacity:.8}}.chart .level{{stroke-width:.3}}"
      ".chart .error{{fill:none;stroke-width:.25}}\n"
      ".chart .curve{{fill:none;stroke-width:.5;stroke-linejoin:round}}.chart .dots{{fill:none;stroke-width:1.1;"
      "stroke-linecap:round}}\n"
      ".chart .dashed{{stroke-dasharray:1.6 .9}}.chart .dotted{{stroke-dasharray:.1 1;stroke-linecap:round}}"
      ".chart .dash-dotted{{stroke-dasharray:1.8 .8 .3 .8}}\n"
      ".chart .mark{{stroke:{2};stroke-width:.2}}.chart .close{{stroke:none}}.chart "
      ".hollow{{fill:none;stroke-width:.35}}"
      ".chart .contour{{fill:none;stroke:#fff;stroke-opacity:.55;stroke-width:.15}}\n"
      ".chart text.halo{{paint-order:stroke;stroke:{2};stroke-width:.7;stroke-linejoin:round}}"
      ".chart .curve.halo{{stroke:{2};stroke-width:1}}\n",
      named("ink"), named("faint"), named("paper"), named("grid"));
  for (const Paint& paint : kPaints) {
    css += fmt::format(".chart .f-{0}{{fill:{1}}}.chart .s-{0}{{stroke:{1}}}", paint.name, colour(paint));
  }
  return css + "\n";
}

std::string spoken_title(const Chart& chart) {
  return chart.subject.empty() ? chart.title : chart.title + ": " + chart.subject;
}

bool same_axis(const ChartAxis& a, const ChartAxis& b) {
  return a.label == b.label && a.scale == b.scale && a.threshold == b.threshold && a.names == b.names &&
         a.range == b.range;
}

// What the legend says, each thing once.
struct Key {
  std::string name;
  enum class Kind { mark, line, marked_line, bar, band } kind = Kind::mark;
  Colour colour = Colour::blue;
  Shape shape = Shape::circle;
  bool hollow = false;
  Dash dash = Dash::solid;
  bool operator==(const Key&) const = default;
  bool is_patch() const { return kind == Kind::bar || kind == Kind::band; }
};

// Keys in the order of their first mention. Those that may be said together have one name and one colour.
class Legend {
 public:
  void add(Key key) {
    if (key.name.empty()) return;
    std::vector<std::size_t>& alike = alike_[{key.name, key.colour}];
    for (const std::size_t i : alike) {
      const Key& other = keys_[i];
      const bool patch = other.is_patch() || key.is_patch();
      if (other == key || (patch && other.kind != key.kind)) return;  // points of one view, bars of another
    }
    for (const std::size_t i : alike) {
      if (keys_[i].kind != Key::Kind::line || key.kind != Key::Kind::mark) continue;
      key.kind = Key::Kind::marked_line;  // a line and the marks on it
      key.dash = keys_[i].dash;
      keys_[i] = std::move(key);
      return;
    }
    alike.push_back(keys_.size());
    keys_.push_back(std::move(key));
  }

  std::vector<Key> keys() { return std::move(keys_); }

 private:
  std::vector<Key> keys_;
  std::map<std::pair<std::string, Colour>, std::vector<std::size_t>> alike_;
};

std::vector<Key> legend_of(const Chart& chart) {
  Legend legend;
  for (const View& view : chart.views) {
    if (view.spatial) continue;
    for (const Band& band : view.bands) {
      if (visible(view, band)) legend.add({band.name, Key::Kind::band, band.colour});
    }
    for (const Bars& bars : view.bars) legend.add({bars.name, Key::Kind::bar, bars.colour});
    for (const Series& series : view.series) {
      if (!series.listed || !series.end.empty()) continue;
      const auto kind = !series.line ? Key::Kind::mark : series.marks ? Key::Kind::marked_line : Key::Kind::line;
      legend.add({series.name, kind, series.colour, series.shape, series.hollow, series.dash});
    }
  }
  return legend.keys();
}

// One chart in a picture: laid out when made, drawn when asked.
class Sheet {
 public:
  Sheet(const Chart& chart, const SvgOptions& options, double width)
      : chart_(chart), width_(width), in_page_(options.in_page), keys_(legend_of(chart)) {
    check(chart);
    for (const View& view : chart.views) {
      if (!view.spatial) views_.push_back(&view);
    }
    const auto fitting = static_cast<std::size_t>(std::max(1.0, std::floor(width / kLeastPanel)));
    columns_ = options.in_page ? 1 : std::min(views_.size(), fitting);
    shared_y_ =
        columns_ > 1 && std::ranges::all_of(views_, [&](const View* v) { return same_axis(v->y, views_[0]->y); });
    place();
  }

  double height() const { return height_; }

  void draw(Svg& svg, double top) const {
    if (!in_page_) headings(svg, top);
    for (const Placed& placed : placed_) {
      PanelBox box = placed.box;
      box.top += top;
      if (has_label(*placed.view))
        svg.text(box.left, box.top - 1.8, fitted(placed.view->label, kLetters, placed.room), kLetters);
      placed.panel.draw(svg, box, in_page_);
    }
    legend(svg, top + legend_top_);
    double below = top + height_;
    for (const std::string& note : notes()) {
      svg.text(kEdge, below - 1.6, fitted(note, kSmallLetters, width_ - 2 * kEdge), kSmallLetters, Anchor::start, false,
               "faint");
      below -= kNote;
    }
  }

  /// The shapes that its marks and its legend use.
  void define(Svg& svg) const {
    std::set<Shape> shapes;
    std::size_t most = 0;
    for (const View* view : views_) {
      for (const Series& series : view->series) {
        if (!series.marks) continue;
        shapes.insert(series.shape);
        most = std::max(most, series.x.size());
      }
    }
    const double scale = most <= 100 ? 1 : most <= 300 ? 0.8 : 0.6;  // smaller marks where there are many
    for (const Shape shape : shapes) {
      svg.define(shape_id(chart_.id, shape), path_of(shape), scale);
      svg.define(shape_id(chart_.id, shape) + "-key", path_of(shape));
    }
  }

 private:
  struct Placed {
    const View* view;
    Panel panel;
    PanelBox box;
    double room;
  };

  // A page has them beside the picture.
  void headings(Svg& svg, double top) const {
    const double room = width_ - 2 * kEdge;
    svg.text(kEdge, top + 5, fitted(chart_.title, kTitle, room), kTitle, Anchor::start, false, "title");
    if (chart_.subject.empty()) return;
    svg.text(kEdge, top + 9, fitted(chart_.subject, kLetters, room), kLetters, Anchor::start, false, "faint");
  }

  double heading_room() const { return in_page_ ? 0 : chart_.subject.empty() ? kTitleRoom : kTitleRoom + kSubtitle; }

  // What the axis doesn't say already.
  bool has_label(const View& view) const {
    return views_.size() > 1 && view.label != view.x.label && view.label != view.y.label;
  }

  Range shared(const View& view) const {
    if (!shared_y_) return y_range(view);
    Range range = y_range(*views_[0]);
    for (const View* other : views_) {
      const Range more = y_range(*other);
      range = {std::min(range.first, more.first), std::max(range.second, more.second)};
    }
    return range;
  }

  void place() {
    double top = heading_room();
    for (std::size_t first = 0; first < views_.size(); first += columns_) {
      const std::size_t last = std::min(first + columns_, views_.size());
      std::vector<Panel> row;
      double margins = 0;
      for (std::size_t v = first; v < last; ++v) {
        row.emplace_back(*views_[v], x_range(*views_[v]), shared(*views_[v]), fmt::format("{}-{}", chart_.id, v),
                         !shared_y_ || v == first);
        margins += row.back().left_margin() + row.back().right_margin();
      }
      const double room = std::max(10.0, (width_ - 2 * kEdge - margins) / static_cast<double>(last - first));
      top += std::any_of(views_.begin() + static_cast<std::ptrdiff_t>(first),
                         views_.begin() + static_cast<std::ptrdiff_t>(last),
                         [&](const View* view) { return has_label(*view); })
                 ? kLabelRoom
             : row[0].right_margin() > 5 ? kTop
             : in_page_                  ? kUpperNumber
                                         : kBelowTitle;
      double left = kEdge, tallest = 0;
      for (std::size_t v = first; v < last; ++v) {
        const Panel& panel = row[v - first];
        const auto [width, height] = panel.size_for(room, columns_ == 1);
        const double outer = left;
        left += panel.left_margin();
        placed_.push_back(
            {views_[v], panel, {left + (room - width) / 2, top, width, height, outer + (room - width) / 2}, room});
        left += room + panel.right_margin();
        tallest = std::max(tallest, height);
      }
      top += tallest + Panel::foot();
    }
    legend_top_ = top + 2;
    const std::size_t rows = notes().size();
    height_ = top + legend_height() + (rows == 0 ? 1.5 : kNote * static_cast<double>(rows));
  }

  // What isn't drawn, from below upwards. A page says it beside its picture.
  std::vector<std::string> notes() const {
    std::vector<std::string> list;
    if (in_page_) return list;
    for (std::string note : {omitted_note(chart_), thinned_note(chart_)}) {
      if (!note.empty()) list.push_back(std::move(note));
    }
    return list;
  }

  // Calls each(key, lines, x, y) with a key's words, broken where they need more than a row, and where it lies, from 0.
  template <class Each>
  double lay_keys(Each each) const {
    const double room = width_ - 2 * kEdge - 2, for_words = room - kKeySign - kKeyGap;
    double x = 0, y = 0, height = 0;
    for (const Key& key : keys_) {
      const std::vector<std::string> lines = broken_within(key.name, kLetters, for_words);
      double words = 0;
      for (const std::string& line : lines) words = std::max(words, width_of(line, kLetters));
      const double width = kKeySign + words + kKeyGap;
      if (x > 0 && x + width > room) {
        x = 0;
        y += height;
        height = 0;
      }
      each(key, lines, kEdge + 2 + x, y);
      x += width + 1;
      height = std::max(height, kLegendRow + kLegendLine * static_cast<double>(lines.size() - 1));
    }
    return y + height;
  }

  double legend_height() const {
    return lay_keys([](const Key&, const std::vector<std::string>&, double, double) {});
  }

  void legend(Svg& svg, double top) const {
    lay_keys([&](const Key& key, const std::vector<std::string>& lines, double x, double y) {
      const double middle = top + y + 1;
      const std::string_view name = paint(key.colour).name;
      if (key.is_patch()) {
        svg.rectangle(x - 1.6, middle - 1.3, 4, 2.6,
                      fmt::format("{} f-{}", key.kind == Key::Kind::bar ? "bar" : "band", name));
      } else if (key.kind != Key::Kind::mark) {
        svg.path(fmt::format("M{} {}h5", millimetres(x - 2), millimetres(middle)),
                 fmt::format("curve s-{}{}", name, dash_class(key.dash)));
      }
      if (key.kind == Key::Kind::mark || key.kind == Key::Kind::marked_line) {
        svg.use(shape_id(chart_.id, key.shape) + "-key", x + 0.5, middle,
                fmt::format("mark {}-{}", key.hollow ? "hollow s" : "f", name));
      }
      double base = middle + 0.95;
      for (const std::string& line : lines) {
        svg.text(x + kKeySign, base, line, kLetters);
        base += kLegendLine;
      }
    });
  }

  const Chart& chart_;
  double width_;
  bool in_page_;
  std::vector<Key> keys_;
  std::vector<const View*> views_;
  std::size_t columns_ = 1;
  bool shared_y_ = false;
  std::vector<Placed> placed_;
  double legend_top_ = 0, height_ = 0;
};

double width_for(std::span<const Chart> charts, const SvgOptions& options) {
  if (options.width > 0) return options.width;
  if (options.in_page) return kWidth;
  const bool several = std::ranges::any_of(charts, [](const Chart& chart) {
    return std::ranges::count_if(chart.views, [](const View& view) { return !view.spatial; }) > 1 ||
           std::ranges::any_of(chart.views, has_end_words);
  });
  return several ? kWideWidth : kWidth;
}

}  // namespace

std::string chart_svg(const Chart& chart, const SvgOptions& options) {
  return chart_svg({&chart, 1}, spoken_title(chart), options);
}

std::string chart_svg(std::span<const Chart> charts, const std::string& title, const SvgOptions& options) {
  const double width = width_for(charts, options);
  std::vector<Sheet> pictures;
  double height = 0;
  std::string description;
  for (const Chart& chart : charts) {
    description += (description.empty() ? "" : " ") + chart.description;
    pictures.emplace_back(chart, options, width);
    height += pictures.back().height();
  }
  Svg svg({.width = width,
           .height = std::max(height, kTitleRoom),
           .title = title,
           .description = description,
           .style = options.in_page ? "" : rules([](const Paint& paint) { return std::string(paint.light); }),
           .in_page = options.in_page,
           .id_prefix = options.id_prefix});
  double top = 0;
  if (charts.empty()) svg.text(kEdge, 5.5, fitted(title, kTitle, width - 2 * kEdge), kTitle);
  for (const Sheet& picture : pictures) {
    picture.define(svg);
    picture.draw(svg, top);
    top += picture.height();
  }
  return svg.document();
}

std::string chart_css() {
  return rules([](const Paint& paint) { return fmt::format("var(--chart-{},{})", paint.name, paint.light); }) +
         ".chart{width:100%;height:auto}\n";
}

std::string chart_variables(bool dark) {
  std::string text;
  for (const Paint& paint : kPaints) text += fmt::format("--chart-{}:{};", paint.name, dark ? paint.dark : paint.light);
  return text;
}

}  // namespace saddlescope::report
