// All critical points of a function of a few variables in a box: isolated ones as points, curves and surfaces of them
// traced.
//
//   1. Branch and prune (box_search.h), where the objective has interval tests: what is left undecided are small boxes.
//   2. From the centre of each of these, or from points spread evenly where there are no interval tests, onto the set
//      of critical points (corrector.h).
//   3. A point met for the first time: proved isolated, if an interval test can; else its local dimension is measured.
//      0 is an isolated, singular point. k ≥ 1, and connected at every smaller radius: the set is traced from there by
//      steps along its tangents, each corrected, over the whole box; points that this comes near to belong to it. Where
//      several branches meet each is traced by itself.
//      An undecided box counts to the manifold that its centre leads to where one sheet is proved to hold all its
//      critical points (objective/boxes.h: that sheet is analytic, and critical all along where it is around a point),
//      or where it is small and close by; to a singular point only in the second case. Else it is cut and looked at
//      again, until nothing is left, or too many or too small ones, which stay open; so do boxes around points that
//      crowd without being connected, as those of cos(1/x) beside 0.
//   4. A singular point's undecided boxes, a short curve's and those that stay open are searched again as a box of
//      their own, so that shapes are measured at the scale of what is there, down to that of the smallest boxes. What
//      that finds counts where it tells more: points proved alone, or curves and surfaces that are closed. Rounding
//      makes curves with ends.
//   5. What lies on a set of higher dimension is marked (larger_sets.h).
//
// Steps 1 to 3 are one_scale.h's.
//
// Proves, with interval tests: that each point called `proved` is there and alone in its box; that outside `found` and
// `open` there is none, where every undecided box that a point or set accounts for counts to it (`extent`: a hundredth
// of the box's diameter, more from three variables on) but for those on one sheet with it. Not proved:
// how a singular point's surroundings look closer than `extent`, that two branches of a set are connected, that a
// traced set is whole. Boxes that nothing was found in are listed as open. Without interval tests nothing is proved
// complete: a search finds what its starts lead to.
// Deterministic. Cost: box_search.h, 24 more of parts, and a correction for each box that is undecided after it, up to
// 65,536 of them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saddlescope/objective/boxes.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/box_search.h"
#include "saddlescope/optimize/open_regions.h"
#include "saddlescope/results/curve_piece.h"

namespace saddlescope {

struct CriticalSet {
  std::size_t dimension = 0;  ///< of the manifold; 0: an isolated point
  Vector at;  ///< the point, or one of the manifold's
  std::vector<Vector> sample;  ///< points of the manifold, in the order they were traced; empty for a point
  std::vector<CurvePiece> pieces;  ///< of a curve: its sample piece after piece, each in the order along it
  bool proved = false;  ///< exactly one critical point in `within`
  Box within;  ///< where proved
  double extent = 0;  ///< farthest corner, from it, of the undecided boxes that it accounts for unproved; 0: none
  Box reach;  ///< around the undecided boxes that it accounts for, and what was traced; of no size: the point alone
  bool closed = false;  ///< a curve or surface traced, without ends or borders
  bool on_larger = false;  ///< it lies on another set of `found`, of higher dimension
  bool whole = true;  ///< the manifold was traced as far as the box goes; false: there are more points than were kept
};

struct CriticalSets {
  std::vector<CriticalSet> found;  ///< points first, each in lexicographic order
  std::vector<OpenRegion> open;
  bool tested = false;  ///< by intervals; false: a search from starts alone
  std::size_t tests = 0, starts = 0;
  bool full = false;  ///< CriticalSetsOptions::sample_in_all were kept: what else was met stays open
  bool interrupted = false;
};

struct CriticalSetsOptions {
  static constexpr std::size_t kVariables = 10;  ///< at most
  BoxSearchOptions search;
  std::size_t starts = 512;  ///< without interval tests
  std::size_t sample = 1500;  ///< points of a manifold at the most
  std::size_t sample_in_all = 150'000;  ///< once so many are kept no other manifold is traced
};

/// One interval for each entry of θ, low < high. Throws Error(bad input) naming the variable otherwise, or for more than
/// CriticalSetsOptions::kVariables of them.
void require_box(const Objective& objective, const Box& box);

/// Throws Error as require_box. A request to stop ends it with what was found.
CriticalSets find_critical_sets(const Objective& objective, const Box& box, const CriticalSetsOptions& options,
                                Context& context);

}  // namespace saddlescope
