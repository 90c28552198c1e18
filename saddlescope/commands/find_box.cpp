#include "saddlescope/commands/find_box.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/base/random.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/remedy.h"
#include "saddlescope/commands/resolved.h"
#include "saddlescope/commands/summary.h"

namespace saddlescope {
namespace {

constexpr std::size_t kOpenRegions = 50;  // that are listed
constexpr std::size_t kProbes = 256;  // random points at which the loss is evaluated
constexpr std::size_t kCuts = 8;  // of an open part at proved points
constexpr double kSame = 1e-6;  // of the diameter
constexpr double kGap = 2;  // of their size, between open regions that are named as one

// A point where two curves meet is found on each.
bool listed(const std::vector<FoundPoint>& points, const FoundPoint& point, double close) {
  return !point.manifold_dimension && !point.alone && std::ranges::any_of(points, [&](const FoundPoint& other) {
    return !other.manifold_dimension && !other.alone && distance(other.at, point.at) <= close;
  });
}

// What lies on a curve or surface belongs to it, but where it is of another kind.
bool told_by_larger(const std::vector<FoundPoint>& points, const FoundPoint& point) {
  const std::size_t own = point.manifold_dimension.value_or(0);
  return std::ranges::any_of(points, [&](const FoundPoint& other) {
    return other.manifold_dimension.value_or(0) > own && !differ(other, point);
  });
}

Sides sides(const Box& box) { return {box.low, box.high}; }

// What isn't alone was found by a search; how near to it more may lie, is said of all of them at once.
std::string of_singular_points(const std::vector<FoundPoint>& points) {
  double extent = 0;
  bool some = false;
  for (const FoundPoint& p : points) {
    if (p.alone) continue;
    some = true;
    extent = std::max(extent, p.extent);
  }
  if (!some) return {};
  if (extent == 0) return "Where H is singular, as on curves and surfaces of critical points, a search found them. ";
  return fmt::format(
      "Where H is singular, as on curves and surfaces of critical points, interval arithmetic proves nothing close by, "
      "up to {:.3g} away: what is listed there was found by a search. ",
      extent);
}

std::string why(const Finding& f) {
  const SearchedBox& box = *f.box;
  if (!box.tested) {
    return fmt::format("A search from {} starts, which is no proof that there are no others.", box.starts);
  }
  const std::string tests = fmt::format("{} {} tested", box.tests, box.tests == 1 ? "box" : "boxes");
  if (box.complete) {
    return fmt::format("Proved by interval arithmetic ({}): {}.", tests,
                       f.points.empty() ? "there is no critical point" : "these are all critical points of the box");
  }
  std::string text = of_singular_points(f.points);
  if (box.none_elsewhere)
    return text + fmt::format("Away from what is listed there is proved to be no other ({}).", tests);
  if (box.open_parts == 0) {  // stopped in the closer look at them
    return text + fmt::format("Whether there are others wasn't settled before the search was stopped ({}).", tests);
  }
  const std::string open =
      box.open_parts == 1 ? "One part of the box is" : fmt::format("{} parts of the box are", box.open_parts);
  const bool unexplained = std::ranges::any_of(box.open, [](const OpenPart& part) { return part.why.empty(); });
  return text + fmt::format(
                    "{} open: none was found there besides those listed, nor excluded.{} Elsewhere there is proved to "
                    "be no other ({}).",
                    open, unexplained ? " A --box of its own around an open part is searched more finely." : "", tests);
}

// Of one variable: an open part that a few proved points lie within is cut there, since around them nothing is open.
std::vector<OpenRegion> without_proved(const std::vector<OpenRegion>& open, const std::vector<FoundPoint>& points) {
  std::vector<OpenRegion> result;
  for (OpenRegion rest : open) {
    std::vector<Sides> inside;
    for (const FoundPoint& p : points) {
      if (p.alone && p.at.size() == 1 && rest.box.low[0] < p.alone->low[0] && p.alone->high[0] < rest.box.high[0]) {
        inside.push_back(*p.alone);
      }
    }
    if (inside.size() > kCuts) inside.clear();
    std::ranges::sort(inside, {}, [](const Sides& alone) { return alone.low[0]; });
    for (const Sides& alone : inside) {
      OpenRegion before = rest;
      before.box.high = alone.low;
      result.push_back(std::move(before));
      rest.box.low = alone.high;
    }
    result.push_back(std::move(rest));
  }
  return result;
}

// What lies on another set comes last, when that one is listed.
void add_resolved(const Objective& objective, const std::vector<CriticalSet>& found, double close,
                  const ClassifyOptions& options, Context& context, std::vector<FoundPoint>& points,
                  std::vector<OpenRegion>& open) {
  std::vector<const CriticalSet*> order;
  order.reserve(found.size());
  for (const CriticalSet& set : found) order.push_back(&set);
  std::ranges::stable_partition(order, [](const CriticalSet* set) { return !set->on_larger; });
  for (const CriticalSet* set : order) {
    Resolved resolved = resolve(objective, *set, options, context);
    for (FoundPoint& point : resolved.points) {
      const bool told = listed(points, point, close) || (set->on_larger && told_by_larger(points, point));
      if (!told) points.push_back(std::move(point));
    }
    if (resolved.open) open.push_back(std::move(*resolved.open));
  }
}

// Where the loss isn't a number no point is critical, by definition: a reader should know of how much of the box that
// is so.
std::string undefined_in(const Objective& objective, const Box& box, Context& context) {
  RandomStream random(0, "where a box is undefined");
  std::size_t undefined = 0;
  std::string where;
  for (std::size_t n = 0; n < kProbes; ++n) {
    Vector theta(box.size());
    for (std::size_t i = 0; i < theta.size(); ++i) theta[i] = random.uniform(box.low[i], box.high[i]);
    if (std::isfinite(objective.value(theta, context))) continue;
    ++undefined;
    if (where.empty()) where = objective.where_not_finite(theta, context);
  }
  if (undefined == 0) return {};
  const std::string example = where.empty() ? "" : fmt::format(" ({} isn't finite)", where);
  if (undefined == kProbes) {
    return fmt::format(
        "The function has no finite value at any of {} random points of the box{}: it may be undefined "
        "in all of it.",
        kProbes, example);
  }
  return fmt::format(
      "At {} of {} random points of the box the function has no finite value{}: none is critical there, "
      "by definition.",
      undefined, kProbes, example);
}

// open: what stayed so; points: what is listed.
SearchedBox searched_box(const Box& box, const CriticalSets& sets, const std::vector<OpenRegion>& open,
                         const std::vector<FoundPoint>& points) {
  SearchedBox searched;
  searched.sides = sides(box);
  searched.tested = sets.tested;
  searched.tests = sets.tests;
  searched.starts = sets.starts;
  searched.none_elsewhere = sets.tested && open.empty() && !sets.interrupted;
  const auto proved = [](const FoundPoint& point) { return point.alone && point.extent == 0; };
  searched.complete = searched.none_elsewhere && std::ranges::all_of(points, proved);
  searched.open_parts = open.size();
  for (std::size_t i = 0; i < std::min(kOpenRegions, open.size()); ++i) {
    searched.open.push_back({sides(open[i].box), open[i].why});
  }
  return searched;
}

}  // namespace

Finding find_box(const Objective& objective, const Box& box, const FindBoxOptions& options, Context& context) {
  with_flag("--box", kTooManyVariables, [&] { require_box(objective, box); });
  Finding finding;
  set_provenance(finding, objective, context);
  const CriticalSets sets = find_critical_sets(objective, box, options.sets, context);
  finding.interrupted = sets.interrupted;
  finding.problem = summarize(objective, box.centre(), options.problem);
  finding.problem.at.clear();
  Context last = context;  // what was found is classified, also after a request to stop: it is cheap
  last.stop = {};
  std::vector<OpenRegion> open = sets.open;
  add_resolved(objective, sets.found, kSame * box.diameter(), options.classify, last, finding.points, open);
  std::ranges::stable_sort(finding.points, {}, [](const FoundPoint& p) { return p.manifold_dimension.value_or(0); });
  open = joined(open, kGap);
  open = without_proved(open, finding.points);
  finding.box = searched_box(box, sets, open, finding.points);
  finding.why = why(finding);
  if (sets.full) {
    finding.why += fmt::format(
        " There are more curves or surfaces than are kept: once they had {} points no other was traced, and its part "
        "of "
        "the box is open. A smaller box shows it.",
        options.sets.sample_in_all);
  }
  const std::string undefined = undefined_in(objective, box, last);
  if (!undefined.empty()) finding.why += " " + undefined;
  return finding;
}

Finding find_box(const Objective& objective, const Box& box, const FindBoxOptions& options) {
  Context context = checked_context();
  return find_box(objective, box, options, context);
}

}  // namespace saddlescope
