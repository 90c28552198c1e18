// Prints random networks on random data with their loss, gradient and Hessian, in f64 and in f32, as JSON, for
// pytorch_test.py.
#include <iostream>
#include <nlohmann/json.hpp>

#include "tests/network/networks.h"

namespace saddlescope {
namespace {

using Json = nlohmann::ordered_json;

Json rows(const double* values, std::size_t N, std::size_t width) {
  Json all = Json::array();
  for (std::size_t n = 0; n < N; ++n) all.push_back(Vector(values + n * width, values + (n + 1) * width));
  return all;
}

Json describe(const Case& made, double weight_decay) {
  Context context;
  NetworkOptions options;
  options.weight_decay = weight_decay;
  options.chunk = 4;
  const auto objective = objective_of(made, options);
  const MlpSpec& spec = objective->spec();
  const std::size_t P = made.theta.size(), N = made.data.samples();
  Json one = {{"model", made.model},          {"loss", made.loss},
              {"sizes", spec.sizes},          {"bias", spec.bias},
              {"theta", made.theta},          {"weight_decay", weight_decay},
              {"activations", Json::array()}, {"parameters", Json::array()}};
  for (const Activation* activation : spec.activations) one["activations"].push_back(activation->name);
  for (const Parameter& p : objective->parameters()) {
    one["parameters"].push_back({{"name", p.name}, {"shape", p.shape}, {"offset", p.offset}});
  }
  one["x"] = rows(made.data.x.values.data(), N, spec.inputs());
  if (made.targets == "classes") {
    one["classes"] = std::vector<int>(made.data.y.values.values.begin(), made.data.y.values.values.end());
  } else {
    one["targets"] = rows(made.data.y.values.values.data(), N, spec.outputs());
  }
  const auto at = objective->linearize(made.theta, context);
  Matrix H(P, P);
  at->hessian(H, context);
  one["value"] = at->value();
  one["gradient"] = at->gradient();
  one["hessian"] = rows(H.data(), P, P);
  std::vector<std::size_t> batch;  // every other sample, from the last
  for (std::size_t n = N; n >= 1; n -= std::min<std::size_t>(n, 2)) batch.push_back(n - 1);
  Vector g(P);
  one["batch"] = batch;
  one["batch_value"] = objective->samples()->gradient(made.theta, batch, g, context);
  one["batch_gradient"] = g;
  options.precision = Precision::f32;
  const auto single = objective_of(made, options);
  const auto at_single = single->linearize(made.theta, context);
  at_single->hessian(H, context);
  one["f32"] = {{"value", at_single->value()}, {"gradient", at_single->gradient()}, {"hessian", rows(H.data(), P, P)}};
  return one;
}

int print_cases() {
  Json all = Json::array();
  for (const Case& made : every_activation_and_loss(11)) all.push_back(describe(made, all.size() % 2 == 0 ? 0 : 0.1));
  all.push_back(describe(random_case("mlp:3-5-2:tanh:no-bias", "cross-entropy", "classes", 7, 1), 0));
  all.push_back(describe(random_case("mlp:2-4-3-3-1:gelu,silu,softplus", "bce-with-logits", "labels", 9, 2), 0.01));
  all.push_back(describe(random_case("mlp:2-3-3-3-2:sigmoid,linear,relu", "mse", "numbers", 9, 3), 0));
  std::cout << all.dump() << '\n';
  return 0;
}

}  // namespace
}  // namespace saddlescope

int main() { return saddlescope::print_cases(); }
