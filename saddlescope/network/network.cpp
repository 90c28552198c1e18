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
#include "saddlescope/network/loss.h"
#include "saddlescope/network/network_evaluation.h"
#include "saddlescope/network/signals.h"
#include "saddlescope/network/symmetries.h"

namespace saddlescope {
namespace {

constexpr double kShareOfHessian = 0.2;  // what assembling it may take besides
constexpr std::size_t kPreferredBlock = 16;  // directions a chunk takes at once

}  // namespace

struct NetworkObjective::State {
  State(const MlpSpec& s, const DataSet& data, const Loss& l, const NetworkOptions& options)
      : spec(s),
        loss(l),
        weight_decay(options.weight_decay),
        parameters(parameters_of(s)),
        targets(l.take(data, s.outputs())),
        scale(loss_scale(data, targets, l, options.weight_decay)),
        evaluation(make_evaluation(spec, loss, data, targets, options)) {}

  MlpSpec spec;
  const Loss& loss;
  double weight_decay;
  std::vector<Parameter> parameters;
  Targets targets;
  LossScale scale;
  std::unique_ptr<const NetworkEvaluation> evaluation;
};

NetworkObjective::NetworkObjective(std::unique_ptr<State> state) : state_(std::move(state)) {}
NetworkObjective::~NetworkObjective() = default;

const MlpSpec& NetworkObjective::spec() const { return state_->spec; }
const Loss& NetworkObjective::loss() const { return state_->loss; }
double NetworkObjective::weight_decay() const { return state_->weight_decay; }
std::size_t NetworkObjective::chunk() const { return state_->evaluation->chunk(); }

Prediction NetworkObjective::predict(std::span<const double> theta, Context& context) const {
  require_size(theta);
  Prediction prediction;
  prediction.outputs = state_->evaluation->outputs(theta, context);
  prediction.accuracy = share_right(prediction.outputs, state_->targets);
  return prediction;
}

double NetworkObjective::evaluation_bytes(int threads) const { return state_->evaluation->evaluation_bytes(threads); }
double NetworkObjective::product_bytes(int threads) const { return state_->evaluation->product_bytes(threads); }

std::span<const Parameter> NetworkObjective::parameters() const { return state_->parameters; }

Traits NetworkObjective::traits() const {
  Traits traits;
  traits.concurrent_calls = std::numeric_limits<int>::max();
  traits.preferred_block = kPreferredBlock;
  traits.epsilon = state_->evaluation->epsilon();
  traits.relative_error *= traits.epsilon / kEps;
  traits.engine = "native";
  return traits;
}

double NetworkObjective::value(std::span<const double> theta, Context& context) const {
  require_size(theta);
  return state_->evaluation->value(theta, context);
}

double NetworkObjective::gradient(std::span<const double> theta, std::span<double> g, Context& context) const {
  require_size(theta);
  require_size(g);
  return state_->evaluation->gradient(theta, g, context);
}

std::unique_ptr<Linearization> NetworkObjective::linearize(std::span<const double> theta, Context& context) const {
  return state_->evaluation->linearize(*this, theta, context);
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
  return state_->evaluation->kink(theta, context);
}

std::string NetworkObjective::where_not_finite(std::span<const double> theta, Context& context) const {
  require_size(theta);
  return state_->evaluation->first_not_finite(theta, context);
}

HessianCost NetworkObjective::hessian_cost() const {
  HessianCost cost = Objective::hessian_cost();
  const NetworkEvaluation::LayersCost layers = state_->evaluation->layers_cost();
  if (layers.parameters == 0) return cost;
  const auto P = static_cast<double>(size());
  const double others = P - static_cast<double>(layers.parameters);
  cost.dense_layers = layers.flops + others * product_flops(*this);
  const bool fits = layers.least_bytes <= std::max(layers.free_bytes, kShareOfHessian * 8 * P * P);
  if (fits && *cost.dense_layers < cost.products) cost.method = "dense-layers";
  return cost;
}

const Samples* NetworkObjective::samples() const { return &state_->evaluation->samples(); }

const LeastSquares* NetworkObjective::least_squares() const { return state_->evaluation->least_squares(); }

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
  return state_->evaluation->activity(theta, context);
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
  return state_->evaluation->output_gains(theta, context);
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
