#include "saddlescope/commands/find_box.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/curvature/dense_hessian.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLooks = 5;  // points of a manifold that are classified
constexpr std::size_t kOpenRegions = 50;  // that are listed

FoundPoint classified(const Objective& objective, const Vector& theta, const FindBoxOptions& options,
                      Context& context) {
  FoundPoint point;
  point.at = theta;
  const auto at = objective.linearize(theta, context);
  point.loss = at->value();
  point.gradient_norm = norm(at->gradient());
  const DenseHessian hessian = dense_hessian(*at, context);
  const Classification c = classify(*at, hessian.H, hessian.asymmetry, options.classify, context);
  point.inertia = c.point.signs;
  point.nearby = c.nearby;
  point.verdict = c.verdict;
  return point;
}

// The kind of most of a manifold's points, as it was found at one of them; where some are of another, that is said.
FoundPoint of_manifold(const Objective& objective, const CriticalSet& set, const FindBoxOptions& options,
                       Context& context) {
  const std::size_t count = std::min(kLooks, set.sample.size());
  std::vector<FoundPoint> looks;
  std::map<VerdictKind, std::size_t> kinds;
  for (std::size_t i = 0; i < count; ++i) {
    const Vector& at = i == 0 ? set.at : set.sample[i * set.sample.size() / count];
    looks.push_back(classified(objective, at, options, context));
    ++kinds[looks.back().verdict.kind];
  }
  const auto most = std::ranges::max_element(kinds, {}, [](const auto& kind) { return kind.second; });
  FoundPoint point = *std::ranges::find(looks, most->first, [](const FoundPoint& look) { return look.verdict.kind; });
  if (kinds.size() > 1) {
    std::string others;
    for (const auto& [kind, times] : kinds) {
      if (kind != most->first) others += fmt::format("{}{} at {}", others.empty() ? "" : ", ", to_string(kind), times);
    }
    point.verdict.why += fmt::format(" So at {} of {} points looked at along it; {}.", most->second, count, others);
    point.verdict.certified = false;
  }
  point.manifold_dimension = set.dimension;
  point.sample = set.sample;
  return point;
}

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
        "by "
        "than the extent said: what is listed there was found by a search. ";
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
  for (const CriticalSet& set : sets.found) {
    FoundPoint point =
        set.dimension > 0 ? of_manifold(objective, set, options, last) : classified(objective, set.at, options, last);
    if (set.proved) point.alone = sides(set.within);
    point.extent = set.extent;
    finding.points.push_back(std::move(point));
  }
  SearchedBox& searched = finding.box.emplace();
  searched.sides = sides(box);
  searched.tested = sets.tested;
  searched.tests = sets.tests;
  searched.starts = sets.starts;
  searched.none_elsewhere = sets.tested && sets.open.empty() && !sets.interrupted;
  searched.complete = searched.none_elsewhere && std::ranges::all_of(sets.found, [](const CriticalSet& set) {
                        return set.proved && set.extent == 0;
                      });
  searched.open_parts = sets.open.size();
  for (std::size_t i = 0; i < std::min(kOpenRegions, sets.open.size()); ++i) {
    searched.open.push_back({sides(sets.open[i].box), sets.open[i].why});
  }
  finding.why = why(finding);
  return finding;
}

Finding find_box(const Objective& objective, const Box& box, const FindBoxOptions& options) {
  Context context = checked_context();
  return find_box(objective, box, options, context);
}

}  // namespace saddlescope
