// Data sets and networks for the tests of network/, from fixed seeds.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "saddlescope/base/random.h"
#include "saddlescope/network/activations.h"
#include "saddlescope/network/initialization.h"
#include "saddlescope/network/loss.h"
#include "saddlescope/network/network.h"

namespace saddlescope {

/// x: N × d, y: N × C numbers, one sample after another.
inline DataSet numbers(std::size_t N, Vector x, Vector y) {
  DataSet data;
  data.x = {{N, x.size() / N}, std::move(x)};
  data.y.kind = DataTargets::Kind::numbers;
  data.y.values = {{N, y.size() / N}, std::move(y)};
  data.y.where = "test.npz, array \"y\"";
  data.y.other_way = "Name another array with --y.";
  return data;
}

/// x: N × d, one class index a sample.
inline DataSet classes(Vector x, Vector indices) {
  const std::size_t N = indices.size();
  DataSet data = numbers(N, std::move(x), indices);
  data.y.kind = DataTargets::Kind::integers;
  data.y.values.shape = {N};
  return data;
}

inline Vector normals(RandomStream& stream, std::size_t count) {
  Vector values(count);
  for (double& value : values) value = stream.normal();
  return values;
}

/// A network on random data with targets that its loss takes.
struct Case {
  std::string model, loss, targets;  ///< targets: "numbers", "classes", "probabilities", "labels"
  DataSet data;
  Vector theta;
};

inline DataSet random_data(const std::string& targets, std::size_t N, std::size_t d, std::size_t C,
                           RandomStream& stream) {
  Vector x = normals(stream, N * d), y = normals(stream, targets == "classes" ? N : N * C);
  if (targets == "classes") {
    for (double& t : y) t = static_cast<double>(stream.below(C));
    return classes(std::move(x), std::move(y));
  }
  if (targets == "labels") {
    for (double& t : y) t = stream.uniform();
  }
  if (targets == "probabilities") {
    for (std::size_t n = 0; n < N; ++n) {
      double sum = 0;
      for (std::size_t c = 0; c < C; ++c) sum += (y[n * C + c] = stream.uniform() + 0.1);
      for (std::size_t c = 0; c < C; ++c) y[n * C + c] /= sum;
    }
  }
  return numbers(N, std::move(x), std::move(y));
}

inline Case random_case(const std::string& model, const std::string& loss, const std::string& targets, std::size_t N,
                        std::uint64_t seed) {
  const MlpSpec spec = parse_mlp(model);
  RandomStream stream(seed, "test network " + model + loss + targets);
  Case made{model, loss, targets, random_data(targets, N, spec.inputs(), spec.outputs(), stream), {}};
  made.theta = initialize(spec, initialization("pytorch"), 1.5, seed);
  return made;
}

/// The targets that a loss is tested with.
inline std::vector<std::string> targets_for(const std::string& loss) {
  if (loss == "cross-entropy") return {"classes", "probabilities"};
  if (loss == "bce-with-logits") return {"labels"};
  return {"numbers"};
}

/// Every activation with every loss, on a network of two hidden layers, to be made: a test is registered by name, each
/// time that the executable starts, and makes its own alone.
struct NamedCase {
  std::string activation, loss, targets;
  std::size_t seed;

  Case with_samples(std::size_t N) const { return random_case("mlp:3-4-3-2:" + activation, loss, targets, N, seed); }
};

inline std::ostream& operator<<(std::ostream& out, const NamedCase& named) {
  return out << named.activation << ", " << named.loss << ", " << named.targets;
}

inline std::vector<NamedCase> every_activation_and_loss() {
  std::vector<NamedCase> all;
  for (const Activation& activation : activations()) {
    for (const Loss* one : losses()) {
      const std::string name(one->name());
      for (const std::string& targets : targets_for(name)) {
        all.push_back({std::string(activation.name), name, targets, all.size()});
      }
    }
  }
  return all;
}

inline std::vector<Case> every_activation_and_loss(std::size_t N) {
  std::vector<Case> all;
  for (const NamedCase& named : every_activation_and_loss()) all.push_back(named.with_samples(N));
  return all;
}

inline std::unique_ptr<NetworkObjective> objective_of(const Case& made, const NetworkOptions& options = {}) {
  return make_network(parse_mlp(made.model), made.data, made.loss, options);
}

inline std::unique_ptr<NetworkObjective> objective_of(const std::string& model, const DataSet& data,
                                                      const std::string& loss, const NetworkOptions& options = {}) {
  return make_network(parse_mlp(model), data, loss, options);
}

inline Matrix hessian_at(const Objective& objective, std::span<const double> theta, int threads = 1) {
  Context context;
  context.threads = threads;
  Matrix H(theta.size(), theta.size());
  objective.linearize(theta, context)->hessian(H, context);
  return H;
}

inline double largest_entry(const Matrix& A) {
  double largest = 0;
  for (std::size_t i = 0; i < A.rows() * A.columns(); ++i) largest = std::max(largest, std::abs(A.data()[i]));
  return largest;
}

inline double largest_difference(const Matrix& A, const Matrix& B) {
  double largest = 0;
  for (std::size_t i = 0; i < A.rows() * A.columns(); ++i) {
    largest = std::max(largest, std::abs(A.data()[i] - B.data()[i]));
  }
  return largest;
}

}  // namespace saddlescope
