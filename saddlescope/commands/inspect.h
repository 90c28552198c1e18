// What is in a file, a model or a data set.
#pragma once

#include <string>

#include "saddlescope/base/context.h"
#include "saddlescope/problem/description.h"
#include "saddlescope/results/inspection.h"

namespace saddlescope {

/// `file`: a path, or empty to inspect what the description names.
Inspection inspect(const std::string& file, const ProblemDescription& description, Context& context);

/// The problems with a known answer (truths/ground_truth.h).
Inspection list_problems(const Context& context);

}  // namespace saddlescope
