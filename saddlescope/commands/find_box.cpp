#include "saddlescope/commands/find_box.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/resolved.h"
#include "saddlescope/commands/summary.h"

namespace saddlescope {
namespace {

constexpr std::size_t kOpenRegions = 50;  // that are listed
constexpr double kGap = 2;  // of their size, between open regions that are named as one

Sides sides(const Box& box) { return {box.low, box.high}; }

std::string why(const Finding& f) {
  const SearchedBox& box = *f.box;
  std::string text;
  if (f.interrupted) text = "Interrupted: what was found by then. ";
  if (!box.tested) {
    return text + fmt::format("A search from {} starts, which is no proof that there are no others.", box.starts);
  }
  const std::string tests = fmt::format("{} {} tested", box.tests, box.tests == 1 ? "box" : "boxes");
  if (box.complete) {
    return text + fmt::format("Proved by interval arithmetic ({}): {}.", tests,
                              f.points.empty() ? "there is none" : "these are all critical points of the box");
  }
  if (std::ranges::any_of(f.points, [](const FoundPoint& p) { return !p.alone; })) {
    text +=
        "Where H is singular, as on curves and surfaces of critical points, interval arithmetic proves nothing closer "
        "by than the extent said: what is listed there was found by a search. ";
  }
  if (box.none_elsewhere) return text + fmt::format("Farther off there is proved to be no other ({}).", tests);
  const std::string open =
      box.open_parts == 1 ? "One part of the box is" : fmt::format("{} parts of the box are", box.open_parts);
  return text +
         fmt::format("{} open: none was found there, nor excluded. Elsewhere there is proved to be no other ({}).",
                     open, tests);
}

}  // namespace

Finding find_box(const Objective& objective, const Box& box, const FindBoxOptions& options, Context& context) {
  Finding finding;
  set_provenance(finding, objective, context);
  const CriticalSets sets = find_critical_sets(objective, box, options.sets, context);
  finding.interrupted = sets.interrupted;
  finding.problem = summarize(objective, box.centre(), options.problem);
  finding.problem.at.clear();
  Context last = context;  // what was found is classified, also after a request to stop: it is cheap
  last.stop = {};
  std::vector<OpenRegion> open = sets.open;
  for (const CriticalSet& set : sets.found) {
    Resolved resolved = resolve(objective, set, options.classify, last);
    if (resolved.point) finding.points.push_back(std::move(*resolved.point));
    if (resolved.open) open.push_back(std::move(*resolved.open));
  }
  open = joined(open, kGap);
  SearchedBox& searched = finding.box.emplace();
  searched.sides = sides(box);
  searched.tested = sets.tested;
  searched.tests = sets.tests;
  searched.starts = sets.starts;
  searched.none_elsewhere = sets.tested && open.empty() && !sets.interrupted;
  searched.complete = searched.none_elsewhere && std::ranges::all_of(finding.points, [](const FoundPoint& point) {
                        return point.alone && point.extent == 0;
                      });
  searched.open_parts = open.size();
  for (std::size_t i = 0; i < std::min(kOpenRegions, open.size()); ++i) {
    searched.open.push_back({sides(open[i].box), open[i].why});
  }
  finding.why = why(finding);
  return finding;
}

Finding find_box(const Objective& objective, const Box& box, const FindBoxOptions& options) {
  Context context = checked_context();
  return find_box(objective, box, options, context);
}

}  // namespace saddlescope
