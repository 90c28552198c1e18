#include "saddlescope/optimize/manifolds.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace saddlescope {
namespace {

constexpr std::size_t kShared = 4;  // one in so many points of the shorter trace: two that share those are one
constexpr std::size_t kSeeds = 64;  // of manifolds that one point leads to, where branches meet

// Singular points whose surroundings reach a manifold, as those at a cusp of it, aren't told apart from it. Returns how
// far from the manifold the boxes are that they accounted for.
double take_points_on(const std::vector<Vector>& manifold, std::vector<CriticalSet>& found) {
  double extent = 0;
  std::erase_if(found, [&](const CriticalSet& set) {
    if (set.dimension > 0 || set.proved) return false;
    double nearest = std::numeric_limits<double>::infinity();
    for (const Vector& point : manifold) nearest = std::min(nearest, distance(point, set.at));
    if (nearest > set.extent) return false;
    extent = std::max(extent, nearest + set.extent);
    return true;
  });
  return extent;
}

// The stretches of a curve that others don't hold, each with the point before and the one behind it, so that it goes up
// to them.
std::vector<std::vector<Vector>> stretches(std::vector<Vector> points, std::vector<bool> held, bool ring) {
  if (ring) {
    const auto first = std::ranges::find(held, true) - held.begin();
    std::ranges::rotate(points, points.begin() + first);
    std::rotate(held.begin(), held.begin() + first, held.end());
    points.push_back(points.front());
    held.push_back(true);
  }
  std::vector<std::vector<Vector>> all;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool begins = !held[i] && (i == 0 || held[i - 1]), ends = held[i] && i > 0 && !held[i - 1];
    if (begins) all.emplace_back();
    if (begins && i > 0) all.back().push_back(points[i - 1]);
    if (!held[i] || ends) all.back().push_back(points[i]);
  }
  return all;
}

Box around(const std::vector<Vector>& points) {
  Box box{points.front(), points.front()};
  for (const Vector& point : points) box = hull(std::move(box), {point, point});
  return box;
}

}  // namespace

std::size_t Manifolds::nearest(const Vector& meeting) const {
  std::size_t owner = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < traced_.size(); ++i) {
    for (const Vector& point : traced_[i].points()) {
      if (distance(point, meeting) >= least) continue;
      least = distance(point, meeting);
      owner = i;
    }
  }
  return owner;
}

std::optional<std::size_t> Manifolds::holding(const Vector& point) const {
  for (std::size_t i = 0; i < traced_.size(); ++i) {
    if (traced_[i].holds(point)) return i;
  }
  for (const Vector& meeting : meetings_) {
    if (!traced_.empty() && corrector_.same_point(meeting, point)) return nearest(meeting);
  }
  return std::nullopt;
}

// Where branches meet the set spreads wider than any of them: then they are traced from the neighbours.
std::optional<std::size_t> Manifolds::trace(const Vector& point, const LocalShape& shape, double radius) {
  if (full()) return std::nullopt;
  std::vector<std::pair<Vector, LocalShape>> seeds;
  bool meeting = false;
  for (const Vector& neighbour : shape.neighbours) {
    LocalShape there = corrector_.shape(neighbour, 0.1 * radius);
    if (there.dimension == 0) continue;
    if (there.dimension < shape.dimension) {
      meeting = true;
      seeds.emplace_back(neighbour, std::move(there));
    }
  }
  if (!meeting) seeds.assign(1, {point, shape});
  if (meeting) meetings_.push_back(point);
  const std::size_t before = traced_.size();
  for (const auto& [seed, local] : seeds) {
    const bool old = std::ranges::any_of(traced_, [&](const TracedSet& set) { return set.holds(seed); });
    if (old || traced_.size() >= before + kSeeds) continue;
    TracedSet set(corrector_, box_, seed, local, most_, context_);
    if (!set.connected()) {
      for (Vector& traced : set.points()) unconnected_.push_back(std::move(traced));
      continue;
    }
    kept_ += set.size();
    traced_.push_back(std::move(set));
    extents_.push_back(0);
    boxes_.emplace_back();
  }
  if (traced_.size() > before) return before;
  return meeting && !traced_.empty() ? std::optional(nearest(point)) : std::nullopt;
}

void Manifolds::own(std::size_t i, const Box& box, double extent) {
  extents_[i] = std::max(extents_[i], extent);
  boxes_[i] = boxes_[i] ? hull(*boxes_[i], box) : box;
}

// A trace all of whose points the others hold tells nothing that they don't: a piece that a larger one came near to only
// later, or, where curves touch, one that went over from the one to the other there. Short ones first, so that of two that
// hold each other the longer stays.
std::vector<bool> Manifolds::repeated() const {
  std::vector<std::size_t> order(traced_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return traced_[i].size(); });
  std::vector<bool> repeated(traced_.size());
  for (const std::size_t i : order) {
    const auto held = [&](const Vector& point) {
      for (std::size_t j = 0; j < traced_.size(); ++j) {
        if (j == i || repeated[j] || traced_[j].dimension() != traced_[i].dimension()) continue;
        if (traced_[j].holds(point)) return true;
      }
      return false;
    };
    repeated[i] = std::ranges::all_of(traced_[i].points(), held);
  }
  return repeated;
}

// Where L vanishes to a high order the gradient is rounding over a stretch, which was traced: one singular point.
bool Manifolds::add_as_point(const CriticalSet& stretch, std::vector<CriticalSet>& found) const {
  const std::vector<Vector>& traced = stretch.sample;
  const Vector& middle = traced[traced.size() / 2];
  const auto far = [&](const Vector& from) {
    double largest = 0;
    for (const Vector& point : traced) largest = std::max(largest, distance(point, from));
    return largest;
  };
  if (far(middle) > Corrector::kSamePoint / 2 * length_) return false;
  const auto same = std::ranges::find_if(found, [&](const CriticalSet& set) {
    return set.dimension == 0 && !set.proved && distance(set.at, middle) <= Corrector::kSamePoint * length_;
  });
  if (same == found.end()) {
    CriticalSet point;
    point.at = corrector_.tidied(middle);
    point.extent = far(middle) + stretch.extent;
    point.reach = stretch.reach;
    found.push_back(std::move(point));
  } else {
    same->extent = std::max(same->extent, far(same->at) + stretch.extent);
    same->reach = hull(same->reach, stretch.reach);
  }
  return true;
}

// Traces that run along one another for a stretch, as those of curves that touch do: places in traced_, the longest first.
// Branches that only cross are sets of their own.
std::vector<std::vector<std::size_t>> Manifolds::joined() const {
  const std::vector<bool> left_out = repeated();
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < traced_.size(); ++i) {
    if (left_out[i]) continue;
    std::vector<std::size_t> one{i};
    std::erase_if(groups, [&](const std::vector<std::size_t>& group) {
      const bool shared = std::ranges::any_of(group, [&](std::size_t j) { return share(i, j); });
      if (shared) one.insert(one.end(), group.begin(), group.end());
      return shared;
    });
    groups.push_back(std::move(one));
  }
  for (std::vector<std::size_t>& group : groups) {
    std::ranges::sort(group);
    std::ranges::stable_sort(group, std::greater{}, [&](std::size_t i) { return traced_[i].size(); });
  }
  std::ranges::sort(groups, {}, [](const std::vector<std::size_t>& group) { return std::ranges::min(group); });
  return groups;
}

bool Manifolds::share(std::size_t i, std::size_t j) const {
  if (traced_[i].dimension() != traced_[j].dimension()) return false;
  const TracedSet& shorter = traced_[i].size() < traced_[j].size() ? traced_[i] : traced_[j];
  const TracedSet& longer = &shorter == &traced_[i] ? traced_[j] : traced_[i];
  const std::vector<Vector> points = shorter.points();
  const auto held = std::ranges::count_if(points, [&](const Vector& p) { return longer.holds(p); });
  return kShared * static_cast<std::size_t>(held) >= points.size();
}

void Manifolds::add_points(std::size_t i, std::span<const std::size_t> others, CriticalSet& set) const {
  std::vector<Vector> points = traced_[i].points();
  std::vector<bool> held(points.size());
  for (std::size_t k = 0; k < points.size(); ++k) {
    held[k] = std::ranges::any_of(others, [&](std::size_t j) { return traced_[j].holds(points[k]); });
  }
  const bool unshared = std::ranges::find(held, true) == held.end();
  if (set.dimension == 1 && box_.size() > 1) {
    const bool ring = unshared && traced_[i].ring();
    const std::vector<std::vector<Vector>> pieces =
        unshared ? std::vector(1, points) : stretches(std::move(points), std::move(held), traced_[i].ring());
    for (const std::vector<Vector>& piece : pieces) {
      const std::size_t room = most_ - set.sample.size(), kept = std::min(piece.size(), room);
      set.whole = set.whole && kept == piece.size();
      if (kept == 0) break;
      set.sample.insert(set.sample.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(kept));
      set.pieces.push_back({kept, ring && kept == piece.size()});
    }
    return;
  }
  for (std::size_t k = 0; k < points.size(); ++k) {
    if (held[k]) continue;
    set.whole = set.whole && set.sample.size() < most_;
    if (set.sample.size() < most_) set.sample.push_back(std::move(points[k]));
  }
}

CriticalSet Manifolds::together(const std::vector<std::size_t>& group) const {
  CriticalSet set;
  set.dimension = traced_[group.front()].dimension();
  set.closed = set.dimension < box_.size();  // a stretch of rounding has ends
  for (std::size_t k = 0; k < group.size(); ++k) {
    const std::size_t i = group[k];
    add_points(i, std::span(group).first(k), set);
    set.closed = set.closed && traced_[i].closed();
    set.whole = set.whole && traced_[i].whole();
    set.extent = std::max(set.extent, extents_[i]);
  }
  set.reach = around(set.sample);
  for (const std::size_t i : group) {
    if (boxes_[i]) set.reach = hull(set.reach, *boxes_[i]);
  }
  return set;
}

void Manifolds::add_to(std::vector<CriticalSet>& found) const {
  for (const std::vector<std::size_t>& group : joined()) {
    CriticalSet set = together(group);
    const bool leaves = std::ranges::any_of(group, [&](std::size_t i) { return traced_[i].crosses_border(); });
    if (!set.closed && !leaves && add_as_point(set, found)) continue;
    for (Vector& point : set.sample) point = corrector_.tidied(point);
    const Vector centre = box_.centre();
    set.at = *std::ranges::min_element(set.sample, std::less{}, [&](const Vector& p) { return distance(p, centre); });
    set.extent = std::max(set.extent, take_points_on(set.sample, found));
    for (CriticalSet& point : found) {
      const bool singular = point.dimension == 0 && !point.proved && !point.on_larger;
      if (!singular || std::ranges::none_of(group, [&](std::size_t i) { return traced_[i].holds(point.at); })) continue;
      point.on_larger = true;
      set.extent = std::max(set.extent, point.extent);
      set.reach = hull(set.reach, point.reach);
    }
    found.push_back(std::move(set));
  }
}

}  // namespace saddlescope
