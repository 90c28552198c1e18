// The paragraph "Why it stalled": each cause with its evidence and what helps; below it what can't be told.
#pragma once

#include <span>
#include <string>

#include "saddlescope/results/diagnosis.h"

namespace saddlescope::report {

/// Empty where there is nothing to say.
std::string why_it_stalled(std::span<const StallCause> causes, std::span<const UndecidedCause> undecided);

}  // namespace saddlescope::report
