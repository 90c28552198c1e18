// Train, and say why it stopped.
#pragma once

#include <span>

#include "saddlescope/objective/objective.h"
#include "saddlescope/optimize/minimize.h"
#include "saddlescope/results/training.h"

namespace saddlescope {

struct TrainCommandOptions {
  MinimizeOptions minimize;
  ProblemSummary problem;     ///< what a front door knows of the problem; may be left empty
  TrainingObserver observer;  ///< sees every step; may be empty
};

/// optimize/minimize.h with the problem and the environment in the result. Throws NotFinite where the start isn't
/// finite; a run that leaves the finite numbers is a result (Stop: not_finite) with the last finite weights. Nothing
/// that keeps the causes of a stall from being found takes the run's result away (Training::stall_undecided,
/// interrupted).
Training train(const Objective& objective, std::span<const double> theta, const TrainCommandOptions& options,
               Context& context);

/// The same in surroundings of its own: checked_context().
Training train(const Objective& objective, std::span<const double> theta, const TrainCommandOptions& options = {});

}  // namespace saddlescope
