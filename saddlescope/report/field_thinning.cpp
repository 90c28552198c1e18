#include "saddlescope/report/field_thinning.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/chosen.h"

namespace saddlescope::report {
namespace {

constexpr double kResolved = 8;  // half steps squared: up there a valley is wide enough for a smooth line
constexpr double kLeastSpan = 30;  // of the largest value to the lowest colour's
constexpr std::size_t kFewest = 11;  // points along an axis, however many fields share a page

std::vector<std::size_t> all_of(std::size_t n) {
  std::vector<std::size_t> list(n);
  std::iota(list.begin(), list.end(), std::size_t{0});
  return list;
}

// The least multiple of `every` that leaves at most `most` of n points.
std::size_t coarser(std::size_t every, std::size_t n, std::size_t most) {
  std::size_t k = every;
  while ((n + k - 1) / k > most) k += every;
  return k;
}

// Which of the points `at` of n stay: every k-th, the last, and these.
std::vector<std::size_t> kept(const std::vector<std::size_t>& at, std::size_t n, std::size_t k,
                              const std::vector<std::size_t>& these) {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (at[i] % k == 0 || at[i] + 1 == n || std::ranges::binary_search(these, i)) list.push_back(i);
  }
  return list;
}

std::size_t nearest(const std::vector<double>& grid, double at) {
  const auto distance = [&](double value) { return std::abs(value / 2 - at / 2); };
  return static_cast<std::size_t>(std::ranges::min_element(grid, {}, distance) - grid.begin());
}

void add(std::vector<std::size_t>& places, std::size_t place) {
  const auto at = std::ranges::lower_bound(places, place);
  if (at == places.end() || *at != place) places.insert(at, place);
}

// values: not empty; reordered.
double quantile(std::vector<double>& values, double part) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, at);
  return *at;
}

std::size_t holes(const std::vector<double>& values) {
  return static_cast<std::size_t>(std::ranges::count_if(values, [](double value) { return !std::isfinite(value); }));
}

// The first field that isn't whole.
const Field* part_of(const Chart& chart) {
  for (const View& view : chart.views) {
    if (view.field && view.field->whole) return &*view.field;
  }
  return nullptr;
}

}  // namespace

Places noted(const Field& field) {
  Places places;
  if (field.values.empty()) return places;
  std::size_t low = 0;
  for (std::size_t i = 0; i < field.values.size(); ++i) {
    if (!std::isfinite(field.values[i])) continue;
    if (!std::isfinite(field.values[low]) || field.values[i] < field.values[low]) low = i;
  }
  places = {{low / field.y.size()}, {low % field.y.size()}};
  if (field.here) {
    add(places.x, nearest(field.x, field.here->first));
    add(places.y, nearest(field.y, field.here->second));
  }
  return places;
}

Field thinned(Field field, std::size_t most) {
  if (field.x.empty() || field.y.empty()) return field;
  Field::Whole whole = field.whole.value_or(Field::Whole{
      .x = field.x.size(), .y = field.y.size(), .at_x = all_of(field.x.size()), .at_y = all_of(field.y.size())});
  const std::size_t every_x = coarser(whole.every_x, whole.x, most), every_y = coarser(whole.every_y, whole.y, most);
  if (every_x == whole.every_x && every_y == whole.every_y) return field;
  std::size_t high = 0;
  for (std::size_t i = 0; i < field.values.size(); ++i) {
    if (!std::isfinite(field.values[i])) continue;
    if (!std::isfinite(field.values[high]) || field.values[i] > field.values[high]) high = i;
  }
  const std::size_t ny = field.y.size();
  Places stay = noted(field);
  add(stay.x, high / ny);
  add(stay.y, high % ny);
  const auto columns = kept(whole.at_x, whole.x, every_x, stay.x);
  const auto rows = kept(whole.at_y, whole.y, every_y, stay.y);
  field.range = colour_range(field);
  std::vector<double> values;
  values.reserve(columns.size() * rows.size());
  for (const std::size_t i : columns) {
    for (const std::size_t j : rows) values.push_back(field.values[i * ny + j]);
  }
  whole.holes += holes(field.values) - holes(values);
  field.values = std::move(values);
  field.x = chosen(field.x, columns);
  field.y = chosen(field.y, rows);
  whole.at_x = chosen(whole.at_x, columns);
  whole.at_y = chosen(whole.at_y, rows);
  whole.every_x = every_x;
  whole.every_y = every_y;
  field.whole = std::move(whole);
  cut_below_resolution(field);
  return field;
}

void cut_below_resolution(Field& field) {
  if (field.scale != Scale::logarithmic) return;
  const std::size_t nx = field.x.size(), ny = field.y.size();
  std::vector<double> steps;
  const auto look = [&](std::size_t at, std::size_t apart) {
    const double before = field.values[at - apart], here = field.values[at], after = field.values[at + apart];
    const double step = (before - here) / 8 + (after - here) / 8;
    if (before > here && after >= here && std::isfinite(step) && here <= kResolved * step) steps.push_back(step);
  };
  for (std::size_t i = 0; i < nx; ++i) {
    for (std::size_t j = 0; j < ny; ++j) {
      if (j > 0 && j + 1 < ny) look(i * ny + j, 1);
      if (i > 0 && i + 1 < nx) look(i * ny + j, ny);
    }
  }
  if (steps.empty() || 2 * steps.size() < std::min(nx, ny)) return;
  const double narrow = kResolved * quantile(steps, 0.9);
  auto [low, high] = colour_range(field);
  std::vector<double> values = field.values;
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  low = std::max(low, std::min({narrow, quantile(values, 0.25), high / kLeastSpan}));
  field.range = {low, high};
}

void thin_fields(const std::vector<Chart*>& charts) {
  std::vector<View*> views;
  std::size_t values = 0;
  for (Chart* chart : charts) {
    for (View& view : chart->views) {
      if (!view.field) continue;
      views.push_back(&view);
      values += view.field->values.size();
    }
  }
  if (values <= kPageValues) return;
  const double share = std::sqrt(static_cast<double>(kPageValues) / static_cast<double>(views.size()));
  const std::size_t most = std::max(kFewest, static_cast<std::size_t>(std::max(0.0, share - 4)));
  for (View* view : views) view->field = thinned(std::move(*view->field), most);
}

std::string thinned_note(const Chart& chart) {
  const Field* field = part_of(chart);
  if (field == nullptr) return {};
  return say(chart.language, "Drawn: {0} × {1} of {2} × {3} values.",
             {std::to_string(field->x.size()), std::to_string(field->y.size()), std::to_string(field->whole->x),
              std::to_string(field->whole->y)});
}

std::string kept_note(const Chart& chart) {
  const Field* field = part_of(chart);
  if (field == nullptr) return {};
  const std::string every_x = std::to_string(field->whole->every_x), every_y = std::to_string(field->whole->every_y);
  if (!field->here) {
    return say(chart.language,
               "One in {0} along x, one in {1} along y, the ends of both axes, the lowest and the highest; the JSON "
               "holds all.",
               {every_x, every_y});
  }
  return say(chart.language,
             "One in {0} along x, one in {1} along y, the ends of both axes, the lowest, the highest and what is next "
             "to the point itself; the JSON holds all.",
             {every_x, every_y});
}

}  // namespace saddlescope::report
