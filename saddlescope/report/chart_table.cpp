#include "saddlescope/report/chart_table.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/field_thinning.h"
#include "saddlescope/report/letters.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kFieldColumns = 12, kFieldRows = 25, kCell = 200;  // the last in characters

// At most `most` of n, evenly spread, the first and the last among them.
std::vector<std::size_t> spread(std::size_t n, std::size_t most) {
  std::vector<std::size_t> list;
  const std::size_t count = std::min(n, std::max<std::size_t>(most, 2));
  list.reserve(count);
  for (std::size_t k = 0; k < count; ++k) list.push_back(count < 2 ? 0 : k * (n - 1) / (count - 1));
  return list;
}

std::vector<std::size_t> with(const std::vector<std::size_t>& some, const std::vector<std::size_t>& others) {
  std::vector<std::size_t> all;
  std::ranges::set_union(some, others, std::back_inserter(all));
  return all;
}

// How many rows of so many each series gets: one of few points all of them, the others alike. What is faint matters
// least, as the flat among eigenvalues, and takes what the others leave.
std::vector<std::size_t> shares(const std::vector<const Series*>& list, std::size_t most) {
  constexpr std::size_t kEnds = 2;
  std::vector<std::size_t> order(list.size()), given(list.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto size = [&](std::size_t s) { return list[s]->x.size(); };
  std::ranges::stable_sort(order, {},
                           [&](std::size_t s) { return std::pair(list[s]->colour == Colour::faint, size(s)); });
  const auto faint = std::ranges::find_if(order, [&](std::size_t s) { return list[s]->colour == Colour::faint; });
  for (auto s = order.begin(); s != order.end(); ++s) {
    const auto sharers = static_cast<std::size_t>((s < faint ? faint : order.end()) - s);
    given[*s] = std::min(size(*s), std::max(kEnds, most / sharers));
    most -= std::min(most, given[*s]);
  }
  return given;
}

class Tables {
 public:
  Tables(const Chart& chart, std::size_t rows) : chart_(chart), language_(chart.language), most_(rows) {}

  std::vector<ChartTable> all() {
    for (const View& view : chart_.views) {
      if (view.spatial) continue;
      points(view);
      bars(view);
      if (view.field) field(view, *view.field);
      lines(view);
    }
    const std::string left_out = omitted_note(chart_);
    if (!list_.empty() && !left_out.empty())
      list_.back().note += (list_.back().note.empty() ? "" : " ") + left_out + ".";
    return std::move(list_);
  }

 private:
  std::string caption(const View& view, const std::string& what) const {
    std::string text = view.label.empty() ? chart_.title : view.label;
    if (!what.empty() && what != text) text += (text.empty() ? "" : ": ") + what;
    return elided(text, kCell);
  }

  std::string thinned(std::size_t shown, std::size_t all, std::size_t series = 1) const {
    if (shown == all) return "";
    const std::string some = std::to_string(shown), of_all = std::to_string(all);
    return series == 1 ? say(language_, "{0} of {1} rows are listed, evenly spread.", {some, of_all})
                       : say(language_,
                             "{0} of {1} rows are listed: the series of few points whole, of the others the ends and, "
                             "evenly spread, some between.",
                             {some, of_all});
  }

  // Numbers along an axis of names are those names.
  static std::string cell(const ChartAxis& axis, double x) {
    const bool named = !axis.names.empty() && x < static_cast<double>(axis.names.size());  // false of NaN
    if (!named || !std::isfinite(x)) return precise(x);
    return elided(axis.names[static_cast<std::size_t>(std::max(x, 0.0))], kCell);
  }

  void points(const View& view) {
    std::vector<const Series*> told;
    for (const Series& series : view.series) {
      if (series.tabled) told.push_back(&series);
    }
    if (told.empty()) return;
    const auto has = [&](auto member) {
      return std::ranges::any_of(told, [&](const Series* series) { return !(series->*member).empty(); });
    };
    const bool names = has(&Series::name), labels = has(&Series::label), x_errors = has(&Series::error_x);
    const bool y_errors = has(&Series::error_y), words = has(&Series::hover);
    ChartTable table{caption(view, ""), {}, {}, {}};
    if (names) table.columns.push_back(say(language_, "Series"));
    table.columns.push_back(view.x.label);
    if (x_errors) table.columns.emplace_back("±");
    table.columns.push_back(view.y.label);
    if (y_errors) table.columns.emplace_back("±");
    if (labels) table.columns.push_back(say(language_, "Name"));
    if (words) table.columns.push_back(say(language_, "Details"));
    std::size_t all = 0;
    for (const Series* series : told) all += series->x.size();
    const std::vector<std::size_t> share = shares(told, most_);
    for (std::size_t s = 0; s < told.size(); ++s) {
      const Series& series = *told[s];
      for (const std::size_t i : spread(series.x.size(), share[s])) {
        std::vector<std::string>& row = table.rows.emplace_back();
        if (names) row.push_back(elided(series.name, kCell));
        row.push_back(cell(view.x, series.x[i]));
        if (x_errors) row.push_back(series.error_x.empty() ? "" : number(series.error_x[i]));
        row.push_back(cell(view.y, series.y[i]));
        if (y_errors) row.push_back(series.error_y.empty() ? "" : number(series.error_y[i]));
        if (labels) row.push_back(series.label.empty() ? "" : elided(series.label[i], kCell));
        if (words) row.push_back(series.hover.empty() ? "" : elided(series.hover[i], 2 * kCell));
      }
    }
    table.note = thinned(table.rows.size(), all, told.size());
    if (!table.rows.empty()) list_.push_back(std::move(table));
  }

  // Bars over the same cells share their rows.
  void bars(const View& view) {
    for (std::size_t first = 0; first < view.bars.size();) {
      std::size_t last = first + 1;
      while (last < view.bars.size() && view.bars[last].edges == view.bars[first].edges) ++last;
      const std::span<const Bars> group(view.bars.data() + first, last - first);
      first = last;
      ChartTable table{caption(view, ""), {say(language_, "From"), say(language_, "To")}, {}, {}};
      for (const Bars& bars : group) {
        table.columns.push_back(bars.name.empty() ? view.y.label : elided(bars.name, kCell));
        if (!bars.error.empty()) table.columns.emplace_back("±");
      }
      const std::size_t n = group[0].heights.size();
      for (const std::size_t i : spread(n, most_)) {
        std::vector<std::string>& row = table.rows.emplace_back();
        row = {precise(group[0].edges[i]), precise(group[0].edges[i + 1])};
        for (const Bars& bars : group) {
          row.push_back(precise(bars.heights[i]));
          if (!bars.error.empty()) row.push_back(number(bars.error[i]));
        }
      }
      table.note = thinned(table.rows.size(), n);
      if (n > 0) list_.push_back(std::move(table));
    }
  }

  void field(const View& view, const Field& field) {
    const Places listed = noted(field);
    const auto columns = with(listed.x, spread(field.x.size(), kFieldColumns)),
               rows = with(listed.y, spread(field.y.size(), kFieldRows));
    if (columns.empty() || rows.empty()) return;
    ChartTable table{caption(view, field.name), {view.y.label + " \\ " + view.x.label}, {}, {}};
    for (const std::size_t i : columns) table.columns.push_back(number(field.x[i]));
    for (const std::size_t j : rows) {
      std::vector<std::string>& row = table.rows.emplace_back();
      row.push_back(number(field.y[j]));
      for (const std::size_t i : columns) row.push_back(precise(field.values[i * field.y.size() + j]));
    }
    const std::size_t all_x = field.whole ? field.whole->x : field.x.size();
    const std::size_t all_y = field.whole ? field.whole->y : field.y.size();
    if (columns.size() < all_x || rows.size() < all_y) {
      table.note = say(
          language_, "{0} × {1} of {2} × {3} points of the grid are listed.",
          {std::to_string(columns.size()), std::to_string(rows.size()), std::to_string(all_x), std::to_string(all_y)});
    }
    list_.push_back(std::move(table));
  }

  void lines(const View& view) {
    ChartTable table{caption(view, say(language_, "Lines and bands")),
                     {say(language_, "Name"), say(language_, "From"), say(language_, "To")},
                     {},
                     {}};
    for (const Reference& r : view.references) {
      if (!r.name.empty()) table.rows.push_back({elided(r.name, kCell), precise(r.value), precise(r.value)});
    }
    for (const Band& b : view.bands) {
      if (!b.name.empty()) table.rows.push_back({elided(b.name, kCell), precise(b.low), precise(b.high)});
    }
    if (!table.rows.empty()) list_.push_back(std::move(table));
  }

  const Chart& chart_;
  Language language_;
  std::size_t most_;
  std::vector<ChartTable> list_;
};

}  // namespace

std::vector<ChartTable> chart_table(const Chart& chart, std::size_t rows) {
  check(chart);
  return Tables(chart, rows).all();
}

}  // namespace saddlescope::report
