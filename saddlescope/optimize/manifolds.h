// The manifolds of critical points that a search of a box meets: each traced once (trace.h), however many starts lead
// to it.
//
// Where several branches meet, the set spreads wider than any of them: each is traced by itself, from the neighbours of
// the point where they meet, and that point belongs to the nearest. Curves that touch are traced over from one to the
// other: traces that share a quarter of the shorter one's points are one set. Where the loss vanishes to a high order the
// gradient is rounding over a stretch, which is traced like a curve: so short a one is answered as a singular point.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "saddlescope/optimize/corrector.h"
#include "saddlescope/optimize/critical_sets.h"
#include "saddlescope/optimize/trace.h"

namespace saddlescope {

class Manifolds {
 public:
  /// Keeps references. length: the diameter of the box. most: points of one manifold; once most_in_all are kept no other
  /// is traced.
  Manifolds(const Corrector& corrector, const Box& box, double length, std::size_t most, std::size_t most_in_all,
            Context& context)
      : corrector_(corrector), box_(box), length_(length), most_(most), most_in_all_(most_in_all), context_(context) {}

  /// Of which of those traced a critical point is one; nothing where it is of none.
  std::optional<std::size_t> holding(const Vector& point) const;
  /// Traces from a critical point that none holds, of the shape measured there at a radius. Which one holds it then; nothing where
  /// what was traced isn't connected, or no more are kept.
  std::optional<std::size_t> trace(const Vector& point, const LocalShape& shape, double radius);
  /// Points of what was traced and turned out not to be connected.
  const std::vector<Vector>& unconnected() const { return unconnected_; }
  bool full() const { return kept_ >= most_in_all_; }
  std::size_t dimension(std::size_t i) const { return traced_[i].dimension(); }
  /// An undecided box, as far as that from manifold i, counts to it.
  void own(std::size_t i, const Box& box, double extent);
  /// Appends them to the points of `found`, and takes out singular points that aren't told apart from one of them.
  void add_to(std::vector<CriticalSet>& found) const;

 private:
  std::size_t nearest(const Vector& meeting) const;
  std::vector<bool> repeated() const;
  std::vector<std::vector<std::size_t>> joined() const;
  bool share(std::size_t i, std::size_t j) const;
  void add_points(std::size_t i, std::span<const std::size_t> others, CriticalSet& set) const;
  CriticalSet together(const std::vector<std::size_t>& group) const;
  bool add_as_point(const CriticalSet& stretch, std::vector<CriticalSet>& found) const;

  const Corrector& corrector_;
  const Box& box_;
  double length_;
  std::size_t most_, most_in_all_, kept_ = 0;
  Context& context_;
  std::deque<TracedSet> traced_;
  std::vector<double> extents_;
  std::vector<std::optional<Box>> boxes_;  // around those that count to it
  std::vector<Vector> unconnected_;
  std::vector<Vector> meetings_;  // of branches
};

}  // namespace saddlescope
