// Whether derivatives say anything of the loss around θ.
#pragma once

#include <span>
#include <string>

#include "saddlescope/objective/objective.h"

namespace saddlescope {

/// Which kink θ lies on, as "abs(x) in the formula"; empty where it lies on none, or nobody can tell.
std::string on_kink(const Objective& objective, std::span<const double> theta, Context& context);

/// What that makes of slope, curvature and model: a sentence. kink: not empty.
std::string said_of_kink(const std::string& kink);

}  // namespace saddlescope
