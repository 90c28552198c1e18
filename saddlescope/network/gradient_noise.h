// The noise of a network's gradient: how the gradients gₙ = ∇ℓₙ of single samples scatter around their mean ḡ,
//   Σ = 1/N·Σₙ (gₙ − ḡ)(gₙ − ḡ)ᵀ
// without forming any gₙ.
//   tr Σ = 1/N·Σₙ ‖gₙ‖² − ‖ḡ‖²,  ‖gₙ‖² = Σ_l ‖δ_ln‖²·(‖a_{l−1,n}‖² + 1),  δ_l = ∂ℓ/∂z_l, a_{l−1} what layer l
//   multiplies tr HΣ = E wᵀHw,  w = N^−½·Σₙ sₙ(gₙ − ḡ),  sₙ = ±1 at random
// tr Σ is exact to rounding. tr HΣ is exact up to 256 samples (unit vectors in place of signs); beyond it is the mean
// over 64 sign vectors, with its standard error.
// Cost: a gradient, and a gradient and a product for each of at most 256 vectors, 16 at a time; 32·P doubles a thread.
#pragma once

#include "saddlescope/base/context.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/network/spec.h"
#include "saddlescope/objective/objective.h"

namespace saddlescope {

/// at: a linearization of the network's loss on all the samples of `chunks`, weight decay included.
template <class T>
GradientNoise gradient_noise(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks, double weight_decay,
                             const Linearization& at, Context& context);

}  // namespace saddlescope
