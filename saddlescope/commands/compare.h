// Which way out of this point is cheapest: every training method from it with the same budget; steps of negative
// curvature until the loss has fallen by 1e-3 of what it was above its floor (mostly one), followed by each of them,
// their cost taken off the budget; and negative curvature alone. Beside them the controls that such a claim needs: the
// same doubling search along random directions in place of the eigenvector, and noise of two sizes, each then Adam.
//
// Cost is counted at the seam, call by call (objective/counted.h). Fairness: a method with a learning rate is run with
// 0.001, 0.01 and 0.1, each at the full budget, and its best is shown, so it had three times what a method without one
// had; --learning-rate tries that one alone. The rate is chosen with the first seed; with the others it stays. Where
// noise is part of a method (its own or that of what came first) it is run with `runs` seeds, and the median is shown;
// two first runs that agree in every bit are taken for a method without noise.
//
// Says nothing of methods with other constants than theirs, nor of another budget: at ten times as much the order may
// be another.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/comparison.h"

namespace saddlescope {

struct CompareOptions {
  double budget = 2000;  ///< gradient equivalents a method; ≥ 1
  std::optional<double> learning_rate;  ///< in place of those tried; > 0
  static constexpr std::size_t kMostRuns = 10000;
  std::size_t runs = 5;  ///< where noise is part of a method; 1 to kMostRuns
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty

  /// Throws Error(bad input) naming the option, its value and what would do.
  void validate() const;
};

/// Throws like diagnose where the point isn't finite or of the wrong length. A request to stop ends it with what it has
/// (Comparison::interrupted); a method that runs out of memory or of finite numbers ends there, and says so.
/// Deterministic if the objective is. Cost: some 100 budgets with the default options; P doubles a few times, for first
/// moves besides P a seed in at most a quarter of the memory (then they are made again), some kilobytes a run. Walks
/// out only if escape may (its memory); says so otherwise.
Comparison compare(const Objective& objective, std::span<const double> theta, const CompareOptions& options,
                   Context& context);

/// The same in surroundings of its own: checked_context().
Comparison compare(const Objective& objective, std::span<const double> theta, const CompareOptions& options = {});

}  // namespace saddlescope
