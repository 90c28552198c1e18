#include "bench/problems.h"

#include <cmath>
#include <numbers>

#include "saddlescope/base/error.h"
#include "saddlescope/base/random.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/optimize/minimize.h"

namespace saddlescope::bench {

DataSet random_samples(std::size_t N, std::size_t features, std::size_t classes) {
  RandomStream random(2026, "bench samples");
  DataSet data;
  data.x.shape = {N, features};
  data.x.values.resize(N * features);
  for (double& pixel : data.x.values) pixel = random.uniform();
  data.y.kind = DataTargets::Kind::classes;
  data.y.values.shape = {N};
  for (std::size_t n = 0; n < N; ++n) data.y.values.values.push_back(static_cast<double>(random.below(classes)));
  data.y.where = "bench";
  return data;
}

namespace {

DataSet line_samples(std::size_t N) {
  const auto f = [](double x) { return std::sin(5 * std::numbers::pi * x) / (5 * std::numbers::pi * x); };
  DataOptions options;
  options.samples = N;
  return sample_formula(f, "sin(5*pi*x)/(5*pi*x)", 0, 1, options);
}

Problem make(Problem problem, std::string_view start, double scale) {
  const MlpSpec spec = parse_mlp(problem.model);
  NetworkOptions options;
  options.weight_decay = problem.weight_decay;
  problem.objective = make_network(spec, problem.data, "", options);
  problem.theta = initialize(spec, initialization(start), scale, 0);
  return problem;
}

}  // namespace

Problem make_problem(std::string_view name) {
  const std::string model = "mlp:64-32-32-10:tanh";
  if (name == "digits") {
    return make({"digits", "64-32-32-10 tanh on digits", model, "digits", 0, load_data("digits"), {}, {}},
                kDefaultInitialization, 1);
  }
  if (name == "stalled") {
    return make({"stalled", "a stalled network", model, "digits", 0, load_data("digits"), {}, {}}, "normal", 0.01);
  }
  if (name == "critical") {
    return make({"critical", "a critical point", model, "digits", 0.01, load_data("digits"), {}, {}},
                kDefaultInitialization, 1);
  }
  if (name == "wide") {
    return make({"wide",
                 "784-512-512-10 relu, N = 1,024",
                 "mlp:784-512-512-10:relu",
                 "",
                 0,
                 random_samples(1024, 784, 10),
                 {},
                 {}},
                kDefaultInitialization, 1);
  }
  if (name == "line") {
    return make({"line", "1-10-10-1 tanh, N = 1,000", "mlp:1-10-10-1:tanh", "", 0, line_samples(1000), {}, {}},
                kDefaultInitialization, 1);
  }
  if (name == "lecture") {
    return make({"lecture", "1-10-10-1 tanh, N = 128", "mlp:1-10-10-1:tanh", "", 0, line_samples(128), {}, {}},
                kDefaultInitialization, 1);
  }
  if (name == "small") {
    return make({"small", "64-16-10 tanh on digits", "mlp:64-16-10:tanh", "digits", 0, load_data("digits"), {}, {}},
                kDefaultInitialization, 1);
  }
  throw Error(ErrorKind::internal, "the benchmarks have no problem \"" + std::string(name) + "\".");
}

Vector start_of(const Problem& problem, std::uint64_t seed) {
  return initialize(problem.objective->spec(), initialization(kDefaultInitialization), 1, seed);
}

Vector trained(const Problem& problem, Context& context) {
  const auto run = [&](const Vector& theta, const std::string& method, std::size_t steps) {
    MinimizeOptions options;
    options.optimizer.name = method;
    if (method == "gradient-descent") options.optimizer.learning_rate = 0.1;
    options.steps = steps;
    options.stall = 0;
    return minimize(*problem.objective, theta, options, {}, context).theta;
  };
  if (problem.name == "stalled") return run(problem.theta, "gradient-descent", 100);
  // To the neighbourhood by a first-order method, then quadratically.
  return run(run(problem.theta, "l-bfgs", 700), "trust-region", 50);
}

Problem random_problem(const std::string& model, std::size_t samples) {
  const MlpSpec spec = parse_mlp(model);
  return make({model, model, model, "", 0, random_samples(samples, spec.inputs(), spec.outputs()), {}, {}},
              kDefaultInitialization, 1);
}

Matrix directions(std::size_t P, std::size_t columns) {
  Matrix V(P, columns);
  const double size = 1 / std::sqrt(static_cast<double>(P));
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t i = 0; i < P; ++i) {
      V(i, j) = size * std::sin(static_cast<double>(i) + 1 + 0.37 * static_cast<double>(j));
    }
  }
  return V;
}

double frobenius(ConstBlock A) { return norm({A.data(), A.rows() * A.columns()}); }

}  // namespace saddlescope::bench
