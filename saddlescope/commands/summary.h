// The part of a result that says which problem it is about.
#pragma once

#include <span>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// Completes what a front door knows (description, data, flags) with what the objective knows: sizes, loss, names.
ProblemSummary summarize(const Objective& objective, std::span<const double> theta, ProblemSummary summary);

}  // namespace saddlescope
