#include "saddlescope/network/anatomy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "saddlescope/base/parallel.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/engine/transform.h"
#include "saddlescope/engine/workspace.h"
#include "saddlescope/network/activations.h"
#include "saddlescope/network/chunk_graph.h"

namespace saddlescope {
namespace {

using engine::Value;

constexpr double kShareOfSamples = 0.99;   // what counts as dead and as saturated: LayerActivity
constexpr double kSaturatedSlope = 1e-3;

// The outputs of a program without directions on every chunk, each chunk in a buffer of its own.
template <class T, class OutputsOf>
std::vector<std::vector<T>> on_every_chunk(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                                           std::span<const double> theta, const OutputsOf& outputs_of,
                                           Context& context) {
  const std::vector<T> at(theta.begin(), theta.end());
  std::vector<engine::BasicProgram<T>> programs;
  for (const std::size_t n : chunks.lengths()) {
    const ChunkGraph built = chunk_graph(spec, loss, n, n);
    programs.emplace_back(*built.graph, outputs_of(built));
  }
  const std::vector<SampleChunk<T>>& list = chunks.list();
  std::vector<std::vector<T>> results(list.size());
  parallel_for(context.threads, list.size(), [&](std::size_t c) {
    context.throw_if_stopped();
    const engine::BasicProgram<T>& program = list[c].length == list.front().length ? programs.front() : programs.back();
    const std::array inputs = {list[c].x, list[c].targets};
    const engine::BasicArguments<T> args{at.data(), inputs, {}, {}};
    const engine::AlignedBuffer<T> cache(program.cache_size()), workspace(program.workspace_size(0));
    results[c].resize(program.shared_size());
    program.linearize(args, cache.data(), workspace.data(), results[c].data());
  });
  return results;
}

// Samples on which each unit is dead or saturated, [units].
Value idle_samples(const Activation& activation, Value z) {
  const double limit = activation.can_die ? 0 : kSaturatedSlope * activation.saturating_slope;
  const Value a = activation.graph(z);
  const Value slope = vjp({a}, {constant_like(z, 1)}, std::span<const Value>(&z, 1)).front();
  return sum(inside(slope, -limit, limit), {1});
}

bool can_idle(const Activation& activation) { return activation.can_die || activation.saturating_slope > 0; }

}  // namespace

template <class T>
Tensor network_outputs(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                       std::span<const double> theta, Context& context) {
  const auto outputs_of = [](const ChunkGraph& built) { return std::vector<engine::Output>{{built.z.back(), 0}}; };
  const std::vector<std::vector<T>> results = on_every_chunk(spec, loss, chunks, theta, outputs_of, context);
  const std::size_t width = spec.outputs(), samples = chunks.list().back().first + chunks.list().back().length;
  Tensor outputs{{samples, width}, Vector(samples * width)};
  for (std::size_t c = 0; c < results.size(); ++c) {
    const SampleChunk<T>& chunk = chunks.list()[c];
    for (std::size_t j = 0; j < width; ++j) {
      for (std::size_t i = 0; i < chunk.length; ++i) {
        outputs.values[(chunk.first + i) * width + j] = static_cast<double>(results[c][j * chunk.length + i]);
      }
    }
  }
  return outputs;
}

std::optional<double> share_right(const Tensor& outputs, const Targets& targets) {
  if (targets.classes.empty()) return std::nullopt;
  std::size_t right = 0;
  for (std::size_t n = 0; n < targets.samples; ++n) {
    const double* row = outputs.values.data() + n * targets.width;
    const auto largest = std::max_element(row, row + targets.width) - row;
    right += static_cast<std::size_t>(largest) == targets.classes[n] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(targets.samples);
}

template <class T>
std::vector<LayerActivity> layer_activity(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                                          std::span<const double> theta, Context& context) {
  std::vector<LayerActivity> layers;
  const auto outputs_of = [&](const ChunkGraph& built) {
    std::vector<engine::Output> outputs;
    std::size_t offset = 0;
    for (std::size_t l = 0; l < spec.activations.size(); ++l) {
      if (can_idle(*spec.activations[l])) outputs.push_back({idle_samples(*spec.activations[l], built.z[l]), offset});
      offset += spec.sizes[l + 1];
    }
    return outputs;
  };
  const std::vector<std::vector<T>> counts = on_every_chunk(spec, loss, chunks, theta, outputs_of, context);
  const double samples = static_cast<double>(chunks.list().back().first + chunks.list().back().length);
  std::size_t offset = 0;
  for (std::size_t l = 0; l < spec.activations.size(); ++l) {
    const Activation& activation = *spec.activations[l];
    LayerActivity layer{parameters_of(spec)[spec.bias ? 2 * l : l].name, std::string(activation.name),
                        spec.sizes[l + 1], 0, 0};
    for (std::size_t unit = 0; can_idle(activation) && unit < layer.units; ++unit) {
      double idle = 0;
      for (const std::vector<T>& count : counts) idle += static_cast<double>(count[offset + unit]);
      if (idle >= kShareOfSamples * samples) ++(activation.can_die ? layer.dead : layer.saturated);
    }
    layer.name.resize(layer.name.rfind('.'));  // "0.weight" is a part of layer "0"
    offset += layer.units;
    layers.push_back(std::move(layer));
  }
  return layers;
}

template <class T>
std::string first_not_finite(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                             std::span<const double> theta, Context& context) {
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    const auto outputs_of = [l](const ChunkGraph& built) { return std::vector<engine::Output>{{built.z[l], 0}}; };
    const std::vector<std::vector<T>> z = on_every_chunk(spec, loss, chunks, theta, outputs_of, context);
    for (std::size_t c = 0; c < z.size(); ++c) {
      const auto bad = std::find_if(z[c].begin(), z[c].end(), [](T value) { return !std::isfinite(value); });
      if (bad == z[c].end()) continue;
      const std::size_t entry = static_cast<std::size_t>(bad - z[c].begin());
      const std::size_t unit = entry / chunks.list()[c].length + 1;
      const std::size_t sample = chunks.list()[c].first + entry % chunks.list()[c].length + 1;
      return l + 1 == spec.layers() ? fmt::format("output {}, sample {}", unit, sample)
                                    : fmt::format("pre-activation {} of layer {}, sample {}", unit, l + 1, sample);
    }
  }
  return {};
}

#define SADDLESCOPE_ANATOMY(T)                                                                                     \
  template Tensor network_outputs<T>(const MlpSpec&, const Loss&, const SampleChunks<T>&, std::span<const double>, \
                                     Context&);                                                                    \
  template std::vector<LayerActivity> layer_activity<T>(const MlpSpec&, const Loss&, const SampleChunks<T>&,       \
                                                        std::span<const double>, Context&);                        \
  template std::string first_not_finite<T>(const MlpSpec&, const Loss&, const SampleChunks<T>&,                    \
                                           std::span<const double>, Context&);
SADDLESCOPE_ANATOMY(double)
SADDLESCOPE_ANATOMY(float)
#undef SADDLESCOPE_ANATOMY

}  // namespace saddlescope
