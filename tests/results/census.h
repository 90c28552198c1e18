// A census as it might come out, every optional member present somewhere: for tests of JSON, text, CSV and picture.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include "saddlescope/results/census.h"

namespace saddlescope {

inline CensusNetwork example_network(const std::string& model, std::uint64_t seed, VerdictKind kind, double loss,
                                     double ratio, std::size_t negative, FinderEnd end) {
  CensusNetwork n;
  n.model = model;
  n.seed = seed;
  n.start = seed % 2 == 0 ? 1 : 0.25;
  n.steps = seed % 2 == 0 ? 2000 : 500;
  n.start_loss = loss + 0.01;
  n.finder = "levenberg-marquardt";
  n.end = end;
  n.stopped = "gradient norm";
  n.iterations = 40 + seed;
  n.gradient_equivalents = 95.5;
  n.loss = loss;
  n.gradient_norm = 3e-10;
  n.gradient_flatness = 0.125;
  n.inertia = {negative, 141 - 70 - negative, 70, 1e-15};
  n.nearby = Nearby{1e-5, {kind == VerdictKind::saddle ? negative : 0, 130, 11, 1e-6}, 1e-11};
  n.minimum_ratio = ratio;
  n.worth = loss / 100;
  n.verdict = {kind, kind == VerdictKind::saddle, 0, "because"};
  n.command = "saddlescope census --model " + model + " --runs 1 --seed " + std::to_string(seed);
  n.diagnosis_commands = {"saddlescope find --model " + model + " -o point.npz",
                          "saddlescope diagnose --model " + model + " --weights point.npz --report point.html"};
  return n;
}

inline Census example_census() {
  const std::string shallow = "mlp:1-10-10-1:tanh", deep = "mlp:1-10-10-10-1:tanh";
  Census c;
  c.problem.parameters = 141;
  c.problem.samples = 128;
  c.problem.loss = "mse";
  c.problem.data = "a <made-up> & \"quoted\" task";
  c.problem.arguments = "--data task.npz";
  c.models = {{shallow, 141, 128, 1, "mse", 0.0, 0.087157, 0.087157, 128.0 / 141},
              {deep, 251, 128, 1, "mse", 0.0, 0.087157, 0.087157, 128.0 / 251}};
  c.runs = 12;
  c.finders = {"levenberg-marquardt", "newton-mr"};
  c.tolerance = 1e-9;
  c.optimizer = "adam";
  c.steps = 2000;
  c.seed = 0;
  c.engine = "native";
  c.environment = {"0.1.0", "a processor", "a BLAS", 2};
  for (std::uint64_t s = 0; s < 12; ++s) {
    const double height = std::pow(10.0, -1.0 - static_cast<double>(s));
    c.networks.push_back(example_network(shallow, s, VerdictKind::degenerate_minimum, height,
                                         0.54 + 0.005 * static_cast<double>(s), 30 + s, FinderEnd::neither));
  }
  c.networks.push_back(example_network(shallow, 12, VerdictKind::saddle, 0.087157, 0.9, 3, FinderEnd::critical_point));
  CensusNetwork flat = example_network(shallow, 13, VerdictKind::gradient_flat, 2e-3, 0.7, 0, FinderEnd::gradient_flat);
  flat.nearby.reset();
  flat.finder = "newton-mr";
  c.networks.push_back(flat);
  CensusNetwork file = example_network(shallow, 0, VerdictKind::undetermined, 4e-4, 0.62, 9, FinderEnd::neither);
  file.weights = "run/step, 10.npz";
  file.fingerprint = 12345;
  file.finder.clear();
  file.gradient_flatness.reset();
  c.networks.push_back(file);
  CensusNetwork failed;
  failed.model = deep;
  failed.seed = 7;
  failed.finder = "newton-mr";
  failed.failed = "the loss is nan.";
  c.networks.push_back(failed);
  c.networks.push_back(example_network(deep, 8, VerdictKind::local_minimum, 3e-3, 1, 0, FinderEnd::critical_point));
  c.networks.push_back(example_network(deep, 9, VerdictKind::not_critical, 5e-2, 0.8, 12, FinderEnd::neither));
  c.optimization_failed = {{deep, shallow, 3e-3, 1e-12, 3e-3 - 1e-12, false, "hidden layer 2 passes on 10 numbers"}};
  return c;
}

}  // namespace saddlescope
