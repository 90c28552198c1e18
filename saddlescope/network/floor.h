// What a network can reach at best on a data set, whatever its weights: samples with equal inputs get equal outputs.
//   floor = 1/N·Σ_groups inf_c Σ_{n in group} ℓ(c, tₙ)   (groups of equal inputs)
// For distinct inputs that is 0, or the mean entropy of each target's own distribution. S = best constant − floor;
// where that is 0 (one datum, constant targets), the loss of predicting 0 less the floor.
// Proves: L ≥ floor for every network and θ, weight decay included. Not: that a given network can reach it.
#pragma once

#include "saddlescope/data/dataset.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

struct LossScale {
  Floor floor;
  double best_constant = 0;  ///< loss of the best constant prediction
  double stake = 0;  ///< S
};

/// Inputs are equal when all their numbers are. With weight decay the floor counts as attained only where
/// predicting 0 reaches it: at θ = 0. Cost: N·log N comparisons of inputs.
LossScale loss_scale(const DataSet& data, const Targets& targets, const Loss& loss, double weight_decay);

}  // namespace saddlescope
