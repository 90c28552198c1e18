// One method from one point until its cost reaches a budget, whatever a step of it costs: what methods are compared by.
//
// The loop is minimize.h's without its tests of stall and of rounding, which cost evaluations and have nothing to do
// with the method. It ends where the budget is spent (a step that doesn't fit any more isn't taken), on request, at the
// floor, where numbers are no longer finite, where the memory doesn't hold what a step needs, where the method says
// that it can't go on, or where it can't move for ever: a gradient of exactly zero to which it answered with a step of
// zero.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/registry.h"
#include "saddlescope/results/comparison.h"

namespace saddlescope {

inline constexpr std::string_view kBudgetSpent = "the budget is spent";  ///< BudgetedRun::why of a run that used it up

struct BudgetedRun {
  Vector theta;  ///< the last finite iterate
  double loss = 0, lowest = 0, spent = 0;
  std::size_t steps = 0;
  std::vector<ComparedPoint> history;  ///< the start, points a twentieth of what is spent apart, the end
  std::string why;  ///< why it ended
  bool interrupted = false;  ///< on request
};

/// budget: in gradient equivalents (objective/counted.h); spent ≤ budget. theta: finite, as its loss and gradient must
/// be. A budget below 1 leaves the start, with a loss that isn't known: NaN.
BudgetedRun run_within(const Objective& objective, std::span<const double> theta, const OptimizerOptions& options,
                       double budget, Context& context);

}  // namespace saddlescope
