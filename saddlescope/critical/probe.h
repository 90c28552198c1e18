// The loss itself around a degenerate point: along curves that leave θ* inside N (docs/methods.md §5, step 4).
//
// Radii halve from 1, or from half the distance to the nearest kink where that is smaller. A direction falls (rises)
// where ΔL has that sign at its three smallest resolved radii: a fall at large radii proves nothing (x⁶ − 100·x⁸). For
// few parameters also along paths: at every radius r the loss is minimized over the sphere of radius r in N, from the
// minimizer at 2r; that finds ways that no straight direction of N shows, (y−x²)(y−2x²)(y−3x²)(y−4x²). A direction is
// flat where |ΔL| stays within its error, with a gradient of rounding alone, at every radius up to some r₀ ≥ ⅛ of the
// first; followed on to 4·max(1, ‖θ‖) (not beyond a kink), since an analytic loss flat on a piece of a curve is flat on
// all of it: one that rises further out on one side alone has levelled off, no valley (tanh(x) + y² at x = −25).
// Where rounding lets only large radii be resolved they may say the opposite of what derivatives say at θ* itself
// (10⁶ + (x⁶ − 10⁻⁶)²: a maximum that rises from x = 0.1 on): directions of known sign are probed as well, and where
// one is contradicted nothing is concluded.
// Proves: points that lie lower (the witness). Not that none do: no minimum it finds is certified.
// Cost: up to 28 radii (10 beyond 300 parameters) for each direction, a few gradients each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/critical/probe_curves.h"
#include "saddlescope/critical/taylor_lines.h"

namespace saddlescope {

struct ProbeFinding {
  bool falls = false, rises = false;
  bool first_order = false;  ///< some change is of first order: no critical point; then nothing else is said
  std::string open_down, open_up;  ///< why no minimum (maximum) may be claimed though nothing certainly falls (rises)
  double flat_to = 0;  ///< r₀ if every direction is flat; else 0
};

struct ProbeOptions {
  double reach = 0;  ///< half the distance to the nearest kink; infinite where smooth
  bool ways_up_matter = false;  ///< look for rises as hard as for falls
  std::span<const LineSign> known = {};  ///< what derivatives say of some directions, where curves are straight
};

/// candidates: unit vectors of N where a way is most likely, tried beside as many random ones, both signs.
ProbeFinding probe(ProbeCurves& curves, std::span<const Vector> candidates, const ProbeOptions& options,
                   Context& context);

/// The lowest point along the curve of v, radii as in the probe and on to 4·max(1, ‖θ‖) while it falls (not beyond a
/// kink): the witness of a way down.
void descend_along(ProbeCurves& curves, const Vector& v, double reach, Context& context);

}  // namespace saddlescope
