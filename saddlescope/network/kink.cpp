#include "saddlescope/network/kink.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "saddlescope/base/parallel.h"
#include "saddlescope/engine/program.h"
#include "saddlescope/engine/transform.h"
#include "saddlescope/network/activations.h"
#include "saddlescope/network/chunk_graph.h"

namespace saddlescope {
namespace {

using engine::Value;

constexpr std::size_t kUnitsAtOnce = 16;  // directions of one block vjp

// The arguments of one layer at which something has a kink, and the numbers where.
struct Site {
  std::size_t layer = 0;
  bool residual = false;
  std::vector<double> at;
};

std::vector<Site> sites_of(const MlpSpec& spec, const Loss& loss) {
  std::vector<Site> sites;
  for (std::size_t l = 0; l < spec.activations.size(); ++l) {
    if (spec.activations[l]->kink) sites.push_back({l, false, {0.0}});
  }
  if (!loss.kinks().empty()) sites.push_back({spec.layers() - 1, true, loss.kinks()});
  return sites;
}

// Shared outputs: the arguments [h, n], then the part of ‖∂z/∂θ‖² from the site's own layer [n]. Directional: the part
// from the layers below [n], for the unit that the one-hot seed [h, n] names; none for the first layer.
template <class T>
struct SiteProgram {
  std::size_t units, samples;
  bool has_lower_layers;
  engine::BasicProgram<T> program;
};

Value per_sample_norm_squared(Value a) { return sum(square(a), {0}); }

template <class T>
SiteProgram<T> site_program(const MlpSpec& spec, const Loss& loss, const Site& site, std::size_t n) {
  const ChunkGraph built = chunk_graph(spec, loss, n, n);
  const std::size_t units = spec.sizes[site.layer + 1];
  const Value argument = site.residual ? built.z.back() - built.targets : built.z[site.layer];
  const auto weight_of = [&](std::size_t layer) {
    const Value norm = per_sample_norm_squared(built.inputs_of[layer]);
    return spec.bias ? norm + 1 : norm;
  };
  std::vector<engine::Output> outputs = {{argument, 0}, {weight_of(site.layer), units * n}};
  const Value seed = built.graph->seed(0, {units, n}, true);
  const std::vector<Value> lower(built.z.begin(), built.z.begin() + static_cast<std::ptrdiff_t>(site.layer));
  const std::vector<Value> deltas = vjp({argument}, {seed}, lower);
  Value norm;
  for (std::size_t m = 0; m < deltas.size(); ++m) {
    if (!deltas[m]) continue;
    const Value part = per_sample_norm_squared(deltas[m]) * weight_of(m);
    norm = norm ? norm + part : part;
  }
  if (norm) outputs.push_back({norm, 0});
  return {units, n, static_cast<bool>(norm), engine::BasicProgram<T>(*built.graph, outputs)};
}

// One chunk's nearest: the kink of `distance`, or the first that θ is on.
struct Nearest {
  double distance = std::numeric_limits<double>::infinity();
  bool on = false;
  std::size_t unit = 0, sample = 0;

  bool beats(const Nearest& other) const { return on != other.on ? on : !on && distance < other.distance; }
};

// Arguments with their rounding: z [h, n], error [h, n], own part of the squared norm [n].
template <class T>
struct SiteValues {
  std::vector<T> z, error, own;
};

template <class T>
SiteValues<T> evaluate(const SiteProgram<T>& site, const engine::BasicArguments<T>& args, std::vector<T>& cache,
                       const Context& context) {
  const std::size_t count = site.units * site.samples;
  std::vector<T> workspace(site.program.workspace_size(0)), out(site.program.shared_size());
  SiteValues<T> result{{}, std::vector<T>(count), {}};
  std::vector<T> discarded(site.program.cache_size());
  site.program.linearize(args, cache.data(), workspace.data(), out.data());
  result.z.assign(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count));
  result.own.assign(out.begin() + static_cast<std::ptrdiff_t>(count), out.end());
  for (int trial = 0; trial < engine::kPerturbedEvaluations; ++trial) {
    const engine::Perturbation perturbation{context.random("kink rounding", trial).bits()};
    std::fill(out.begin(), out.end(), T(0));
    site.program.linearize(args, discarded.data(), workspace.data(), out.data(), &perturbation);
    for (std::size_t i = 0; i < count; ++i) {
      result.error[i] =
          std::max(result.error[i], static_cast<T>(engine::kPerturbationFactor) * std::abs(out[i] - result.z[i]));
    }
  }
  return result;
}

// ‖∂z/∂θ‖² of units first … first + k − 1, [k, n].
template <class T>
std::vector<T> squared_norms(const SiteProgram<T>& site, engine::BasicArguments<T> args, const std::vector<T>& cache,
                             std::size_t first, std::size_t k, const std::vector<T>& own) {
  std::vector<T> norms(k * site.samples);
  const std::size_t stride = site.units * site.samples;
  if (site.has_lower_layers) {
    std::vector<T> seed(k * stride), workspace(site.program.workspace_size(k));
    for (std::size_t j = 0; j < k; ++j)
      std::fill_n(seed.begin() + j * stride + (first + j) * site.samples, site.samples, T(1));
    const std::array views = {engine::DirectionsView<T>{seed.data(), stride}};
    args.seeds = views;
    site.program.apply(args, cache.data(), k, workspace.data(), norms.data(), site.samples);
  }
  for (std::size_t i = 0; i < norms.size(); ++i) norms[i] += own[i % site.samples];
  return norms;
}

template <class T>
Nearest nearest_of_chunk(const SiteProgram<T>& site, const std::vector<double>& at, const SampleChunk<T>& chunk,
                         std::span<const T> theta, const Context& context) {
  const std::array inputs = {chunk.x, chunk.targets};
  engine::BasicArguments<T> args;
  args.theta = theta.data();
  args.inputs = inputs;
  std::vector<T> cache(site.program.cache_size());
  const SiteValues<T> values = evaluate(site, args, cache, context);
  Nearest nearest;
  for (std::size_t first = 0; first < site.units; first += kUnitsAtOnce) {
    const std::size_t k = std::min(kUnitsAtOnce, site.units - first);
    const std::vector<T> norms = squared_norms(site, args, cache, first, k, values.own);
    for (std::size_t i = 0; i < norms.size(); ++i) {
      if (!(norms[i] > 0)) continue;
      const std::size_t entry = first * site.samples + i;
      for (const double number : at) {
        const double gap = std::abs(static_cast<double>(values.z[entry]) - number);
        const Nearest here{gap / std::sqrt(static_cast<double>(norms[i])),
                           gap <= static_cast<double>(values.error[entry]), entry / site.samples,
                           chunk.first + entry % site.samples};
        if (here.beats(nearest)) nearest = here;
      }
    }
  }
  return nearest;
}

std::string describe(const Site& site, const Nearest& nearest) {
  return site.residual ? fmt::format("residual of output {}, sample {}", nearest.unit + 1, nearest.sample + 1)
                       : fmt::format("pre-activation {} of layer {}, sample {}", nearest.unit + 1, site.layer + 1,
                                     nearest.sample + 1);
}

}  // namespace

template <class T>
Kink nearest_kink(const MlpSpec& spec, const Loss& loss, const SampleChunks<T>& chunks, std::span<const double> theta,
                  Context& context) {
  Kink kink;
  kink.known = true;
  Nearest best;
  const std::vector<T> at(theta.begin(), theta.end());
  for (const Site& site : sites_of(spec, loss)) {
    std::vector<SiteProgram<T>> programs;
    for (const std::size_t n : chunks.lengths()) programs.push_back(site_program<T>(spec, loss, site, n));
    const std::vector<SampleChunk<T>>& list = chunks.list();
    std::vector<Nearest> found(list.size());
    parallel_for(context.threads, list.size(), [&](std::size_t c) {
      context.throw_if_stopped();
      const SiteProgram<T>& program = list[c].length == programs.front().samples ? programs.front() : programs.back();
      found[c] = nearest_of_chunk<T>(program, site.at, list[c], at, context);
    });
    for (const Nearest& one : found) {
      if (!one.beats(best)) continue;
      best = one;
      kink.where = describe(site, one);
    }
  }
  kink.on = best.on;
  kink.distance = best.on ? 0 : best.distance;
  return kink;
}

template Kink nearest_kink<double>(const MlpSpec&, const Loss&, const SampleChunks<double>&, std::span<const double>,
                                   Context&);
template Kink nearest_kink<float>(const MlpSpec&, const Loss&, const SampleChunks<float>&, std::span<const double>,
                                  Context&);

}  // namespace saddlescope
