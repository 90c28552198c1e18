// Whether a deeper network can compute whatever a shallower one does, proved from their specs alone: then inf L(deep) ≤
// L(shallow, θ) for every θ, and a deep network that ends with the higher training loss has failed at optimisation, not
// for want of capacity.
//
// Rule. Inputs, outputs, data and loss are the same, there is no weight decay (it sees weights, not functions). Hidden
// layers of the shallow network are found again in the deep one, in order, each with the same activation and at least
// as many units (units too many get outgoing weights 0). Every layer left over passes on what arrives: either the
// outputs of the layer before, h_i of them, or what the next one takes, h_{i+1} (a linear map may come before or after
// it), so c = min(h_i, h_{i+1}) numbers, the network's inputs and outputs counting as layers. It can:
//   linear                       width ≥ c: exactly
//   relu, of relu, sigmoid,      width ≥ h_i: exactly, since these are ≥ 0 already; after a layer that has passed on only
//     softplus outputs           the h_{i+1} numbers, which may have any sign, no longer
//   relu, with biases            width ≥ c: exactly on the samples at hand, shifted to where all of them are ≥ 0
//   relu, no biases              width ≥ 2c: exactly, x = relu(x) − relu(−x)
//   tanh, gelu, silu             width ≥ c: in the limit, φ(εx)/(ε·φ'(0)) → x as ε → 0
//   sigmoid, softplus, biases    width ≥ c: the same, (φ(εx) − φ(0))/(ε·φ'(0)) → x
// Linear hidden layers of the shallow network are left out of it first: without them it can only do more.
// Proves: containment, exactly or in the limit of weights that shrink and grow without end: then the deep network comes
// as close to the shallow one's loss as one likes, which is all that is needed, but no finite θ need reach it. Not
// found doesn't mean not contained. Cost: layers × layers.
#pragma once

#include <optional>
#include <string>

#include "saddlescope/network/spec.h"

namespace saddlescope {

struct Containment {
  bool exact = false;  ///< at finite weights; else in the limit
  std::string how;  ///< "hidden layers 2, 3 pass on 12 numbers each, in the limit"
};

/// Nothing where the rule shows none, or `deep` has no more hidden layers than `shallow`.
std::optional<Containment> contains(const MlpSpec& deep, const MlpSpec& shallow);

}  // namespace saddlescope
