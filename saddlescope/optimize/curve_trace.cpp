#include "saddlescope/optimize/curve_trace.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/optimize/open_regions.h"

namespace saddlescope {
namespace {

constexpr double kBend = Corrector::kBend;  // of a chord: how far its end may lie from the tangent at its begin
constexpr double kShare = 1.8;  // of that, by the bend, a step is planned for: 2 would be all
constexpr double kTurn = 0.15;  // how far a tangent may be from the other one mirrored
constexpr double kMiddle = 0.02;  // of that distance from the tangent, by which the cubic may miss the set …
constexpr double kSlack = 1e-3;  // … and of the chord: what tangents a hundredth wrong make of it
constexpr double kMeets = 0.25;  // of it: how far along the cubic the set is met, where branches touch
constexpr double kShortest = 0x1p-24;  // of the longest step
constexpr double kBorder = 1.0 / 320;  // of it: what is left to the border so that a curve ends there
constexpr double kInside = 0.999;  // of the way to the border
constexpr double kLook = 1e-2;  // of the longest step, in which the first bend is measured
constexpr double kFirstBend = 0.5;  // of its inverse: bends sharper than that say nothing
constexpr double kSame = 1e-8;  // of the longest step: critical points so close to one another are one
constexpr double kSlid = 4;  // times as far as the cubic is from a point: no correction onto the strand leads farther
constexpr double kNear = 1e-4;  // of an edge, by which the cubic may miss a point where corrections don't tell
constexpr double kRound = 1e-9;  // of an edge, beyond its ends
constexpr double kEndReach = 1.5;  // edges beyond an end
constexpr int kPlumb = 3;  // steps to the foot of a perpendicular
constexpr int kBisections = 30;

Vector scaled(double factor, Vector v) {
  for (double& entry : v) entry *= factor;
  return v;
}

Vector first_column(const Matrix& matrix) { return {matrix.column(0).begin(), matrix.column(0).end()}; }

// Without its part along a direction of length 1.
Vector across(Vector v, const Vector& direction) {
  axpy(-dot(v, direction), direction, v);
  return v;
}

Vector ahead(const CurveTrace::Node& from, double h, const Vector& bend) {
  return plus(plus(from.at, h, from.tangent), h * h / 2, bend);
}

// The cubic through two nodes along their tangents.
class Cubic {
 public:
  Cubic(const CurveTrace::Node& a, const CurveTrace::Node& b) : a_(a), b_(b), length_(distance(a.at, b.at)) {}

  Vector at(double s) const {
    const double r = 1 - s;
    return combined((1 + 2 * s) * r * r, s * r * r, s * s * (1 + 2 * r), -s * s * r);
  }
  Vector slope(double s) const {
    const double r = 1 - s;
    return combined(-6 * s * r, r * (1 - 3 * s), 6 * s * r, s * (3 * s - 2));
  }
  // For length 1 along the curve.
  Vector bend_at_end() const { return across(scaled(1 / (length_ * length_), combined(6, 2, -6, 4)), b_.tangent); }
  double length() const { return length_; }

 private:
  Vector combined(double a, double tangent_a, double b, double tangent_b) const {
    Vector sum = scaled(a, a_.at);
    axpy(tangent_a * length_, a_.tangent, sum);
    axpy(b, b_.at, sum);
    axpy(tangent_b * length_, b_.tangent, sum);
    return sum;
  }

  const CurveTrace::Node &a_, &b_;
  double length_;
};

}  // namespace

CurveTrace::CurveTrace(const Corrector& corrector, const Box& box, const Vector& seed, std::span<const double> tangent,
                       double step, std::size_t most, Context& context)
    : corrector_(corrector),
      box_(box),
      step_(step),
      radius_(Corrector::kShapeRadius * box.diameter()),
      around_{seed, seed} {
  std::optional<Vector> sharper = null_tangent(seed);
  nodes_.push_back({seed, sharper ? *std::move(sharper) : Vector(tangent.begin(), tangent.end())});
  begin_ = end_ = walk(most, context);
  if (ring_) return;
  std::ranges::reverse(nodes_);
  for (Node& node : nodes_) node.tangent = scaled(-1, std::move(node.tangent));
  end_ = walk(most, context);
}

// From the last node on.
CurveTrace::End CurveTrace::walk(std::size_t most, Context& context) {
  Vector bend = bend_at(nodes_.back());
  double h = step_;
  while (h >= kShortest * step_) {
    if (nodes_.size() >= most || context.stop_requested()) return End::stopped;
    h = length_in_box(std::min(h, kShare * kBend / norm(bend)), bend);
    if (h <= kBorder * step_ && length_in_box(2 * h, bend) <= 1.5 * h) return End::border;
    Step taken = step(h, bend);
    if (!taken.to) {
      h = taken.shorter;
      continue;
    }
    Node& next = *taken.to;
    const End end = end_at(next);
    if (ring_) return end;
    const Cubic last(nodes_.back(), next);
    bend = last.bend_at_end();
    h = std::min(step_, 2 * last.length());
    around_ = hull(std::move(around_), {next.at, next.at});
    nodes_.push_back(std::move(next));
    if (end == End::on_itself) return end;
  }
  return End::lost;
}

// How far the predicted curve stays in the box, h at the most.
double CurveTrace::length_in_box(double h, const Vector& bend) const {
  const Node& from = nodes_.back();
  if (box_.holds(ahead(from, h, bend))) return h;
  double inside = 0, outside = h;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (inside + outside) / 2;
    (box_.holds(ahead(from, middle, bend)) ? inside : outside) = middle;
  }
  return inside;
}

CurveTrace::Step CurveTrace::step(double h, const Vector& bend) const {
  const Node& from = nodes_.back();
  std::optional<Vector> point = corrector_.correct(ahead(from, h, bend), h);
  if (!point || distance(*point, plus(from.at, h, from.tangent)) > kBend * h) return {std::nullopt, h / 2};
  if (!box_.holds(*point)) return {std::nullopt, kInside * box_.room(from.at, plus(*point, -1, from.at)) * h};
  std::optional<Vector> tangent = tangent_at(*point);
  if (!tangent) return {std::nullopt, h / 2};
  if (dot(*tangent, from.tangent) < 0) tangent = scaled(-1, *std::move(tangent));
  Node next{*std::move(point), *std::move(tangent)};
  if (!one_strand(from, next)) return {std::nullopt, h / 2};
  return {std::move(next), 0};
}

std::optional<Vector> CurveTrace::null_tangent(const Vector& point) const {
  const std::optional<Matrix> tangents = corrector_.null_tangents(point, 1);
  return tangents ? std::optional(first_column(*tangents)) : std::nullopt;
}

std::optional<Vector> CurveTrace::tangent_at(const Vector& point) const {
  if (std::optional<Vector> tangent = null_tangent(point)) return tangent;
  const LocalShape shape = corrector_.shape(point, radius_);
  return shape.dimension == 1 ? std::optional(first_column(shape.tangents)) : std::nullopt;
}

bool CurveTrace::one_strand(const Node& a, const Node& b) const {
  const Vector chord = plus(b.at, -1, a.at);
  const double length = norm(chord);
  const double off = norm(plus(chord, -length, a.tangent));
  if (!(off <= kBend * length)) return false;
  const Vector mirrored = plus(scaled(2 * dot(chord, a.tangent) / (length * length), chord), -1, a.tangent);
  if (distance(b.tangent, mirrored) > kTurn) return false;
  const Cubic cubic(a, b);
  const Vector middle = cubic.at(0.5), slope = cubic.slope(0.5);
  const std::optional<Vector> corrected = corrector_.correct(middle, kMeets * length);
  if (!corrected) return false;
  const double missed = norm(across(plus(*corrected, -1, middle), scaled(1 / norm(slope), slope)));
  return missed <= kMiddle * off + kSlack * length;
}

// By two points close by; 0 where they aren't met, or don't tell.
Vector CurveTrace::bend_at(const Node& node) const {
  const double h = kLook * step_;
  const std::optional<Vector> before = corrector_.correct(plus(node.at, -h, node.tangent), h);
  const std::optional<Vector> behind = corrector_.correct(plus(node.at, h, node.tangent), h);
  if (!before || !behind) return Vector(node.at.size());
  Vector bend = across(scaled(1 / (h * h), plus(plus(*before, -2, node.at), 1, *behind)), node.tangent);
  return norm(bend) * h <= kFirstBend ? bend : Vector(node.at.size());
}

// What the curve ends at with a node to come: where it is back on a stretch that is there already.
CurveTrace::End CurveTrace::end_at(const Node& node) {
  for (std::size_t i = 0; i + 2 < nodes_.size(); ++i) {
    const Node &a = nodes_[i], &b = nodes_[i + 1];
    const double forward = dot(node.tangent, plus(b.at, -1, a.at)) / distance(a.at, b.at);
    if (std::abs(forward) < Corrector::kAlong || !on_edge(a, b, node.at)) continue;
    ring_ = forward > 0 && (i == 0 || on_edge(nodes_.back(), node, nodes_.front().at));
    return End::on_itself;
  }
  return End::lost;
}

bool CurveTrace::on_edge(const Node& a, const Node& b, std::span<const double> point) const {
  const Vector edge = plus(b.at, -1, a.at), chord = plus(point, -1, a.at);
  const double squared = dot(edge, edge);
  double s = dot(chord, edge) / squared;
  if (s < -kRound || s > 1 + kRound) return false;
  if (dot(chord, chord) - s * s * squared > kBend * kBend * squared) return false;
  const Cubic cubic(a, b);
  for (int i = 0; i < kPlumb; ++i) {
    const Vector slope = cubic.slope(s);
    s += dot(plus(point, -1, cubic.at(s)), slope) / dot(slope, slope);
  }
  const Vector foot = cubic.at(s);
  const double apart = distance(foot, point);
  if (apart > kBend * cubic.length()) return false;
  if (apart <= kSame * step_) return true;
  const std::optional<Vector> on_strand = corrector_.correct(foot, kBend * cubic.length());
  const bool told = on_strand && (distance(*on_strand, point) <= kSame * step_ ||
                                  corrector_.same_point(*on_strand, {point.begin(), point.end()}));
  if (told) return true;
  // Where branches touch a correction may lead along them to that point, and tells nothing.
  const bool slid = !on_strand || distance(*on_strand, foot) > kSlid * apart;
  return slid && apart <= kNear * cubic.length();
}

// before: the node beside the end, or the end where that is alone.
bool CurveTrace::beyond(const Node& end, const Node& before, End kind, std::span<const double> point) const {
  const Vector chord = plus(point, -1, end.at);
  const double length = norm(chord);
  if (length == 0) return true;
  const double edge = &end == &before ? step_ : distance(end.at, before.at);
  const double reach = kind == End::border ? 2 * kBorder * step_ : kEndReach * edge;
  if (length > reach || std::abs(dot(chord, end.tangent)) < Corrector::kAlong * length) return false;
  return corrector_.leads_to(end.at, point);
}

bool CurveTrace::holds(std::span<const double> point) const {
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (point[i] < around_.low[i] - kEndReach * step_ || point[i] > around_.high[i] + kEndReach * step_) return false;
  }
  for (std::size_t i = 0; i + 1 < nodes_.size(); ++i) {
    if (on_edge(nodes_[i], nodes_[i + 1], point)) return true;
  }
  if (ring_) return on_edge(nodes_.back(), nodes_.front(), point);
  const std::size_t last = nodes_.size() - 1, beside = nodes_.size() > 1 ? 1 : 0;
  return beyond(nodes_.front(), nodes_[beside], begin_, point) ||
         beyond(nodes_.back(), nodes_[last - beside], end_, point);
}

}  // namespace saddlescope
