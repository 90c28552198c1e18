// The graph of a network on a chunk of n samples: what every program of network/ is compiled from.
//   a₀ = x [d₀, n];  z_l = W_l·a_{l−1} + b_l [d_l, n];  a_l = φ_l(z_l);  loss = Σ over the chunk, times the data set's
//   1/N
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "saddlescope/engine/graph.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/spec.h"

namespace saddlescope {

/// Slots of a chunk's data.
inline constexpr std::size_t kInputSlot = 0, kTargetSlot = 1;

struct ChunkGraph {
  std::unique_ptr<engine::Graph> graph = std::make_unique<engine::Graph>();
  std::vector<engine::Value> theta;  ///< the parameters, in the order of θ
  std::vector<engine::Value> inputs_of;  ///< a_{l−1}: what layer l multiplies
  std::vector<engine::Value> z;  ///< pre-activations, one a layer; the last are the outputs
  std::vector<engine::Value> a;  ///< activations of the hidden layers
  engine::Value targets;  ///< [C, n]
  engine::Value loss;  ///< scalar
};

/// n samples of a data set of `samples`.
ChunkGraph chunk_graph(const MlpSpec& spec, const Loss& loss, std::size_t n, std::size_t samples);

/// ½λ‖θ‖² alone, the term without samples: only `theta` and `loss` are set.
ChunkGraph weight_decay_graph(const MlpSpec& spec, double weight_decay);

}  // namespace saddlescope
