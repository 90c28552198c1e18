// A critical point from here: run a finder, then say what kind of point it ended at.
#pragma once

#include <span>

#include "saddlescope/commands/diagnose.h"
#include "saddlescope/optimize/find.h"
#include "saddlescope/results/finding.h"

namespace saddlescope {

struct FindCommandOptions {
  FindOptions find;
  DiagnoseOptions diagnose;  ///< how the point it ends at is looked at
  ProblemSummary problem;    ///< what a front door knows of the problem; may be left empty
};

/// One point, optimize/find.h's, with the verdict of commands/diagnose.h, whether it is critical or not
/// (Finding::run->end).
/// A request to stop ends it with the last iterate; without a verdict where there was no time left for one. Throws
/// Error: usage (levenberg-marquardt on what is no sum of squares), bad input (an unknown finder, theta of the wrong
/// length, P = 0), numerical (NotFinite: L or ∇L not finite at theta), memory.
Finding find(const Objective& objective, std::span<const double> theta, const FindCommandOptions& options,
             Context& context);

/// The same in surroundings of its own: checked_context().
Finding find(const Objective& objective, std::span<const double> theta, const FindCommandOptions& options = {});

/// A diagnosis of θ as a found point.
FoundPoint found_point(std::span<const double> theta, const Diagnosis& diagnosis);

}  // namespace saddlescope
