#include "saddlescope/report/end_words.h"

#include <algorithm>
#include <cstddef>

#include "saddlescope/report/axis.h"

namespace saddlescope::report {
namespace {

// The nearest ascending values, by least squares: neighbours that descend share their mean (pool adjacent violators).
void ascend(std::vector<double>& values) {
  struct Pool {
    double sum = 0;
    std::size_t count = 0;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Pool> pools;
  for (const double value : values) {
    pools.push_back({value, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() >= pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum;
      pools.back().count += last.count;
    }
  }
  std::size_t i = 0;
  for (const Pool& pool : pools) {
    for (std::size_t k = 0; k < pool.count; ++k) values[i++] = pool.mean();
  }
}

}  // namespace

bool has_end_words(const View& view) {
  return std::ranges::any_of(view.series, [](const Series& series) { return !series.end.empty(); });
}

std::vector<EndWords> end_words(const View& view, Range y, double apart) {
  std::vector<EndWords> list;
  const Axis axis(view.y, y, 0, 1);
  for (const Series& series : view.series) {
    if (series.end.empty()) continue;
    for (std::size_t i = series.y.size(); i-- > 0;) {
      if (!shows(view.x, series.x[i]) || !shows(view.y, series.y[i])) continue;
      list.push_back({series.end, series.colour, axis.at(series.y[i]), 0});
      break;
    }
  }
  std::ranges::stable_sort(list, {}, &EndWords::line);
  if (list.size() > 1) apart = std::min(apart, 1 / static_cast<double>(list.size() - 1));
  std::vector<double> places;  // less the distances, so that they need only ascend
  places.reserve(list.size());
  for (const EndWords& words : list) places.push_back(words.line - apart * static_cast<double>(places.size()));
  ascend(places);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const double above = apart * static_cast<double>(list.size() - 1 - i), below = apart * static_cast<double>(i);
    list[i].words = std::clamp(places[i] + below, below, std::max(below, 1 - above));
  }
  return list;
}

}  // namespace saddlescope::report
