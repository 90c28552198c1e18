#include "saddlescope/optimize/critical_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/optimize/corrector.h"
#include "saddlescope/optimize/larger_sets.h"
#include "saddlescope/optimize/one_scale.h"

namespace saddlescope {
namespace {

// Searches of a part as a box of its own.
constexpr std::size_t kDepth = 3;  // within one another
constexpr std::size_t kLooks = 24;  // in all
constexpr std::size_t kFruitless = 4;  // of one box's that told nothing more, until no more are tried
constexpr std::size_t kMostCloser = 512;  // BoxSearchOptions::most there
constexpr double kCloser = 1.0 / 16;  // of the diameter: a part this large was seen well enough
constexpr double kMargin = 1.0 / 8;  // of a side, on either side
constexpr double kResolved = 0x1p16;  // spacings of numbers that a side has at least

// A box at its own scale, then those of its parts that may hold more at theirs.
class Search {
 public:
  /// looks: of parts, so far; depth: of such searches within one another.
  Search(const Objective& objective, const Box& box, const CriticalSetsOptions& options, Context& context,
         std::size_t* looks, std::size_t depth = 0)
      : objective_(objective), box_(box), options_(options), context_(context), looks_(looks), depth_(depth) {}

  CriticalSets run() {
    result_ = critical_sets_at_one_scale(objective_, box_, options_, depth_ > 0, context_);
    const Corrector corrector(objective_, box_.diameter(), context_);
    mark_parts_of_larger_sets(corrector, result_.found);
    if (result_.tested && look_closer()) mark_parts_of_larger_sets(corrector, result_.found);
    if (depth_ == 0) {  // of a part's they would be asked again
      for (OpenRegion& region : result_.open) region.why = reason(region.box);
    }
    sort();
    return std::move(result_);
  }

 private:
  bool stopped() {
    result_.interrupted = result_.interrupted || context_.stop_requested();
    return result_.interrupted;
  }

  // What a singular point accounts for, and what is still open, may hold more than is seen at the scale of this box: a
  // small curve, several regular points; and a curve that is short for the steps it was traced with may have been
  // traced badly.
  // Each is searched as a box of its own. Returns whether that told more.
  bool look_closer() {
    std::size_t fruitless = 0;
    bool told_more = false;
    const std::vector<CriticalSet> seen = std::move(result_.found);
    result_.found.clear();
    std::vector<CriticalSet> closer;
    for (const CriticalSet& set : seen) {
      const bool may_hold_more = set.dimension == 0 ? !set.proved && set.extent > 0 : !set.closed;
      const bool unsure = may_hold_more && !set.on_larger;
      const std::optional<CriticalSets> inner = unsure ? search_closer(set.reach, fruitless) : std::nullopt;
      if (inner && (told_apart(*inner) || finds_a_closed_curve(*inner))) {
        take(*inner, closer);
        told_more = true;
      } else {
        fruitless += inner ? 1 : 0;
        result_.found.push_back(set);
      }
    }
    const std::vector<OpenRegion> regions = std::move(result_.open);
    result_.open.clear();
    for (const OpenRegion& region : regions) {
      const std::optional<CriticalSets> inner = search_closer(region.box, fruitless);
      if (inner && finds_no_more_than_it_can_tell(*inner)) {
        take(*inner, closer);
        told_more = true;
      } else {
        fruitless += inner ? 1 : 0;
        result_.open.push_back(region);
      }
    }
    for (CriticalSet& set : closer) add_new(std::move(set));
    return told_more;
  }

  std::optional<CriticalSets> search_closer(const Box& part, std::size_t fruitless) {
    if (depth_ >= kDepth || *looks_ >= kLooks || fruitless >= kFruitless || stopped()) return std::nullopt;
    Box box = part;
    for (std::size_t i = 0; i < box.size(); ++i) {
      const double margin = kMargin * (part.high[i] - part.low[i]);
      box.low[i] = std::max(box_.low[i], box.low[i] - margin);
      box.high[i] = std::min(box_.high[i], box.high[i] + margin);
      const double spacing = kEps * std::max(std::abs(box.low[i]), std::abs(box.high[i]));
      if (!(box.high[i] - box.low[i] > kResolved * spacing)) return std::nullopt;
    }
    if (box.diameter() > kCloser * box_.diameter()) return std::nullopt;
    ++*looks_;
    CriticalSetsOptions options = options_;
    options.search.most = std::min(options.search.most, kMostCloser);
    CriticalSets inner = Search(objective_, box, options, context_, looks_, depth_ + 1).run();
    result_.tests += inner.tests;
    result_.starts += inner.starts;
    result_.interrupted = result_.interrupted || inner.interrupted;
    if (inner.interrupted) return std::nullopt;
    return inner;
  }

  static bool told_apart(const CriticalSets& inner) {
    return inner.open.empty() && std::ranges::all_of(inner.found, [](const CriticalSet& set) { return set.proved; });
  }

  // Rounding makes curves too, with ends; the set of critical points of a smooth function has none.
  bool finds_a_closed_curve(const CriticalSets& inner) const {
    return finds_no_more_than_it_can_tell(inner) &&
           std::ranges::any_of(inner.found, [](const CriticalSet& set) { return set.dimension > 0; });
  }

  bool finds_no_more_than_it_can_tell(const CriticalSets& inner) const {
    return std::ranges::all_of(inner.found, [&](const CriticalSet& set) {
      return set.dimension == 0 || (set.dimension < box_.size() && set.closed);
    });
  }

  void take(const CriticalSets& inner, std::vector<CriticalSet>& closer) {
    closer.insert(closer.end(), inner.found.begin(), inner.found.end());
    result_.open.insert(result_.open.end(), inner.open.begin(), inner.open.end());
    result_.full = result_.full || inner.full;
  }

  void add_new(CriticalSet set) {
    const bool old = set.proved && std::ranges::any_of(result_.found, [&](const CriticalSet& other) {
                       return other.proved && touch(other.within, set.within);
                     });
    if (!old) result_.found.push_back(std::move(set));
  }

  // What an open region holds besides: nothing where that isn't seen at some of its points.
  std::string reason(const Box& box) const {
    Context last = context_;
    last.stop = {};
    std::string where = not_finite_within(objective_, box, last);
    if (!where.empty()) return where;
    for (const Vector& point : {box.centre(), box.low, box.high}) {
      const Kink kink = objective_.kink(point, last);
      if (kink.known && kink.distance <= box.diameter()) return "derivatives jump: " + kink.where;
    }
    const Boxes* boxes = objective_.boxes();
    return boxes && !boxes->critical_points(box).smooth ? "the loss may have a pole or a kink there" : "";
  }

  void sort() {
    std::ranges::sort(result_.found, [](const CriticalSet& a, const CriticalSet& b) {
      return a.dimension != b.dimension ? a.dimension < b.dimension : a.at < b.at;
    });
  }

  const Objective& objective_;
  const Box& box_;
  const CriticalSetsOptions& options_;
  Context& context_;
  std::size_t* looks_;
  std::size_t depth_;
  CriticalSets result_;
};

}  // namespace

void require_box(const Objective& objective, const Box& box) {
  const std::size_t P = objective.size();
  if (P == 0 || P > CriticalSetsOptions::kVariables) {
    throw_bad_input(
        fmt::format("a box is searched in up to {} variables; there are {}.", CriticalSetsOptions::kVariables, P));
  }
  if (box.low.size() != P || box.high.size() != P) {
    throw_bad_input(fmt::format("the box has {} sides, the objective {} variables.", box.size(), P), {},
                    "It takes a range for each variable.");
  }
  for (std::size_t i = 0; i < P; ++i) {
    if (std::isfinite(box.low[i]) && std::isfinite(box.high[i]) && box.low[i] < box.high[i]) continue;
    throw_bad_input(
        fmt::format("{} goes from {} to {}, which is no range.", entry_name(objective, i), box.low[i], box.high[i]), {},
        "Take finite ends, the lower first.");
  }
}

CriticalSets find_critical_sets(const Objective& objective, const Box& box, const CriticalSetsOptions& options,
                                Context& context) {
  require_box(objective, box);
  std::size_t looks = 0;
  return Search(objective, box, options, context, &looks).run();
}

}  // namespace saddlescope
