// Whether f64 resolves what a search of a box met: a set of critical points with its verdict, or a part that stays
// open, and why.
//
// A search ends where the gradient is within rounding (optimize/corrector.h). That is no critical point yet:
//   - the loss or its Hessian isn't finite at a number beside it (x²·log x² at 0, x^1.5 at 0): critical points are
//     defined where the loss is differentiable, and no estimate across such a number holds;
//   - the gradient underflows (x^200 beside 0, exp(−1/x²)): it is 0 in f64, and perhaps not in exact arithmetic. A
//     number of few digits close by where it is 0 exactly, by intervals, is the critical point, where it is no part of
//     a curve or surface of such numbers. Along a curve or surface an entry that underflows but is of one sign all around
//     (y = 0 of exp(−1/x²) + y²) may be 0 nowhere; across one of (1 − xy)⁶⁰ it changes its sign;
//   - neighbouring numbers are so far apart (sin x at 1e17) that the gradient goes from one end of its range to the
//     other: the verdict says not critical.
// A point that is proved to be there stays one; where none of its neighbours in f64 is critical its kind is
// undetermined.
#pragma once

#include <optional>
#include <vector>

#include "saddlescope/critical/verdict.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/critical_sets.h"
#include "saddlescope/results/finding.h"

namespace saddlescope {

/// Points or a part that stays open. Of a curve whose kind changes along it (rank_drops.h): its pieces, and the points
/// between them that are of another kind than a piece beside them.
struct Resolved {
  std::vector<FoundPoint> points;
  std::optional<OpenRegion> open;
};

/// Whether one is a minimum, a maximum or a saddle and the other surely isn't; undetermined goes with any.
bool differ(const FoundPoint& a, const FoundPoint& b);

/// Costs a classification, at manifolds five, at curves as many for each piece.
Resolved resolve(const Objective& objective, const CriticalSet& set, const ClassifyOptions& options, Context& context);

}  // namespace saddlescope
