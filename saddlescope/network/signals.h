// What a network's outputs still say of its inputs, and how much of a change in a hidden layer arrives at them.
//   spread:  (Σ_c Var_n p_cn)^½ of the predictions p, and of the targets
//   margin:  the loss's own (cross-entropy: right logit − largest other; labels 0 and 1: ±logit)
//   gain_l:  (1/N·Σₙ ‖∂ŷₙ/∂z_l‖²_F / h_l)^½, z_l [h_l] the pre-activations of hidden layer l
// Gains are exact up to 16 outputs (a backward pass an output); beyond, ‖J‖²_F = E‖Jᵀu‖² over 16 random sign vectors u.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/network/spec.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

/// outputs: N × C.
PredictionSpread prediction_spread(const Tensor& outputs, const Targets& targets, const Loss& loss);

/// Nothing where one sample has no margin.
std::optional<Margins> margins(const Tensor& outputs, const Targets& targets, const Loss& loss);

/// One gain a hidden layer, first layer first.
template <class T>
std::vector<double> output_gains(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                                 std::span<const double> theta, Context& context);

}  // namespace saddlescope
