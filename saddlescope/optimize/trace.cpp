#include "saddlescope/optimize/trace.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace saddlescope {
namespace {

constexpr double kClose = 0.8;  // of a step: nearer to a traced point is no new one
constexpr double kShortest = 1.0 / 64;  // of the first step
constexpr double kMet = 1e-3;  // of a step: a point so close to a traced one is that
constexpr double kReach = 1.5;  // steps: farther from all traced ones it is of another set
constexpr double kBorder = 0.2;  // of a step: shorter ones to the border aren't taken
// Points beside one of a surface: so many steps away at the most, their chord as far along the tangents; and the widest
// gap between their directions, in half turns.
constexpr double kBeside = 2, kAlongside = 0.7, kGap = 5.0 / 6;
constexpr std::size_t kLooks = 4;  // points at which a manifold is checked to be connected

// In units of the box's diameter: a curve may be several of them long, a surface has the square of its steps as points.
double first_step(std::size_t dimension) { return dimension == 1 ? 1.0 / 40 : dimension == 2 ? 1.0 / 14 : 1.0 / 8; }

}  // namespace

TracedSet::TracedSet(const Corrector& corrector, const Box& box, const Vector& seed, const LocalShape& shape,
                     std::size_t most, Context& context)
    : corrector_(corrector),
      box_(box),
      dimension_(shape.dimension),
      step_(first_step(dimension_) * box.diameter()),
      radius_(Corrector::kShapeRadius * box.diameter()) {
  if (dimension_ == 1 && seed.size() > 1) {
    follow_curve(seed, shape, most, context);
    return;
  }
  nodes_.push_back({seed, shape.tangents});
  for (std::size_t next = 0; next < nodes_.size(); ++next) {
    if (context.stop_requested()) {
      whole_ = false;
      return;
    }
    expand(next, most);
  }
}

void TracedSet::follow_curve(const Vector& seed, const LocalShape& shape, std::size_t most, Context& context) {
  curve_.emplace(corrector_, box_, seed, shape.tangents.column(0), step_, most, context);
  whole_ = curve_->whole();
  for (const CurveTrace::Node& node : curve_->nodes()) {
    Matrix tangent(node.at.size(), 1);
    std::ranges::copy(node.tangent, tangent.column(0).begin());
    nodes_.push_back({node.at, std::move(tangent)});
  }
}

std::vector<Vector> TracedSet::points() const {
  std::vector<Vector> all;
  all.reserve(nodes_.size());
  for (const Node& node : nodes_) all.push_back(node.at);
  return all;
}

std::vector<Vector> TracedSet::directions(const Node& node) const {
  std::vector<Vector> all;
  if (dimension_ == 2) {
    for (int k = 0; k < 6; ++k) {
      const double angle = std::numbers::pi * k / 3;
      Vector d(node.at.size());
      axpy(std::cos(angle), node.tangents.column(0), d);
      axpy(std::sin(angle), node.tangents.column(1), d);
      all.push_back(std::move(d));
    }
    return all;
  }
  for (std::size_t j = 0; j < dimension_; ++j) {
    for (const double sign : {1.0, -1.0}) {
      Vector d(node.at.size());
      axpy(sign, node.tangents.column(j), d);
      all.push_back(std::move(d));
    }
  }
  return all;
}

void TracedSet::expand(std::size_t from, std::size_t most) {
  for (const Vector& direction : directions(nodes_[from])) {
    if (nodes_.size() >= most) {
      whole_ = false;
      return;
    }
    step(from, direction);
  }
}

bool TracedSet::step(std::size_t from, const Vector& direction) {
  for (double h = step_; h >= kShortest * step_; h /= 2) {
    const Vector start = nodes_[from].at;
    const double length = std::min(h, box_.room(start, direction));
    if (length < kBorder * h) {  // of one variable shorter ones lead up to it
      if (dimension_ > 1 || length == 0) return false;
      continue;
    }
    const Vector ahead = plus(start, length, direction);
    std::optional<Vector> point = corrector_.correct(ahead, length, Corrector::kBend * length);
    if (!point || !box_.holds(*point)) continue;
    if (known(*point, kClose * length)) return false;
    if (add(*point)) return true;
  }
  return false;
}

std::optional<Matrix> TracedSet::tangents_at(const Vector& point) const {
  if (std::optional<Matrix> tangents = corrector_.null_tangents(point, dimension_)) return tangents;
  LocalShape shape = corrector_.shape(point, radius_);
  if (shape.dimension != dimension_) return std::nullopt;
  return std::move(shape.tangents);
}

bool TracedSet::add(Vector point) {
  std::optional<Matrix> tangents = tangents_at(point);
  if (!tangents) return false;
  nodes_.push_back({std::move(point), std::move(*tangents)});
  return true;
}

bool TracedSet::known(const Vector& point, double within) const {
  return std::ranges::any_of(nodes_, [&](const Node& node) { return distance(node.at, point) < within; });
}

// Angles in the tangent plane to the points nearby.
bool TracedSet::surrounded(const Node& node) const {
  std::vector<double> angles;
  for (const Node& other : nodes_) {
    const Vector chord = plus(other.at, -1, node.at);
    const double length = norm(chord);
    if (length == 0 || length > kBeside * step_) continue;
    const double x = dot(node.tangents.column(0), chord), y = dot(node.tangents.column(1), chord);
    if (std::hypot(x, y) >= kAlongside * length) angles.push_back(std::atan2(y, x));
  }
  if (angles.empty()) return false;
  std::ranges::sort(angles);
  double gap = angles.front() + 2 * std::numbers::pi - angles.back();
  for (std::size_t i = 1; i < angles.size(); ++i) gap = std::max(gap, angles[i] - angles[i - 1]);
  return gap <= kGap * std::numbers::pi;
}

// At a radius that the curve doesn't bend within.
bool TracedSet::connected_curve() const {
  for (std::size_t i = 1; i <= kLooks; ++i) {
    const std::size_t k = i * nodes_.size() / (kLooks + 1);
    if (k == 0 || k + 1 >= nodes_.size()) continue;
    const Node& node = nodes_[k];
    const double edge = std::min(distance(node.at, nodes_[k - 1].at), distance(node.at, nodes_[k + 1].at));
    if (!corrector_.connected(node.at, {1, node.tangents, {}}, std::min(radius_, edge / 4))) return false;
  }
  return true;
}

bool TracedSet::connected() const {
  if (curve_ && nodes_.size() > 2) return connected_curve();
  const std::size_t looks = dimension_ == nodes_.front().at.size() ? nodes_.size() : std::min(kLooks, nodes_.size());
  for (std::size_t i = 0; i < looks; ++i) {
    const Node& node = nodes_[(i + 1) * nodes_.size() / looks - 1];
    if (!corrector_.connected(node.at, {dimension_, node.tangents, {}}, radius_)) return false;
  }
  return true;
}

bool TracedSet::crosses_border() const {
  return std::ranges::count_if(nodes_, [&](const Node& node) {
           for (std::size_t i = 0; i < node.at.size(); ++i) {
             const double room = std::min(node.at[i] - box_.low[i], box_.high[i] - node.at[i]);
             if (room <= kBorder * kShortest * step_) return true;
           }
           return false;
         }) >= 2;
}

bool TracedSet::closed() const {
  if (curve_) return curve_->without_ends();
  return dimension_ == 2 && std::ranges::all_of(nodes_, [&](const Node& node) { return surrounded(node); });
}

bool TracedSet::holds(std::span<const double> point) const {
  if (curve_) return curve_->holds(point);
  const Node* nearest = nullptr;
  double smallest = std::numeric_limits<double>::infinity();
  for (const Node& node : nodes_) {
    const double apart = distance(node.at, point);
    if (apart >= smallest) continue;
    smallest = apart;
    nearest = &node;
  }
  if (smallest <= kMet * step_) return true;
  if (smallest > kReach * step_) return false;
  const Vector chord = plus(point, -1, nearest->at);
  double squares = 0;
  for (std::size_t j = 0; j < dimension_; ++j) squares += std::pow(dot(nearest->tangents.column(j), chord), 2);
  return std::sqrt(squares) >= Corrector::kAlong * smallest && corrector_.leads_to(nearest->at, point);
}

}  // namespace saddlescope
