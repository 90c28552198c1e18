// Walk out along negative curvature, verified by the loss, round after round.
#pragma once

#include <span>

#include "saddlescope/critical/escape_options.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/training.h"

namespace saddlescope {

struct EscapeCommandOptions {
  EscapeOptions escape;
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty
};

/// critical/escape.h with the problem and the environment in the result; the dense Hessian only where `diagnose` would
/// take it by itself. Throws like diagnose.
Escape run_escape(const Objective& objective, std::span<const double> theta, const EscapeCommandOptions& options,
                  Context& context);

/// The same in surroundings of its own: checked_context().
Escape run_escape(const Objective& objective, std::span<const double> theta, const EscapeCommandOptions& options = {});

}  // namespace saddlescope
