// A small tanh network with cross-entropy on random data, cut into chunks of any length: what a network room builds.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "saddlescope/base/random.h"
#include "saddlescope/engine/chunks.h"

namespace saddlescope::engine {

/// Parameters one after another, W [out, in] then b [out] a layer; loss Σ (logsumexp − picked logit)/N.
struct NetworkGraph {
  std::unique_ptr<Graph> graph = std::make_unique<Graph>();
  std::vector<Value> theta;
  Value loss;
  std::size_t parameters = 0;
};

inline NetworkGraph network_graph(const std::vector<std::size_t>& sizes, std::size_t n, std::size_t samples) {
  NetworkGraph network;
  Graph& graph = *network.graph;
  Value a = graph.input(0, {sizes[0], n});
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    const std::size_t in = sizes[l], out = sizes[l + 1];
    const Value W = graph.parameter(network.parameters, {out, in});
    const Value b = graph.parameter(network.parameters + out * in, {out});
    network.theta.insert(network.theta.end(), {W, b});
    network.parameters += out * (in + 1);
    const Value z = matmul(W, a) + broadcast(b, {out, n}, {1});
    a = l + 2 < sizes.size() ? tanh(z) : z;
  }
  network.loss = sum(logsumexp(a, 0) - pick(a, graph.input(1, {n}))) * (1.0 / static_cast<double>(samples));
  return network;
}

/// Shared: gradient in 0 … P−1, loss at P. Directional: H·V in 0 … P−1, D³L[v, v, ·] in P … 2P−1.
inline std::shared_ptr<const Program> network_program(const std::vector<std::size_t>& sizes, std::size_t n,
                                                      std::size_t samples) {
  NetworkGraph network = network_graph(sizes, n, samples);
  const std::size_t P = network.parameters;
  const auto gradient = vjp({network.loss}, {network.graph->constant(1, {})}, network.theta);
  const auto product = jvp(gradient, tangents(network.theta));
  const auto third = jvp(product, tangents(network.theta));
  std::vector<Output> outputs = {{network.loss, P}};
  for (std::size_t i = 0; i < network.theta.size(); ++i) {
    const std::size_t at = offset_of(network.theta[i]);
    outputs.insert(outputs.end(), {Output{gradient[i], at}, {product[i], at}, {third[i], P + at}});
  }
  return std::make_shared<const Program>(*network.graph, outputs);
}

/// Owns the data, chunk by chunk.
struct ChunkedNetwork {
  ChunkedNetwork(std::vector<std::size_t> layer_sizes, std::size_t samples, std::size_t chunk)
      : sizes(std::move(layer_sizes)) {
    const std::size_t d = sizes.front(), classes = sizes.back();
    RandomStream random(17, "data");
    Vector x(samples * d), y(samples);
    for (double& e : x) e = random.normal();
    for (double& e : y) e = static_cast<double>(random.below(classes));
    std::map<std::size_t, std::shared_ptr<const Program>> programs;
    std::vector<Chunk> chunks;
    for (std::size_t start = 0; start < samples; start += chunk) {
      const std::size_t n = std::min(chunk, samples - start);
      if (!programs.contains(n)) programs[n] = network_program(sizes, n, samples);
      auto features = std::make_unique<Vector>(d * n), targets = std::make_unique<Vector>(n);
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < d; ++j) (*features)[j * n + i] = x[(start + i) * d + j];
        (*targets)[i] = y[start + i];
      }
      chunks.push_back({programs[n], {features->data(), targets->data()}});
      data.push_back(std::move(features));
      data.push_back(std::move(targets));
    }
    sum = std::make_unique<ChunkSum>(chunks);
    P = sum->shared_size() - 1;
    RandomStream weights(18, "weights");
    theta.resize(P);
    for (double& e : theta) e = 0.5 * weights.normal();
  }
  Matrix directions(std::size_t k) const {
    RandomStream random(19, "directions");
    Matrix V(P, k);
    for (std::size_t e = 0; e < P * k; ++e) V.data()[e] = random.normal();
    return V;
  }

  std::vector<std::size_t> sizes;
  std::vector<std::unique_ptr<Vector>> data;
  std::unique_ptr<ChunkSum> sum;
  std::size_t P = 0;
  Vector theta;
};

}  // namespace saddlescope::engine
