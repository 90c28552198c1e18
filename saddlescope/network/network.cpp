#include "saddlescope/network/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/network/anatomy.h"
#include "saddlescope/network/floor.h"
#include "saddlescope/network/kink.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/network_linearization.h"
#include "saddlescope/network/network_residuals.h"
#include "saddlescope/network/network_samples.h"
#include "saddlescope/network/network_sums.h"
#include "saddlescope/network/sample_chunks.h"
#include "saddlescope/network/signals.h"
#include "saddlescope/network/symmetries.h"

namespace saddlescope {
namespace {

// Samples a chunk (methods §9): whole tiles of 24, rows an odd number of cache lines. A gradient of more parameters
// than the second-level cache holds is added to memory once a chunk: those take longer ones.
constexpr std::size_t kChunk = 120, kLongChunk = 264, kManyParameters = std::size_t{1} << 16U;
constexpr double kShareOfHessian = 0.2;  // what assembling it may take besides
constexpr std::size_t kPreferredBlock = 16;  // directions a chunk takes at once

std::size_t chunk_length(const NetworkOptions& options, std::size_t samples, const std::vector<Parameter>& parameters) {
  if (options.chunk != 0) return options.chunk;
  const std::size_t P = parameters.back().offset + element_count(parameters.back().shape);
  return even_length(samples, P < kManyParameters ? kChunk : kLongChunk);
}

}  // namespace

struct NetworkObjective::State {
  State(const MlpSpec& s, const DataSet& data, const Loss& l, const NetworkOptions& options)
      : spec(s),
        loss(l),
        weight_decay(options.weight_decay),
        parameters(parameters_of(s)),
        targets(l.take(data, s.outputs())),
        scale(loss_scale(data, targets, l, options.weight_decay)),
        chunks(data, targets, chunk_length(options, data.samples(), parameters)),
        sums(spec, loss, chunks, data.samples(), options.weight_decay),
        other_chunks(data, targets, (chunks.length() + 1) / 2),
        other_sums(spec, loss, other_chunks, data.samples(), options.weight_decay),
        samples(spec, loss, chunks, data.samples(), options.weight_decay) {
    if (loss.residual_factor(data.samples(), s.outputs()) > 0)
      residuals.emplace(spec, loss, chunks, data.samples(), options.weight_decay);
  }

  MlpSpec spec;
  const Loss& loss;
  double weight_decay;
  std::vector<Parameter> parameters;
  Targets targets;
  LossScale scale;
  SampleChunks chunks;
  NetworkSums sums;
  SampleChunks other_chunks;  // the same samples cut otherwise: a second opinion on sums
  NetworkSums other_sums;
  NetworkSamples samples;
  std::optional<NetworkResiduals> residuals;  // of a sum of squares
  engine::BufferPool buffers;  // gradient and value; fresh pages for each call would cost a wide network some percent
};

NetworkObjective::NetworkObjective(std::unique_ptr<State> state) : state_(std::move(state)) {}
NetworkObjective::~NetworkObjective() = default;

const MlpSpec& NetworkObjective::spec() const { return state_->spec; }
const Loss& NetworkObjective::loss() const { return state_->loss; }
double NetworkObjective::weight_decay() const { return state_->weight_decay; }
std::size_t NetworkObjective::chunk() const { return state_->chunks.length(); }

Prediction NetworkObjective::predict(std::span<const double> theta, Context& context) const {
  require_size(theta);
  Prediction prediction;
  prediction.outputs = network_outputs(state_->spec, state_->loss, state_->chunks, theta, context);
  prediction.accuracy = share_right(prediction.outputs, state_->targets);
  return prediction;
}

double NetworkObjective::evaluation_bytes(int threads) const {
  return state_->sums.gradient().evaluation_bytes(threads);
}

std::span<const Parameter> NetworkObjective::parameters() const { return state_->parameters; }

Traits NetworkObjective::traits() const {
  Traits traits;
  traits.concurrent_calls = std::numeric_limits<int>::max();
  traits.preferred_block = kPreferredBlock;
  traits.engine = "native";
  return traits;
}

double NetworkObjective::value(std::span<const double> theta, Context& context) const {
  require_size(theta);
  double L = 0;
  state_->sums.value().evaluate(theta, {&L, 1}, context);
  return L;
}

double NetworkObjective::gradient(std::span<const double> theta, std::span<double> g, Context& context) const {
  require_size(theta);
  require_size(g);
  const std::size_t P = theta.size();
  const engine::BufferPool::Lease out(state_->buffers, P + 1);
  state_->sums.gradient().evaluate(theta, {out.data(), P + 1}, context);
  std::copy_n(out.data(), P, g.begin());
  return out.data()[P];
}

std::unique_ptr<Linearization> NetworkObjective::linearize(std::span<const double> theta, Context& context) const {
  return std::make_unique<NetworkLinearization>(*this, state_->sums, state_->other_sums, theta, context);
}

void NetworkObjective::values(ConstBlock thetas, std::span<double> L, Context& context) const {
  if (L.size() != thetas.columns()) throw_internal("values() gets one output a column");
  parallel_for(context.threads, L.size(), [&](std::size_t j) {
    Context single;  // a value doesn't depend on the number of threads
    single.memory = context.memory;
    context.throw_if_stopped();
    L[j] = value(thetas.column(j), single);
  });
}

Floor NetworkObjective::floor() const { return state_->scale.floor; }

Kink NetworkObjective::kink(std::span<const double> theta, Context& context) const {
  require_size(theta);
  return nearest_kink(state_->spec, state_->loss, state_->chunks, theta, context);
}

std::string NetworkObjective::where_not_finite(std::span<const double> theta, Context& context) const {
  require_size(theta);
  return first_not_finite(state_->spec, state_->loss, state_->chunks, theta, context);
}

HessianCost NetworkObjective::hessian_cost() const {
  HessianCost cost = Objective::hessian_cost();
  const engine::LayerHessian& layers = state_->sums.layers_as_cut();
  if (layers.parameters() == 0) return cost;
  const auto P = static_cast<double>(size());
  const double others = P - static_cast<double>(layers.parameters());
  cost.dense_layers = layers.flops() + others * product_flops(*this);
  const bool fits =
      state_->sums.least_layer_bytes() <= std::max(engine::LayerHessian::kPanelBytes, kShareOfHessian * 8 * P * P);
  if (fits && *cost.dense_layers < cost.products) cost.method = "dense-layers";
  return cost;
}

const Samples* NetworkObjective::samples() const { return &state_->samples; }

const LeastSquares* NetworkObjective::least_squares() const {
  return state_->residuals ? &*state_->residuals : nullptr;
}

std::size_t NetworkObjective::sample_count() const { return state_->targets.samples; }
std::string NetworkObjective::loss_name() const { return std::string(state_->loss.name()); }
double NetworkObjective::best_constant_loss() const { return state_->scale.best_constant; }
double NetworkObjective::stake() const { return state_->scale.stake; }

std::optional<double> NetworkObjective::accuracy(std::span<const double> theta, Context& context) const {
  return predict(theta, context).accuracy;
}

std::vector<NullSymmetry> NetworkObjective::symmetries(std::span<const double> theta) const {
  require_size(theta);
  if (weight_decay() != 0) return {};
  return null_symmetries(state_->spec, state_->loss, theta);
}

std::vector<LayerActivity> NetworkObjective::activity(std::span<const double> theta, Context& context) const {
  require_size(theta);
  return layer_activity(state_->spec, state_->loss, state_->chunks, theta, context);
}

double NetworkObjective::penalty(std::span<const double> theta) const {
  require_size(theta);
  return 0.5 * state_->weight_decay * dot(theta, theta);
}

std::optional<PredictionSpread> NetworkObjective::prediction_spread(std::span<const double> theta,
                                                                    Context& context) const {
  return saddlescope::prediction_spread(predict(theta, context).outputs, state_->targets, state_->loss);
}

std::vector<double> NetworkObjective::output_gains(std::span<const double> theta, Context& context) const {
  require_size(theta);
  return saddlescope::output_gains(state_->spec, state_->loss, state_->chunks, theta, context);
}

std::optional<Margins> NetworkObjective::margins(std::span<const double> theta, Context& context) const {
  return saddlescope::margins(predict(theta, context).outputs, state_->targets, state_->loss);
}

std::optional<double> NetworkObjective::value_with_last_layer_scaled(std::span<const double> theta, double factor,
                                                                     Context& context) const {
  require_size(theta);
  Vector scaled(theta.begin(), theta.end());
  const std::size_t last = state_->parameters[state_->parameters.size() - (state_->spec.bias ? 2 : 1)].offset;
  scale(factor, std::span(scaled).subspan(last));
  return value(scaled, context);
}

std::unique_ptr<NetworkObjective> make_network(const MlpSpec& spec, const DataSet& data, std::string_view loss_name,
                                               const NetworkOptions& options) {
  if (!(options.weight_decay >= 0) || !std::isfinite(options.weight_decay)) {
    throw_bad_input(fmt::format("weight decay {} is not a number of at least 0.", options.weight_decay),
                    "--weight-decay");
  }
  require_sound(spec);
  require_sound(data);
  if (data.features() != spec.inputs()) {
    throw_bad_input(fmt::format("takes {} input{}; the data have {} feature{} a sample (x has shape {}).",
                                spec.inputs(), spec.inputs() == 1 ? "" : "s", data.features(),
                                data.features() == 1 ? "" : "s", to_string(data.x.shape)),
                    fmt::format("model \"{}\"", to_string(spec)),
                    fmt::format("Begin the sizes with {}.", data.features()));
  }
  const Loss& chosen = loss_name.empty() ? default_loss(data, spec.outputs()) : saddlescope::loss(loss_name);
  return std::unique_ptr<NetworkObjective>(
      new NetworkObjective(std::make_unique<NetworkObjective::State>(spec, data, chosen, options)));
}

}  // namespace saddlescope
