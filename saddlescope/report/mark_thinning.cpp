#include "saddlescope/report/mark_thinning.h"

#include <string>

#include "saddlescope/report/chosen.h"

namespace saddlescope::report {
namespace {

constexpr std::size_t kFew = 300;  // marks of a series

bool thins(const Series& series) { return series.marks && !series.line && series.x.size() > kFew; }

void thin(Series& series, std::size_t k) {
  std::vector<std::size_t> places;
  std::size_t others = 0;
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    const bool leads = !series.link.empty() && !series.link[i].empty();
    if (leads || others++ % k == 0) places.push_back(i);
  }
  for (std::vector<double>* numbers : {&series.x, &series.y, &series.z, &series.error_x, &series.error_y}) {
    *numbers = chosen(*numbers, places);
  }
  for (std::vector<std::string>* words : {&series.label, &series.hover, &series.command, &series.link}) {
    *words = chosen(*words, places);
  }
}

std::size_t marks(const View& view) {
  std::size_t count = 0;
  for (const Series& series : view.series) count += series.x.size();
  return count;
}

void thin(Chart& chart, std::size_t k) {
  std::size_t all = 0, drawn = 0;
  for (View& view : chart.views) {
    const std::size_t before = marks(view);
    for (Series& series : view.series) {
      if (thins(series)) thin(series, k);
    }
    if (before - marks(view) <= all - drawn) continue;  // of the view that lost most
    all = before;
    drawn = marks(view);
  }
  if (all == drawn) return;
  chart.description += gap(chart.language);
  chart.description += say(chart.language, "Drawn: {0} of {1} points, evenly chosen; the JSON holds all.",
                           {std::to_string(drawn), std::to_string(all)});
}

}  // namespace

void thin_marks(const std::vector<Chart*>& charts) {
  std::size_t all = 0;
  for (const Chart* chart : charts) {
    for (const View& view : chart->views) {
      for (const Series& series : view.series) all += thins(series) ? series.x.size() : 0;
    }
  }
  if (all <= kPageMarks) return;
  const std::size_t k = (all + kPageMarks - 1) / kPageMarks;
  for (Chart* chart : charts) thin(*chart, k);
}

}  // namespace saddlescope::report
