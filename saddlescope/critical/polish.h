// θ*: where the gradient outside the band vanishes.
//
// At most eight chord steps θ ← θ − Σ_{|λᵢ|>τ} (uᵢᵀg(θ)/λᵢ)·uᵢ with the eigenpairs of the start; given up when they
// leave the ball of radius 2‖s‖, in which Kantorovich's theorem puts the stationary point.
#pragma once

#include <optional>

#include "saddlescope/critical/nearby.h"

namespace saddlescope {

/// θ*, length P; the start itself where s = 0 or its gradient is rounding; nothing where the steps lead away.
std::optional<Vector> polish(const MeasuredPoint& point, const Reach& reach, Context& context);

}  // namespace saddlescope
