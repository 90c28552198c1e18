#include "saddlescope/network/gradient_noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "saddlescope/base/parallel.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/engine/transform.h"
#include "saddlescope/engine/workspace.h"
#include "saddlescope/network/chunk_graph.h"

namespace saddlescope {
namespace {

using engine::Value;

constexpr std::size_t kExact = 256;  // samples
constexpr std::size_t kSigns = 64, kColumns = 16;  // vectors beyond, and how many at a time

// Shared: Σₙ ‖gₙ‖² over the chunk. Directional: Σₙ cₙ·gₙ for the seed c, repeated for every output, [C, n].
template <class T>
struct NoiseProgram {
  std::size_t samples;
  engine::BasicProgram<T> program;
};

Value squared_norms(const MlpSpec& spec, const ChunkGraph& built) {
  const std::vector<Value> deltas = vjp({built.loss}, {built.graph->constant(1, {})}, built.z);
  Value total;
  for (std::size_t l = 0; l < deltas.size(); ++l) {
    if (!deltas[l]) continue;
    const Value inputs = sum(square(built.inputs_of[l]), {0});
    const Value part = sum(sum(square(deltas[l]), {0}) * (spec.bias ? inputs + 1 : inputs));
    total = total ? total + part : part;
  }
  return total;
}

template <class T>
NoiseProgram<T> noise_program(const MlpSpec& spec, const Loss& loss, std::size_t n) {
  const ChunkGraph built = chunk_graph(spec, loss, n, 1);  // "of one sample": the chunk's Σₙ ℓₙ
  std::vector<engine::Output> outputs;
  if (const Value squares = squared_norms(spec, built)) outputs.push_back({squares, 0});
  const Value seed = built.graph->seed(0, {spec.outputs(), n}, true);
  const std::array out = {built.z.back()};
  const Value delta = vjp({built.loss}, {built.graph->constant(1, {})}, out).front();
  const std::vector<Value> weighted = vjp({built.z.back()}, {delta * seed}, built.theta);
  for (std::size_t i = 0; i < weighted.size(); ++i) {
    outputs.push_back({weighted[i], engine::offset_of(built.theta[i])});
  }
  return {n, engine::BasicProgram<T>(*built.graph, outputs)};
}

// The weights c of all samples in one vector: a unit vector, or random signs; both over √N.
Vector weights(std::size_t vector, std::size_t N, bool exact, const Context& context) {
  const double size = 1 / std::sqrt(static_cast<double>(N));
  Vector c(N);
  if (exact) {
    c[vector] = size;
    return c;
  }
  RandomStream random = context.random("gradient noise", vector);
  for (double& x : c) x = random.uniform() < 0.5 ? -size : size;
  return c;
}

template <class T>
class Noise {
 public:
  Noise(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks, double weight_decay,
        const Linearization& at)
      : spec_(spec),
        chunks_(chunks),
        at_(at),
        theta_(at.theta().begin(), at.theta().end()),
        mean_(plus(at.gradient(), -weight_decay, at.theta())) {
    for (const std::size_t n : chunks.lengths()) programs_.push_back(noise_program<T>(spec, loss, n));
    N_ = chunks.list().back().first + chunks.list().back().length;
  }

  double trace(Context& context) const {
    const std::vector<SampleChunk<T>>& list = chunks_.list();
    Vector squares(list.size());
    parallel_for(context.threads, list.size(), [&](std::size_t c) {
      const engine::BasicProgram<T>& program = program_of(list[c]);
      const engine::AlignedBuffer<T> cache(program.cache_size()), workspace(program.workspace_size(0));
      std::vector<T> out(program.shared_size());
      const std::array inputs = {list[c].x, list[c].targets};
      program.linearize({theta_.data(), inputs, {}, {}}, cache.data(), workspace.data(), out.data());
      squares[c] = out.empty() ? 0 : static_cast<double>(out.front());
    });
    double total = 0;
    for (const double one : squares) total += one;
    return std::max(0.0, total / static_cast<double>(N_) - dot(mean_, mean_));
  }

  // The noise's curvature, and its standard error.
  void curvature(GradientNoise& noise, Context& context) const {
    const bool exact = N_ <= kExact;
    const std::size_t vectors = exact ? N_ : kSigns;
    Vector quadratic;
    for (std::size_t first = 0; first < vectors; first += kColumns) {
      context.throw_if_stopped();
      context.report("gradient noise", static_cast<double>(first), static_cast<double>(vectors));
      const std::size_t k = std::min(kColumns, vectors - first);
      const Matrix W = scattered(first, k, exact, context);
      Matrix HW(W.rows(), k);
      at_.apply(W, HW, context);
      for (std::size_t j = 0; j < k; ++j) quadratic.push_back(dot(W.column(j), HW.column(j)));
    }
    double sum = 0, deviation = 0;
    for (const double q : quadratic) sum += q;
    const auto count = static_cast<double>(quadratic.size());
    noise.curvature = exact ? sum : sum / count;
    for (const double q : quadratic) deviation += (q - noise.curvature) * (q - noise.curvature);
    noise.curvature_error = exact ? 0 : std::sqrt(deviation / (count * (count - 1)));
  }

 private:
  const engine::BasicProgram<T>& program_of(const SampleChunk<T>& chunk) const {
    return (chunk.length == programs_.front().samples ? programs_.front() : programs_.back()).program;
  }

  // Σₙ cₙ(gₙ − ḡ) for the vectors first … first + k − 1. Threads share the columns: sums over chunks keep their order.
  Matrix scattered(std::size_t first, std::size_t k, bool exact, Context& context) const {
    Matrix W(at_.size(), k);
    parallel_for(context.threads, k, [&](std::size_t j) {
      const Vector c = weights(first + j, N_, exact, context);
      double total = 0;
      for (const SampleChunk<T>& chunk : chunks_.list()) {
        const std::span<const double> own = std::span(c).subspan(chunk.first, chunk.length);
        for (const double x : own) total += x;
        if (std::any_of(own.begin(), own.end(), [](double x) { return x != 0; })) add(chunk, own, W.column(j));
      }
      axpy(-total, mean_, W.column(j));
    });
    return W;
  }

  void add(const SampleChunk<T>& chunk, std::span<const double> c, std::span<double> w) const {
    const engine::BasicProgram<T>& program = program_of(chunk);
    const engine::AlignedBuffer<T> cache(program.cache_size());
    const engine::AlignedBuffer<T> workspace(std::max(program.workspace_size(0), program.workspace_size(1)));
    std::vector<T> seed;
    for (std::size_t output = 0; output < spec_.outputs(); ++output) seed.insert(seed.end(), c.begin(), c.end());
    const std::array inputs = {chunk.x, chunk.targets};
    const std::array seeds = {engine::DirectionsView<T>{seed.data(), seed.size()}};
    const engine::BasicArguments<T> args{theta_.data(), inputs, {}, seeds};
    program.linearize(args, cache.data(), workspace.data(), nullptr);
    if constexpr (std::is_same_v<T, double>) {
      program.apply(args, cache.data(), 1, workspace.data(), w.data(), w.size());
    } else {
      std::vector<T> part(w.size());
      program.apply(args, cache.data(), 1, workspace.data(), part.data(), part.size());
      for (std::size_t i = 0; i < w.size(); ++i) w[i] += static_cast<double>(part[i]);
    }
  }

  const MlpSpec& spec_;
  const SampleChunks<T>& chunks_;
  const Linearization& at_;
  std::vector<T> theta_;
  Vector mean_;  // ḡ
  std::vector<NoiseProgram<T>> programs_;
  std::size_t N_ = 0;
};

}  // namespace

template <class T>
GradientNoise gradient_noise(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks, double weight_decay,
                             const Linearization& at, Context& context) {
  const Noise<T> scatter(spec, loss, chunks, weight_decay, at);
  GradientNoise noise;
  noise.trace = scatter.trace(context);
  scatter.curvature(noise, context);
  return noise;
}

template GradientNoise gradient_noise<double>(const MlpSpec&, const Loss&, const SampleChunks<double>&, double,
                                              const Linearization&, Context&);
template GradientNoise gradient_noise<float>(const MlpSpec&, const Loss&, const SampleChunks<float>&, double,
                                             const Linearization&, Context&);

}  // namespace saddlescope
