// How far the loss falls along a line, by doubling: what a gradient that lies where the loss hardly curves is worth.
//
//   L(θ) − min L(θ − t·d/‖d‖),  t = ℓ·2ᵏ,  ℓ = max(1, ‖θ‖),  k = −40 … last
// Ended where L stops being finite or rises again. Gradient-flat (docs/methods §1; Frye et al. 2021): ‖Hg‖ ≤
// kFlatness·‖H‖‖g‖ and no fall of kFlatDecrease times what is at stake along −g.
// Proves a fall of that size, never that there is none. Cost: up to last + 41 values, in groups of eight.
#pragma once

#include <span>

#include "saddlescope/objective/objective.h"

namespace saddlescope {

inline constexpr int kBandDoublings = 0,
                     kFlatDoublings = 10;  ///< last: ends at ℓ inside a band, at 1,024·ℓ along all of g
inline constexpr double kFlatness = 1e-3, kFlatDecrease = 1e-4;

/// ℓ = max(1, ‖θ‖): the length that a step is measured by.
double reach_of_a_step(const Linearization& at);

/// The fall along −d, at least 0; d of any length, 0 included. Memory: eight vectors of length P.
double fall_along(const Linearization& at, std::span<const double> d, int last, Context& context);

}  // namespace saddlescope
