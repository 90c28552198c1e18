// The description of a multilayer perceptron: `mlp:SIZES[:ACTIVATION[,ACTIVATION…]][:no-bias]`.
//   z₁ = W₁x + b₁, a₁ = φ₁(z₁), …, ŷ = W_L·a_{L−1} + b_L;  sizes d₀-d₁-…-d_L;  W_l: d_l × d_{l−1}
// The last layer is linear. Parameters bear the names that torch.nn.Sequential(Linear, activation, Linear, …) gives:
// "0.weight" [out, in], "0.bias" [out], "2.weight", …, one after another in θ.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/objective/objective.h"

namespace saddlescope {

struct Activation;  // network/activations.h

struct MlpSpec {
  std::vector<std::size_t> sizes;              ///< d₀ … d_L, all positive, at least two
  std::vector<const Activation*> activations;  ///< one for each hidden layer: sizes.size() − 2 of them
  bool bias = true;

  std::size_t layers() const { return sizes.size() - 1; }
  std::size_t inputs() const { return sizes.front(); }
  std::size_t outputs() const { return sizes.back(); }
};

/// Reads the text form. Throws Error(bad input) that names the part it can't understand and what would be understood.
MlpSpec parse_mlp(std::string_view text);

/// Throws Error(bad input) where one that was put together by hand breaks what MlpSpec says of its members.
void require_sound(const MlpSpec& spec);

/// The shortest text that parse_mlp reads back to the same spec.
std::string to_string(const MlpSpec& spec);

/// The parameters of the network in the order they have in θ.
std::vector<Parameter> parameters_of(const MlpSpec& spec);

}  // namespace saddlescope
