// A minimum at the floor, beside a point whose gradient is rounding and whose loss is above the floor by more than that:
// along a direction of higher order a gradient says where the minimum is to a root of eps alone. That of (x² + y² − 1)² +
// (x − y)⁴ is within rounding out to |x − y| = 1e-5, while the loss, a sum of squares, is known to 1e-31.
//
//   θ ← θ − Σ_{λᵢ>0} (uᵢᵀg(θ)/λᵢ)·uᵢ,  H(θ) = Σ λᵢ·uᵢuᵢᵀ
// Newton's method, of which a step leaves (n − 2)/(n − 1) of the distance to a minimum of order n. Each step must lower
// the loss and keep the gradient within rounding: derivatives tell none of the points on the way from a critical one.
// Proves nothing by itself: what the point is that it ends at, is for the verdict to say.
#pragma once

#include <optional>

#include "saddlescope/critical/point.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// A θ that is AtFloor::exactly, from a point that isn't; nothing where the steps lead to none, nor for more than
/// kFewParameters. Cost: at most 40 times what measure_point costs.
std::optional<Vector> floor_nearby(const MeasuredPoint& point, const Floor& floor, Context& context);

}  // namespace saddlescope
