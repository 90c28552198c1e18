#include "saddlescope/network/network_sums.h"

#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/transform.h"

namespace saddlescope {
namespace {

constexpr std::size_t kShortestChunk = 16;  // samples: below, a sum over samples is no product of matrices any more

using engine::Output;
using engine::Value;

std::size_t parameter_count(const ChunkGraph& built) {
  return engine::offset_of(built.theta.back()) + element_count(built.theta.back().shape());
}

std::vector<Value> gradient_of(const ChunkGraph& built) {
  return vjp({built.loss}, {built.graph->constant(1, {})}, built.theta);
}

// One output a parameter, each at the parameter's place in θ.
void append(std::vector<Output>& outputs, const ChunkGraph& built, const std::vector<Value>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) outputs.push_back({values[i], engine::offset_of(built.theta[i])});
}

std::vector<Output> value_outputs(const ChunkGraph& built) { return {{built.loss, 0}}; }

std::vector<Output> gradient_outputs(const ChunkGraph& built) {
  std::vector<Output> outputs = {{built.loss, parameter_count(built)}};
  append(outputs, built, gradient_of(built));
  return outputs;
}

std::vector<Output> product_outputs(const ChunkGraph& built) {
  std::vector<Output> outputs = {{built.loss, parameter_count(built)}};
  const std::vector<Value> gradient = gradient_of(built);
  append(outputs, built, gradient);
  append(outputs, built, jvp(gradient, engine::tangents(built.theta)));
  return outputs;
}

std::vector<Output> third_outputs(const ChunkGraph& built) {
  std::vector<Output> outputs;
  const std::vector<engine::Tangent> v = engine::tangents(built.theta);
  append(outputs, built, jvp(jvp(gradient_of(built), v), v));
  return outputs;
}

std::vector<Output> along_outputs(const ChunkGraph& built, int order) {
  std::vector<Output> outputs = {{built.loss, 0}};
  const std::vector<engine::Tangent> v = engine::tangents(built.theta);
  Value derivative = built.loss;
  for (int j = 1; j <= order && derivative; ++j) {
    derivative = jvp(std::span<const Value>(&derivative, 1), v).front();
    outputs.push_back({derivative, static_cast<std::size_t>(j)});
  }
  return outputs;
}

}  // namespace

template <class T>
NetworkSums<T>::NetworkSums(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks, std::size_t samples,
                            double weight_decay, std::shared_ptr<engine::Pools<T>> pools)
    : spec_(spec),
      loss_(loss),
      chunks_(chunks),
      samples_(samples),
      weight_decay_(weight_decay),
      pools_(std::move(pools)) {}

template <class T>
std::unique_ptr<engine::BasicChunkSum<T>> NetworkSums<T>::compile(const OutputsOf& outputs_of) const {
  std::vector<std::shared_ptr<const engine::BasicProgram<T>>> programs;
  const std::vector<std::size_t> lengths = chunks_.lengths();
  for (const std::size_t n : lengths) {
    const ChunkGraph built = chunk_graph(spec_, loss_, n, samples_);
    programs.push_back(std::make_shared<const engine::BasicProgram<T>>(*built.graph, outputs_of(built)));
  }
  std::vector<engine::BasicChunk<T>> terms;
  for (const SampleChunk<T>& chunk : chunks_.list()) {
    terms.push_back({chunk.length == lengths.front() ? programs.front() : programs.back(), {chunk.x, chunk.targets}});
  }
  if (weight_decay_ > 0) {
    const ChunkGraph built = weight_decay_graph(spec_, weight_decay_);
    terms.push_back({std::make_shared<const engine::BasicProgram<T>>(*built.graph, outputs_of(built)), {}});
  }
  return std::make_unique<engine::BasicChunkSum<T>>(std::move(terms), pools_);
}

template <class T>
const engine::BasicChunkSum<T>& NetworkSums<T>::get(Lazy& lazy, const OutputsOf& outputs_of) const {
  std::call_once(lazy.once, [&] { lazy.sum = compile(outputs_of); });
  return *lazy.sum;
}

template <class T>
const engine::BasicChunkSum<T>& NetworkSums<T>::value() const {
  return get(value_, value_outputs);
}
template <class T>
const engine::BasicChunkSum<T>& NetworkSums<T>::gradient() const {
  return get(gradient_, gradient_outputs);
}
template <class T>
const engine::BasicChunkSum<T>& NetworkSums<T>::product() const {
  return get(product_, product_outputs);
}
template <class T>
const engine::BasicChunkSum<T>& NetworkSums<T>::third() const {
  return get(third_, third_outputs);
}

template <class T>
const engine::BasicChunkSum<T>& NetworkSums<T>::along(int order) const {
  if (order < 0 || order > kMaxSeriesOrder) throw_internal("Taylor coefficients are asked for up to order 8");
  return get(along_[static_cast<std::size_t>(order)],
             [order](const ChunkGraph& built) { return along_outputs(built, order); });
}

template <class T>
std::unique_ptr<engine::BasicLayerHessian<T>> NetworkSums<T>::compile_layers(const SampleChunks<T>& chunks,
                                                                             engine::Curvature curvature) const {
  std::vector<std::shared_ptr<const engine::PreactivationHessian<T>>> programs;
  const std::vector<std::size_t> lengths = chunks.lengths();
  programs.reserve(lengths.size());
  for (const std::size_t n : lengths) {
    programs.push_back(std::make_shared<const engine::PreactivationHessian<T>>(
        chunk_graph(spec_, loss_, n, samples_).loss, curvature));
  }
  std::vector<engine::BasicLayerTerm<T>> terms;
  for (const SampleChunk<T>& chunk : chunks.list()) {
    terms.push_back({chunk.length == lengths.front() ? programs.front() : programs.back(), {chunk.x, chunk.targets}});
  }
  return std::make_unique<engine::BasicLayerHessian<T>>(std::move(terms), pools_);
}

template <class T>
const engine::BasicLayerHessian<T>& NetworkSums<T>::layers_as_cut() const {
  std::call_once(layers_as_cut_once_, [&] { layers_as_cut_ = compile_layers(chunks_, engine::Curvature::full); });
  return *layers_as_cut_;
}

template <class T>
const engine::BasicLayerHessian<T>& NetworkSums<T>::gauss_newton() const {
  std::call_once(gauss_newton_once_, [&] { gauss_newton_ = compile_layers(chunks_, engine::Curvature::gauss_newton); });
  return *gauss_newton_;
}

template <class T>
double NetworkSums<T>::least_layer_bytes() const {
  const double shortest = static_cast<double>(kShortestChunk) / static_cast<double>(chunks_.length());
  return std::min(1.0, shortest) * layers_as_cut().chunk_bytes();
}

template <class T>
const engine::BasicLayerHessian<T>& NetworkSums<T>::layers() const {
  const double allowed = engine::BasicLayerHessian<T>::kPanelBytes / layers_as_cut().chunk_bytes();
  if (allowed >= 1) return layers_as_cut();
  std::call_once(layers_once_, [&] {
    const auto length = static_cast<std::size_t>(allowed * static_cast<double>(chunks_.length()));
    Context context;
    layer_chunks_ =
        SampleChunks<T>::recut(chunks_, std::max(std::min(kShortestChunk, chunks_.length()), length), context);
    layers_ = compile_layers(*layer_chunks_, engine::Curvature::full);
  });
  return *layers_;
}

template class NetworkSums<double>;
template class NetworkSums<float>;

}  // namespace saddlescope
