// A manifold of critical points, followed from one of them over a box.
//
// A curve from one end to the other (curve_trace.h). Of more dimensions, and of one variable, breadth first: from each
// point steps h along its tangents (six on a surface, 2k beyond), each brought back onto the set; h is halved where the
// set bends by more than a tenth of it. A point where branches meet has tangents of its own kind and is no traced point:
// half the step ends before it, the next beyond. Near the border of the box steps are shortened to end on it.
// Not proved: that every part of the set was reached; of a surface nothing closer together than h/2 is told apart but by
// its tangents.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "saddlescope/objective/boxes.h"
#include "saddlescope/optimize/corrector.h"
#include "saddlescope/optimize/curve_trace.h"

namespace saddlescope {

class TracedSet {
 public:
  /// Traces from `seed`, whose shape has dimension k ≥ 1. At most `most` points.
  TracedSet(const Corrector& corrector, const Box& box, const Vector& seed, const LocalShape& shape, std::size_t most,
            Context& context);

  std::size_t dimension() const { return dimension_; }
  std::size_t size() const { return nodes_.size(); }
  bool whole() const { return whole_; }
  std::vector<Vector> points() const;  ///< of a curve in the order along it
  /// A curve whose last point goes on to the first.
  bool ring() const { return curve_ && curve_->ring(); }
  /// Whether Corrector::connected() holds at some points of it, at all of one of full dimension.
  bool connected() const;
  /// Whether two traced points at least lie on the border of the box: it goes on outside.
  bool crosses_border() const;
  /// Of a curve whether it is without ends; of a surface whether traced points lie all around each of them, with no gap
  /// of 150°. false of larger dimensions.
  bool closed() const;
  /// Whether a critical point belongs to it: CurveTrace::holds; else near a traced point, along its tangents, with the
  /// set between them.
  bool holds(std::span<const double> point) const;

 private:
  struct Node {
    Vector at;
    Matrix tangents;
  };

  void follow_curve(const Vector& seed, const LocalShape& shape, std::size_t most, Context& context);
  void expand(std::size_t from, std::size_t most);
  bool step(std::size_t from, const Vector& direction);
  bool add(Vector point);
  std::optional<Matrix> tangents_at(const Vector& point) const;
  bool known(const Vector& point, double within) const;
  bool connected_curve() const;
  bool surrounded(const Node& node) const;
  std::vector<Vector> directions(const Node& node) const;

  const Corrector& corrector_;
  const Box& box_;
  std::size_t dimension_;
  double step_, radius_;
  std::vector<Node> nodes_;
  std::optional<CurveTrace> curve_;  // the same
  bool whole_ = true;
};

}  // namespace saddlescope
