// The sums over chunks that a network objective evaluates, each compiled when first asked for and then kept:
//   value                    shared: L at 0
//   gradient                 shared: ∇L in 0 … P − 1, L at P
//   product                  the same, and directional: H·V in 0 … P − 1
//   third                    directional: D³L[v, v, ·] in 0 … P − 1
//   along(m)                 shared: L at 0; directional: dʲ/dtʲ L(θ + t·v) at j = 1 … m
//   layers                   the Hessian without weight decay (engine/layer_hessian.h)
// Every sum has one term a chunk, and one without samples for weight decay. Any number of threads may ask.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "saddlescope/engine/chunks.h"
#include "saddlescope/engine/layer_hessian.h"
#include "saddlescope/network/chunk_graph.h"
#include "saddlescope/network/sample_chunks.h"

namespace saddlescope {

template <class T>
class NetworkSums {
 public:
  /// Keeps references. pools: what all sums work in, those of other chunks too.
  NetworkSums(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks, std::size_t samples,
              double weight_decay, std::shared_ptr<engine::Pools<T>> pools);

  const engine::BasicChunkSum<T>& value() const;
  const engine::BasicChunkSum<T>& gradient() const;
  const engine::BasicChunkSum<T>& product() const;
  const engine::BasicChunkSum<T>& third() const;
  const engine::BasicChunkSum<T>& along(int order) const;
  /// Wide layers in shorter chunks, a copy of the data: what a chunk takes grows with the square of the units.
  const engine::BasicLayerHessian<T>& layers() const;
  /// The same, in the chunks of all other sums: for its layers and flops.
  const engine::BasicLayerHessian<T>& layers_as_cut() const;
  /// JᵀJ of a sum of squares without weight decay (Curvature::gauss_newton), in the chunks of all other sums.
  const engine::BasicLayerHessian<T>& gauss_newton() const;
  double least_layer_bytes() const;  ///< that a chunk of layers() takes at least
  double weight_decay() const { return weight_decay_; }

 private:
  using OutputsOf = std::function<std::vector<engine::Output>(const ChunkGraph&)>;
  struct Lazy {
    std::once_flag once;
    std::unique_ptr<engine::BasicChunkSum<T>> sum;
  };

  const engine::BasicChunkSum<T>& get(Lazy& lazy, const OutputsOf& outputs_of) const;
  std::unique_ptr<engine::BasicChunkSum<T>> compile(const OutputsOf& outputs_of) const;
  std::unique_ptr<engine::BasicLayerHessian<T>> compile_layers(const SampleChunks<T>& chunks,
                                                               engine::Curvature curvature) const;

  const MlpSpec& spec_;
  const Loss& loss_;
  const SampleChunks<T>& chunks_;
  std::size_t samples_;
  double weight_decay_;
  std::shared_ptr<engine::Pools<T>> pools_;
  mutable Lazy value_, gradient_, product_, third_;
  mutable std::array<Lazy, kMaxSeriesOrder + 1> along_;
  mutable std::once_flag layers_once_, layers_as_cut_once_, gauss_newton_once_;
  mutable std::optional<SampleChunks<T>> layer_chunks_;  // where they aren't chunks_
  mutable std::unique_ptr<engine::BasicLayerHessian<T>> layers_, layers_as_cut_, gauss_newton_;
};

}  // namespace saddlescope
