// Prints short runs on batches as JSON, with the batches they took, for batches_pytorch_test.py.
#include <iostream>
#include <nlohmann/json.hpp>

#include "saddlescope/optimize/batch_run.h"
#include "saddlescope/optimize/minimize.h"
#include "tests/network/networks.h"

namespace saddlescope {
namespace {

using Json = nlohmann::ordered_json;

Json run_of(const OptimizerOptions& optimizer, double weight_decay) {
  constexpr std::size_t kN = 37, kB = 8, kSteps = 60;
  const Case made = random_case("mlp:4-6-3:tanh", "cross-entropy", "classes", kN, 11);
  const auto objective = objective_of(made, {.weight_decay = weight_decay, .chunk = 3});
  Context context;
  context.seed = 4;
  MinimizeOptions options;
  options.optimizer = optimizer;
  options.batch_size = kB;
  options.steps = kSteps;
  const Training run = minimize(*objective, made.theta, options, {}, context);
  Json one = {{"optimizer", optimizer.name},
              {"learning_rate", *optimizer.learning_rate},
              {"weight_decay", weight_decay},
              {"x", made.data.x.values},
              {"classes", std::vector<int>(made.data.y.values.values.begin(), made.data.y.values.values.end())},
              {"start", made.theta},
              {"theta", run.theta},
              {"batches", Json::array()},
              {"history", Json::array()}};
  Batches batches(kN, kB, context.seed);
  for (std::size_t step = 0; step < kSteps; ++step) {
    const auto batch = batches.at(step);
    one["batches"].push_back(std::vector<std::size_t>(batch.begin(), batch.end()));
  }
  for (const TrainingPoint& point : run.history) one["history"].push_back({point.step, point.loss});
  return one;
}

}  // namespace
}  // namespace saddlescope

int main() {
  nlohmann::ordered_json all;
  for (const char* name : {"gradient-descent", "momentum", "nesterov", "adam"}) {
    for (const double decay : {0.0, 0.05}) all.push_back(saddlescope::run_of({name, 1e-2, {}, {}}, decay));
  }
  std::cout << all.dump() << '\n';
}
