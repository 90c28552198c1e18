// What the loss does around a point on a kink, where derivatives prove nothing (docs/methods.md §5).
//
// L(θ + r·v) − L(θ) is measured along eigenvectors of the matrix that the one-sided derivatives give, along the
// gradient they give, and along random directions; also along curves that leave inside N and follow outside. Signs
// count at the three smallest resolved radii, with the order p of the change, |ΔL| ~ rᵖ.
// A way up and a way down of higher than first order (p ≥ 1.5), none of first: a saddle as far as the loss was looked
// at. A fall of first order is no critical point, or the top of an edge: nothing is said. An extremum is never claimed.
#pragma once

#include <optional>

#include "saddlescope/critical/probe_curves.h"

namespace saddlescope {

struct KinkWays {
  bool down = false, up = false;
  bool first_order_down = false;
  std::optional<LowerPoint> lowest;
};

/// curves: over the band of the point on the kink.
KinkWays kink_probe(const ProbeCurves& curves, Context& context);

}  // namespace saddlescope
