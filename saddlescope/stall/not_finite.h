// not_finite, the cause that is asked first: a parameter, the loss or its gradient is NaN or infinite. Nothing about
// the neighbourhood can be said then.
//   Where: the parameter by name; in a network the first layer and sample of a forward pass, else the sub-expression;
//   for a gradient the derivative, and the first sample whose own gradient isn't finite where the objective knows
//   samples.
#pragma once

#include <optional>
#include <span>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// Nothing where all is finite. Cost then: none; otherwise a few evaluations.
std::optional<StallCause> not_finite(const Objective& objective, std::span<const double> theta, double loss,
                                     std::span<const double> gradient, Context& context);

}  // namespace saddlescope
