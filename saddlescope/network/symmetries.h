// Directions along which a network's loss doesn't change because of how it is built, whatever the data.
//   units of a ReLU layer: (w_in, b) by 1 + ε and w_out by 1 − ε; where the loss doesn't depend on the outcome of ε,
//   the
//     direction (w_in, b, −w_out) is null wherever the gradient vanishes: one a unit
//   a linear hidden layer of p units: W_out·(I + εE) and (I − εE)·(W_in, b), E any p × p matrix: p² directions, 2pk −
//   k² of
//     them independent where both factors have rank k; null wherever the gradient vanishes
//   cross-entropy: the same number added to every logit, through one input of the last layer or its bias; null
//   everywhere
// Weight decay breaks them all. Who uses them checks them against H; these are candidates with a name.
#pragma once

#include <span>
#include <vector>

#include "saddlescope/network/loss.h"
#include "saddlescope/network/spec.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

std::vector<NullSymmetry> null_symmetries(const MlpSpec& spec, const Loss& loss, std::span<const double> theta);

}  // namespace saddlescope
