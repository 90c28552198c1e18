// What a network does with its data set: outputs, accuracy, how its hidden units behave.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/base/context.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/network/spec.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

/// Outputs of every sample, N × C.
template <class T>
Tensor network_outputs(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                       std::span<const double> theta, Context& context);

/// Share of samples whose largest output (the first of equals) is their class; nothing where there are no classes.
std::optional<double> share_right(const Tensor& outputs, const Targets& targets);

/// Per hidden layer: units whose slope φ'(z) is 0 on at least 99 % of the samples (dead; activations that can die), or
/// at most 1e-3 of its maximum (saturated; activations that level off at both ends).
template <class T>
std::vector<LayerActivity> layer_activity(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                                          std::span<const double> theta, Context& context);

/// Where the first value that isn't finite appears in a forward pass, layer by layer and then sample by sample:
/// "pre-activation 3 of layer 2, sample 17", "output 1, sample 2"; empty where all are finite.
template <class T>
std::string first_not_finite(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                             std::span<const double> theta, Context& context);

}  // namespace saddlescope
