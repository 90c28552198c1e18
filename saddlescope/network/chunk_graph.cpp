#include "saddlescope/network/chunk_graph.h"

#include "saddlescope/network/activations.h"

namespace saddlescope {
namespace {

std::vector<engine::Value> theta_of(const MlpSpec& spec, engine::Graph& graph) {
  std::vector<engine::Value> theta;
  for (const Parameter& parameter : parameters_of(spec)) {
    theta.push_back(graph.parameter(parameter.offset, parameter.shape));
  }
  return theta;
}

}  // namespace

ChunkGraph chunk_graph(const MlpSpec& spec, const Loss& loss, std::size_t n, std::size_t samples) {
  ChunkGraph built;
  engine::Graph& graph = *built.graph;
  built.theta = theta_of(spec, graph);
  engine::Value a = graph.input(kInputSlot, {spec.inputs(), n});
  for (std::size_t l = 0; l < spec.layers(); ++l) {
    built.inputs_of.push_back(a);
    engine::Value z = matmul(built.theta[spec.bias ? 2 * l : l], a);
    if (spec.bias) z = z + broadcast(built.theta[2 * l + 1], {spec.sizes[l + 1], n}, {1});
    built.z.push_back(z);
    if (l + 1 == spec.layers()) break;
    a = spec.activations[l]->graph(z);
    built.a.push_back(a);
  }
  built.targets = graph.input(kTargetSlot, {spec.outputs(), n});
  built.loss = loss.graph(built.z.back(), built.targets, samples);
  return built;
}

ChunkGraph weight_decay_graph(const MlpSpec& spec, double weight_decay) {
  ChunkGraph built;
  built.theta = theta_of(spec, *built.graph);
  for (const engine::Value parameter : built.theta) {
    const engine::Value square_sum = sum(square(parameter));
    built.loss = built.loss ? built.loss + square_sum : square_sum;
  }
  built.loss = built.loss * (0.5 * weight_decay);
  return built;
}

}  // namespace saddlescope
