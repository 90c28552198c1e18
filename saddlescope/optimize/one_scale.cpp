#include "saddlescope/optimize/one_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "saddlescope/optimize/corrector.h"
#include "saddlescope/optimize/manifolds.h"

namespace saddlescope {
namespace {

constexpr double kRadius = Corrector::kShapeRadius;
constexpr double kFiner = 16, kFinest = 1e-6;  // of that radius, of the diameter: where sets lie side by side
constexpr double kBorder = 1e-12;  // of the diameter: so far outside a point still counts as on the border
constexpr double kOwnBoxes = 8;  // diameters of an undecided box within which a point accounts for it
constexpr double kJoined = 1e-3;  // of the diameter
constexpr std::size_t kMoreLater = 12;  // times as many boxes, once those of manifolds are accounted for
constexpr std::size_t kLevels = 2;  // of cuts between two looks at what is left
constexpr std::size_t kStarts = 64, kStartsOfAPart = 4;  // times BoxSearchOptions::most: looks at undecided boxes
// Of the diameter, by the number of variables: how far from a manifold or a singular point the boxes reach at the most
// that it accounts for unproved.
constexpr std::array kCovered{1.0 / 128, 1.0 / 128, 1.0 / 32, 1.0 / 16, 1.0 / 8};
constexpr double kProvable = 1.0 / 16;  // the same, where a proof may be expected
constexpr int kBackInside = 4;
constexpr std::ptrdiff_t kUnconnected = 4;  // points that aren't connected, close together: no more are measured there
constexpr double kProof = 1.0 / 64;  // of the diameter: half side of the largest cube for a proof
constexpr double kClose = 1e-6;  // the same, around a point that is known well

double radical_inverse(std::size_t index, std::size_t base) {
  double result = 0, digit = 1;
  for (; index > 0; index /= base) result += static_cast<double>(index % base) * (digit /= static_cast<double>(base));
  return result;
}

// Halton's sequence: points spread evenly over the box.
std::vector<Vector> spread_points(const Box& box, std::size_t count) {
  constexpr std::array<std::size_t, CriticalSetsOptions::kVariables> kPrimes{2, 3, 5, 7, 11, 13, 17, 19, 23, 29};
  std::vector<Vector> points;
  for (std::size_t n = 1; n <= count; ++n) {
    Vector point(box.size());
    for (std::size_t i = 0; i < box.size(); ++i) {
      point[i] = box.low[i] + radical_inverse(n, kPrimes[i]) * (box.high[i] - box.low[i]);
    }
    points.push_back(std::move(point));
  }
  return points;
}

class Search {
 public:
  Search(const Objective& objective, const Box& box, const CriticalSetsOptions& options, bool part, Context& context)
      : objective_(objective),
        box_(box),
        options_(options),
        part_(part),
        context_(context),
        length_(box.diameter()),
        corrector_(objective, length_, context),
        manifolds_(corrector_, box, length_, options.sample, options.sample_in_all, context) {}

  CriticalSets run() {
    const Boxes* boxes = objective_.boxes();
    result_.tested = boxes != nullptr;
    if (boxes) {
      prune(*boxes);
    } else {
      const std::vector<Vector> starts = spread_points(box_, options_.starts);
      for (const Vector& start : starts) {
        if (stopped()) break;
        account(start, nullptr);
      }
    }
    result_.open = open_regions(open_);
    manifolds_.add_to(result_.found);
    result_.full = manifolds_.full();
    return std::move(result_);
  }

 private:
  bool stopped() {
    result_.interrupted = result_.interrupted || context_.stop_requested();
    return result_.interrupted;
  }

  bool inside(std::span<const double> point) const {
    for (std::size_t i = 0; i < box_.size(); ++i) {
      const double slack = kBorder * length_;
      if (point[i] < box_.low[i] - slack || point[i] > box_.high[i] + slack) return false;
    }
    return true;
  }

  void prune(const Boxes& boxes) {
    // A manifold ends a search while boxes are still large: what isn't accounted for is cut and searched again, a few
    // levels at a time.
    std::vector<Box> parts{box_}, smallest;
    const std::size_t most = (part_ ? 1 : kMoreLater) * options_.search.most;
    const std::size_t starts = (part_ ? kStartsOfAPart : kStarts) * options_.search.most;
    for (int round = 0; !parts.empty(); ++round) {
      BoxSearchOptions options = options_.search;
      if (round > 0) options.levels = kLevels;
      if (round > 0) options.most = most;
      const BoxSearch search = search_boxes(boxes, std::move(parts), box_, options, context_);
      result_.tests += search.tests;
      result_.interrupted = result_.interrupted || search.interrupted;
      for (const ProvedPoint& point : search.points) add_proved(point);
      open_.clear();
      look_at(search.undecided);
      if (stopped() || open_.size() > most || result_.starts > starts) break;
      parts = cut_in_two(open_, box_, options.smallest, smallest);
      open_.clear();
    }
    smallest.insert(smallest.end(), given_up_.begin(), given_up_.end());
    given_up_.clear();
    look_at(smallest);  // once more: what was met since may account for them
    open_.insert(open_.end(), given_up_.begin(), given_up_.end());
    join_neighbours();
    merge_singular_points();
    centre_singular_points();
  }

  // Singular points of which one lies among the boxes that the other accounts for aren't told apart: they are one.
  void merge_singular_points() {
    std::vector<CriticalSet>& found = result_.found;
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (std::size_t j = i + 1; j < found.size(); ++j) {
        const double apart = distance(found[i].at, found[j].at);
        const bool one = !found[i].proved && !found[j].proved && apart <= kJoined * length_ &&
                         apart <= std::max(found[i].extent, found[j].extent);
        if (!one) continue;
        found[i].extent = std::max(found[i].extent, apart + found[j].extent);
        found.erase(found.begin() + static_cast<std::ptrdiff_t>(j));
        for (auto& [box, owner] : accounted_) owner = owner == j ? i : owner > j ? owner - 1 : owner;
        j = i;  // the larger one may reach farther
      }
    }
  }

  // The middle of the boxes that a singular point accounts for: where the gradient is rounding for a while, any point
  // of it was as good as the one that was met first.
  void centre_singular_points() {
    for (std::size_t i = 0; i < result_.found.size(); ++i) {
      CriticalSet& set = result_.found[i];
      std::optional<Box> all;
      for (const auto& [box, owner] : accounted_) {
        if (owner == i) all = all ? hull(*all, box) : box;
      }
      if (!all) continue;
      set.reach = hull(*all, {set.at, set.at});
      const std::optional<Vector> better = corrector_.correct(all->centre(), all->diameter());
      if (!better || !inside(*better) || is_proved(*better)) continue;
      set.extent = 0;
      set.at = corrector_.tidied(*better);
      const Vector simple = corrector_.rounded(set.at, *all);
      if (inside(simple) && !is_proved(simple)) set.at = simple;
      for (const auto& [box, owner] : accounted_) {
        if (owner == i) set.extent = std::max(set.extent, distance(set.at, box.centre()) + box.diameter() / 2);
      }
      set.reach = hull(*all, {set.at, set.at});
    }
  }

  bool is_proved(const Vector& point) const {
    return std::ranges::any_of(alone_, [&](const Box& alone) { return alone.holds(point); });
  }

  // Around a singular point the gradient may be rounding for a while: undecided boxes that touch its own, and their
  // neighbours, count to it as well as far as kJoined.
  void join_neighbours() {
    std::vector<Box> open = std::move(open_);
    const BoxIndex index(open);
    std::vector<bool> taken(open.size(), false);
    std::size_t next = 0;
    while (next < accounted_.size()) {  // grows as they are taken
      const auto [box, owner] = accounted_[next++];
      index.touching(box, [&, owner = owner](std::size_t k) {
        const Vector& at = result_.found[owner].at;
        if (taken[k] || distance(at, open[k].centre()) > kJoined * length_) return;
        taken[k] = true;
        own(open[k], owner, 0);
      });
    }
    open_.clear();
    for (std::size_t k = 0; k < open.size(); ++k) {
      if (!taken[k]) open_.push_back(std::move(open[k]));
    }
  }

  void look_at(const std::vector<Box>& undecided) {
    for (const Box& box : undecided) {
      const bool decided = std::ranges::any_of(alone_, [&](const Box& alone) { return alone.holds(box); });
      if (decided) continue;
      if (!stopped() && account(box.centre(), &box)) continue;
      (unmeasured_ && !stopped() ? given_up_ : open_).push_back(box);
    }
  }

  // The midpoint of what encloses it, as far as Newton's method doesn't know it better.
  bool add_proved(const ProvedPoint& point) {
    if (std::ranges::any_of(alone_, [&](const Box& alone) { return alone.holds(point.within); })) return true;
    Vector at = point.within.centre();
    if (const std::optional<Vector> better = corrector_.correct(at, point.within.diameter() + kRadius * length_)) {
      if (point.alone.holds(*better)) at = *better;
    }
    alone_.push_back(point.alone);  // outside the whole box too: no other is there
    if (!inside(at)) return false;
    const Vector tidy = corrector_.tidied(at);
    if (point.alone.holds(tidy)) at = tidy;
    const std::optional<ProvedPoint> closer = prove_point(*objective_.boxes(), at, kClose * length_);
    const bool narrower = closer && point.alone.holds(closer->within);
    Box within = narrower ? closer->within : point.within;
    CriticalSet set;
    set.proved = true;
    set.within = set.reach = std::move(within);
    set.at = std::move(at);
    result_.found.push_back(std::move(set));
    return true;
  }

  // Follows a start to a critical point; true where that accounts for the undecided box it came from.
  bool account(const Vector& start, const Box* undecided) {
    ++result_.starts;
    unmeasured_ = false;
    context_.report("starts", static_cast<double>(result_.starts), 0);
    if (undecided) {
      const double size = undecided->diameter();
      std::optional<Vector> point = correct_within(start, kOwnBoxes * size);
      // Where gradients underflow, or cancel, all around a critical point, they may be exact at a number of few digits.
      if (!point) point = correct_within(undecided->simplest(), kOwnBoxes * size);
      if (point) {
        const std::size_t owner = owner_of(*point);
        if (owner < kManifolds && result_.found[owner].proved) return proved_alone_in(*undecided, owner);
        unmeasured_ = owner == kNobody;
        return owner != kNobody && owns(*undecided, owner, *point);
      }
    }
    const std::optional<Vector> point = corrector_.correct(start, length_);
    if (point && inside(*point)) owner_of(*point);
    return false;
  }

  // An undecided box belongs to the manifold or singular point that its centre leads to where it is small; or large,
  // but one sheet alone is proved to hold all its critical points: where that is critical around a point, it is
  // everywhere (it is analytic), and the manifold runs along it.
  bool owns(const Box& box, std::size_t owner, const Vector& point) {
    const double size = box.diameter(), extent = distance(point, box.centre()) + size / 2;
    if (owner >= kManifolds && manifolds_.dimension(owner - kManifolds) < point.size()) {
      const std::optional<Normals> normals = corrector_.normals(point, manifolds_.dimension(owner - kManifolds));
      if (normals && objective_.boxes()->one_sheet(hull(box, {point, point}), normals->vectors)) {
        own(box, owner, 0);
        return true;
      }
      // Of a smaller box that will be proved, where H isn't singular along the normals.
      if (normals && normals->told_apart && extent > kProvable * covered()) return false;
    }
    if (extent > covered()) return false;
    own(box, owner, extent);
    return true;
  }

  double covered() const { return kCovered[std::min(box_.size(), kCovered.size()) - 1] * length_; }

  // A regular point accounts for no box but those in which it is proved to be the only one: another may be next to it.
  bool proved_alone_in(const Box& box, std::size_t owner) {
    const Vector& at = result_.found[owner].at;
    double reach = 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
      reach = std::max({reach, std::abs(box.low[i] - at[i]), std::abs(box.high[i] - at[i])});
    }
    const std::optional<ProvedPoint> wider = prove_point(*objective_.boxes(), at, (1 + kBorder) * reach);
    if (!wider || !wider->alone.holds(box)) return false;
    alone_.push_back(wider->alone);
    return true;
  }

  // A point of the set just outside the box, mirrored at the border and corrected again, may have one inside nearby.
  std::optional<Vector> correct_within(const Vector& start, double reach) const {
    std::optional<Vector> point = corrector_.correct(start, reach);
    for (int i = 0; i < kBackInside && point && !inside(*point); ++i) {
      for (std::size_t k = 0; k < box_.size(); ++k) {
        const double border = std::clamp((*point)[k], box_.low[k], box_.high[k]);
        (*point)[k] = border + (border - (*point)[k]);
      }
      point = corrector_.correct(*point, reach);
    }
    return point && inside(*point) ? point : std::nullopt;
  }

  void own(const Box& box, std::size_t owner, double extent) {
    if (owner >= kManifolds) return manifolds_.own(owner - kManifolds, box, extent);
    CriticalSet& point = result_.found[owner];
    point.extent = std::max(point.extent, distance(point.at, box.centre()) + box.diameter() / 2);
    accounted_.emplace_back(box, owner);
  }

  std::size_t owner_of(const Vector& point) {
    const std::optional<std::size_t> which = known(point);
    return which ? *which : discover(point);
  }

  // Owners are places in found, or kManifolds + places in manifolds_.
  static constexpr std::size_t kManifolds = std::size_t{1} << 40, kNobody = std::size_t(-1);

  std::optional<std::size_t> known(const Vector& point) const {
    for (std::size_t i = 0; i < result_.found.size(); ++i) {
      if (result_.found[i].proved ? same_proved(i, point) : corrector_.same_point(result_.found[i].at, point)) return i;
    }
    const std::optional<std::size_t> manifold = manifolds_.holding(point);
    return manifold ? std::optional(kManifolds + *manifold) : std::nullopt;
  }

  bool same_proved(std::size_t i, const Vector& point) const {
    return distance(result_.found[i].at, point) <= kRadius * kRadius * length_;
  }

  std::size_t owner_of_proved(const Box& within) const {
    const auto same = std::ranges::find_if(
        result_.found, [&](const CriticalSet& set) { return set.proved && touch(set.within, within); });
    return same == result_.found.end() ? kNobody : static_cast<std::size_t>(same - result_.found.begin());
  }

  // A point met for the first time. Returns its owner.
  std::size_t discover(const Vector& point) {
    if (const Boxes* boxes = objective_.boxes()) {
      if (const std::optional<ProvedPoint> proved = prove_point(*boxes, point, kProof * length_)) {
        const std::size_t before = result_.found.size();
        if (!add_proved(*proved)) return kNobody;
        return result_.found.size() > before ? before : owner_of_proved(proved->within);
      }
    }
    if (among_unconnected(point)) return kNobody;
    double radius = kRadius * length_;
    LocalShape shape = corrector_.shape(point, radius);
    if (shape.dimension == 0 && !shape.known) shape = corrector_.shape(point, radius /= kFiner);
    if (shape.dimension == 0) return add_singular(point);
    if (!corrector_.connected(point, shape, radius)) {
      if (shape.dimension < 2 || !meet_alone(point, shape, radius)) return add_unconnected(point);
    }
    if (const auto manifold = manifolds_.trace(point, shape, radius)) return kManifolds + *manifold;
    unconnected_.push_back(point);
    return kNobody;
  }

  // Manifolds side by side spread wider than each of them: a smaller radius may meet one alone.
  bool meet_alone(const Vector& point, LocalShape& shape, double& radius) const {
    const std::size_t together = shape.dimension;
    while ((radius /= kFiner) >= kFinest * length_) {
      shape = corrector_.shape(point, radius);
      if (shape.dimension == 0) return false;
      if (shape.dimension < together && corrector_.connected(point, shape, radius)) return true;
    }
    return false;
  }

  std::size_t add_singular(const Vector& point) {
    CriticalSet set;
    set.at = corrector_.tidied(point);
    set.reach = {set.at, set.at};
    result_.found.push_back(std::move(set));
    return result_.found.size() - 1;
  }

  // Other points are close by, and not connected with it. Where an interval test could tell them apart and doesn't,
  // there are too many, or rounding makes them: what is there stays open.
  std::size_t add_unconnected(const Vector& point) {
    if (!objective_.boxes()) return add_singular(point);
    unconnected_.push_back(point);
    return kNobody;
  }

  // Where many points were met that aren't connected no other is measured.
  bool among_unconnected(const Vector& point) const {
    const auto near = [&](const Vector& other) { return distance(other, point) <= Corrector::kSamePoint * length_; };
    return std::ranges::count_if(unconnected_, near) >= kUnconnected ||
           std::ranges::any_of(manifolds_.unconnected(), near);
  }

  const Objective& objective_;
  const Box& box_;
  const CriticalSetsOptions& options_;
  bool part_;
  Context& context_;
  double length_;
  Corrector corrector_;
  CriticalSets result_;
  std::vector<Box> alone_, open_;
  std::vector<std::pair<Box, std::size_t>> accounted_;  // to isolated, singular points
  bool unmeasured_ = false;  // the last start led to a point nearby that neither is of a manifold nor isolated
  std::vector<Box> given_up_;  // of such starts: smaller ones would tell no more at this scale
  std::vector<Vector> unconnected_;  // points met that others are close to, but not connected with
  Manifolds manifolds_;
};

}  // namespace

CriticalSets critical_sets_at_one_scale(const Objective& objective, const Box& box, const CriticalSetsOptions& options,
                                        bool part, Context& context) {
  return Search(objective, box, options, part, context).run();
}

}  // namespace saddlescope
