// All critical points of a function of a few variables in a box: points, curves and surfaces
// (optimize/critical_sets.h), each with its verdict (critical/verdict.h). What f64 doesn't resolve is a part that stays
// open, with the reason (resolved.h).
//
// What is proved stands in Finding::box and in each point (`alone`, `extent`); Finding::why says it in words, and what
// isn't.
#pragma once

#include "saddlescope/critical/verdict.h"
#include "saddlescope/objective/boxes.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/critical_sets.h"
#include "saddlescope/results/finding.h"

namespace saddlescope {

struct FindBoxOptions {
  ClassifyOptions classify;
  CriticalSetsOptions sets;
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty
};

/// Throws Error(bad input) as find_critical_sets. A request to stop ends it with what was found (Finding::interrupted).
Finding find_box(const Objective& objective, const Box& box, const FindBoxOptions& options, Context& context);

/// The same in surroundings of its own: checked_context().
Finding find_box(const Objective& objective, const Box& box, const FindBoxOptions& options = {});

}  // namespace saddlescope
