#include "saddlescope/network/signals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "saddlescope/base/parallel.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/engine/transform.h"
#include "saddlescope/engine/workspace.h"
#include "saddlescope/network/chunk_graph.h"

namespace saddlescope {
namespace {

using engine::Value;

constexpr std::size_t kCotangents = 16;  // backward passes at once

// Directional outputs: ‖(∂ŷ/∂z_l)ᵀu‖² summed over the chunk's samples, one number a hidden layer; u is the seed [C, n].
template <class T>
struct GainProgram {
  std::size_t samples;
  engine::BasicProgram<T> program;
};

template <class T>
GainProgram<T> gain_program(const MlpSpec& spec, const Loss& loss, std::size_t n) {
  const ChunkGraph built = chunk_graph(spec, loss, n, n);
  const Value seed = built.graph->seed(0, {spec.outputs(), n}, true);
  const std::vector<Value> hidden(built.z.begin(), built.z.end() - 1);
  const std::vector<Value> cotangents = vjp({built.z.back()}, {seed}, hidden);
  std::vector<engine::Output> outputs;
  for (std::size_t l = 0; l < cotangents.size(); ++l) {
    if (cotangents[l]) outputs.push_back({sum(square(cotangents[l])), l});
  }
  return {n, engine::BasicProgram<T>(*built.graph, outputs)};
}

// u for each of the passes, [C, n] one after another: unit vectors, or random signs where there are too many outputs.
template <class T>
std::vector<T> cotangents(std::size_t outputs, std::size_t n, std::size_t passes, RandomStream random) {
  std::vector<T> u(passes * outputs * n);
  for (std::size_t j = 0; j < passes; ++j) {
    T* own = u.data() + j * outputs * n;
    if (passes == outputs) {
      std::fill_n(own + j * n, n, T(1));
    } else {
      for (std::size_t i = 0; i < outputs * n; ++i) own[i] = random.uniform() < 0.5 ? T(-1) : T(1);
    }
  }
  return u;
}

template <class T>
Vector gains_of_chunk(const GainProgram<T>& gain, const SampleChunk<T>& chunk, std::size_t outputs, std::size_t layers,
                      std::span<const T> theta, const Context& context) {
  const std::size_t passes = std::min(outputs, kCotangents), stride = outputs * gain.samples;
  const std::vector<T> u = cotangents<T>(outputs, gain.samples, passes, context.random("output gains", chunk.first));
  const std::array inputs = {chunk.x, chunk.targets};
  const std::array seeds = {engine::DirectionsView<T>{u.data(), stride}};
  const engine::BasicArguments<T> args{theta.data(), inputs, {}, seeds};
  const engine::AlignedBuffer<T> cache(gain.program.cache_size());
  const engine::AlignedBuffer<T> workspace(
      std::max(gain.program.workspace_size(0), gain.program.workspace_size(passes)));
  gain.program.linearize(args, cache.data(), workspace.data(), nullptr);
  std::vector<T> squares(passes * layers);
  gain.program.apply(args, cache.data(), passes, workspace.data(), squares.data(), layers);
  Vector total(layers);
  for (std::size_t i = 0; i < squares.size(); ++i) total[i % layers] += static_cast<double>(squares[i]);
  if (passes < outputs) scale(1 / static_cast<double>(passes), total);
  return total;
}

}  // namespace

PredictionSpread prediction_spread(const Tensor& outputs, const Targets& targets, const Loss& loss) {
  const std::size_t N = targets.samples, C = targets.width;
  Vector predictions = outputs.values;
  for (std::size_t n = 0; n < N; ++n) loss.to_prediction(std::span(predictions).subspan(n * C, C));
  const auto spread = [&](const Vector& values) {
    double variance = 0;
    for (std::size_t c = 0; c < C; ++c) {
      long double mean = 0, square = 0;
      for (std::size_t n = 0; n < N; ++n) mean += values[n * C + c];
      mean /= static_cast<long double>(N);
      for (std::size_t n = 0; n < N; ++n) square += (values[n * C + c] - mean) * (values[n * C + c] - mean);
      variance += static_cast<double>(square / static_cast<long double>(N));
    }
    return std::sqrt(variance);
  };
  return {spread(predictions), spread(targets.values)};
}

std::optional<Margins> margins(const Tensor& outputs, const Targets& targets, const Loss& loss) {
  Margins found{std::numeric_limits<double>::infinity(), 0};
  for (std::size_t n = 0; n < targets.samples; ++n) {
    const std::span<const double> row(outputs.values.data() + n * targets.width, targets.width);
    const std::optional<double> margin = loss.margin(row, targets.of(n));
    if (!margin) return std::nullopt;
    found.smallest = std::min(found.smallest, *margin);
    found.positive += *margin > 0 ? 1 : 0;
  }
  return found;
}

template <class T>
std::vector<double> output_gains(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks,
                                 std::span<const double> theta, Context& context) {
  const std::size_t layers = spec.layers() - 1;
  if (layers == 0) return {};
  const std::vector<T> at(theta.begin(), theta.end());
  std::vector<GainProgram<T>> programs;
  for (const std::size_t n : chunks.lengths()) programs.push_back(gain_program<T>(spec, loss, n));
  const std::vector<SampleChunk<T>>& list = chunks.list();
  std::vector<Vector> found(list.size());
  parallel_for(context.threads, list.size(), [&](std::size_t c) {
    context.throw_if_stopped();
    const GainProgram<T>& program = list[c].length == programs.front().samples ? programs.front() : programs.back();
    found[c] = gains_of_chunk<T>(program, list[c], spec.outputs(), layers, at, context);
  });
  const auto samples = static_cast<double>(list.back().first + list.back().length);
  Vector gains(layers);
  for (const Vector& one : found) axpy(1, one, gains);
  for (std::size_t l = 0; l < layers; ++l) {
    gains[l] = std::sqrt(gains[l] / (samples * static_cast<double>(spec.sizes[l + 1])));
  }
  return gains;
}

template std::vector<double> output_gains<double>(const MlpSpec&, const Loss&, const SampleChunks<double>&,
                                                  std::span<const double>, Context&);
template std::vector<double> output_gains<float>(const MlpSpec&, const Loss&, const SampleChunks<float>&,
                                                 std::span<const double>, Context&);

}  // namespace saddlescope
