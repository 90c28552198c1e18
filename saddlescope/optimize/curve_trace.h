// A curve of critical points, followed from one of them both ways to its ends, point after point: their order is that
// along it.
//
//   ahead = θ + h·t + h²/2·b,  t: tangent, b: how the curve bends there, by the last two points and their tangents
// corrected back onto the set. One strand leads from a to b where, with t_a, t_b their tangents and c the chord,
//   - b lies no farther from a's tangent than a tenth of |c|,
//   - t_b is t_a mirrored at c, as on an arc of a circle, but for kTurn,
//   - the middle of the cubic through both (Hermite's) is on the set, but for a share of how far b is off a's tangent.
// Where it doesn't h is halved, and doubled again from step to step. So the points lie close where the curve bends, and a
// strand beside it is told apart down to about 1e-3 of a step, as are branches that cross or touch, over which the curve
// goes straight on.
// Ends: at the border of the box; where it comes back to its begin (a ring) or onto a stretch that is there already; and
// where no step of kShortest leads on, as at the tip of a cusp.
// Not proved: that strands closer together than that are two, or aren't.
// Cost: two corrections a step, and one more beside a stretch that is there already.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "saddlescope/objective/boxes.h"
#include "saddlescope/optimize/corrector.h"

namespace saddlescope {

class CurveTrace {
 public:
  struct Node {
    Vector at, tangent;  ///< tangent: of length 1, the way that the nodes are in order
  };

  /// From `seed`, at most `most` points, no more than `step` apart. Keeps references to the corrector and the box.
  CurveTrace(const Corrector& corrector, const Box& box, const Vector& seed, std::span<const double> tangent,
             double step, std::size_t most, Context& context);

  const std::vector<Node>& nodes() const { return nodes_; }
  bool ring() const { return ring_; }  ///< the last node goes on to the first
  /// A ring, or both ends lie on a stretch of it.
  bool without_ends() const { return ring_ || (begin_ == End::on_itself && end_ == End::on_itself); }
  bool whole() const { return begin_ != End::stopped && end_ != End::stopped; }
  /// Whether a critical point lies on it: between two nodes, on their strand; or next to an end, along the tangent.
  bool holds(std::span<const double> point) const;

 private:
  enum class End { border, on_itself, lost, stopped };
  struct Step {
    std::optional<Node> to;  ///< nothing where it doesn't lead on along one strand
    double shorter = 0;  ///< then the length of the next to try
  };

  End walk(std::size_t most, Context& context);
  double length_in_box(double h, const Vector& bend) const;
  Step step(double h, const Vector& bend) const;
  std::optional<Vector> null_tangent(const Vector& point) const;
  std::optional<Vector> tangent_at(const Vector& point) const;
  bool one_strand(const Node& a, const Node& b) const;
  Vector bend_at(const Node& node) const;
  bool on_edge(const Node& a, const Node& b, std::span<const double> point) const;
  bool beyond(const Node& end, const Node& before, End kind, std::span<const double> point) const;
  End end_at(const Node& node);

  const Corrector& corrector_;
  const Box& box_;
  double step_, radius_;
  std::vector<Node> nodes_;
  Box around_;  // them
  bool ring_ = false;
  End begin_ = End::lost, end_ = End::lost;
};

}  // namespace saddlescope
