// The nearest point, to first order, at which a derivative of the loss jumps.
//   sites: pre-activations z of units with a kink at 0 (ReLU); residuals ŷ − t of l1 (0) and huber (±1)
//   distance = min over sites and samples of |z − at| / ‖∂z/∂θ‖
// ‖∂z/∂θ‖ is exact, sample by sample: with a one-hot cotangent on unit i for all samples at once, the back-propagated
// δ_m of every layer m ≤ l gives  ‖∂z_i/∂θ‖² = Σ_m ‖δ_m‖²·(‖a_{m−1}‖² + [bias]).  Where it is 0 the site can't move.
// On a kink: |z − at| ≤ 3·the largest change of z over five perturbed evaluations.
// Proves: to first order, no kink is nearer. Not: that the Taylor model holds so far.
// Cost: one partial backward pass a unit, less than one Hessian; five forward passes.
#pragma once

#include <span>

#include "saddlescope/base/context.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/network/spec.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

template <class T>
Kink nearest_kink(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks, std::span<const double> theta,
                  Context& context);

}  // namespace saddlescope
