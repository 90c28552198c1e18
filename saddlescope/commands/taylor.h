// Taylor's model of the loss along chosen lines beside the true loss, and how far it can be trusted
// (landscape/taylor.h).
#pragma once

#include <optional>
#include <span>

#include "saddlescope/commands/direction_requests.h"
#include "saddlescope/landscape/taylor.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope {

struct TaylorCommandOptions {
  DirectionRequests directions;  ///< their files read; empty: eigen, and the gradient where it isn't zero
  TaylorOptions taylor;
  std::optional<Normalization> normalization;  ///< of random directions
  double held = 0;  ///< bytes that the objective takes already
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty

  /// Throws Error(bad input) naming the option.
  void validate() const;
};

/// A request to stop ends it with the lines that are whole (TaylorAnswer::interrupted). Throws Error: as validate(),
/// bad input (theta of the wrong length, directions that don't fit), numerical (NotFinite), memory, interrupted (before
/// the first line).
TaylorAnswer taylor(const Objective& objective, std::span<const double> theta, const TaylorCommandOptions& options,
                    Context& context);

/// The same in surroundings of its own: checked_context().
TaylorAnswer taylor(const Objective& objective, std::span<const double> theta,
                    const TaylorCommandOptions& options = {});

}  // namespace saddlescope
