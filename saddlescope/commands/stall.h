// How a run was trained, as a front door says it, for the causes of stall/stall.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "saddlescope/optimize/registry.h"
#include "saddlescope/optimize/state.h"
#include "saddlescope/stall/stall.h"

namespace saddlescope {

struct HowTrained {
  std::optional<std::string> optimizer;  ///< a name of optimize/registry.h
  std::optional<double> learning_rate, momentum, epsilon;  ///< left out: the optimizer's defaults
  std::optional<std::size_t> batch_size;  ///< left out: the whole data set
  NamedVectors state = {};  ///< what the run remembers at these weights (optimize/run.h), for Adam's D; empty: unknown
};

/// Throws Error(usage) where an option is given without the optimizer it belongs to, Error(bad input) for an unknown
/// optimizer, a value out of range or an option it doesn't have.
TrainedBy trained_by(const HowTrained& how);
TrainedBy trained_by(const OptimizerOptions& options);

/// Adam's D from the state of a run (optimize/run.h: "optimizer.step", "optimizer.v"), Dᵢ = (1 − β₁ᵏ)(√(vᵢ/(1 − β₂ᵏ)) +
/// ε); empty for another method and before the first step. Throws Error(bad input) where these can't be Adam's.
Vector preconditioner(const TrainedBy& by, const NamedVectors& state);

}  // namespace saddlescope
