#include "saddlescope/engine/dense_layers.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_set>

#include "saddlescope/engine/sample_axis.h"

namespace saddlescope::engine {
namespace {

// The consumers of every node: a node once for each operand it is.
using Uses = std::unordered_map<NodeId, std::vector<NodeId>>;

Uses uses_of(const Graph& graph, const std::vector<NodeId>& order) {
  Uses uses;
  for (const NodeId id : order)
    for (const NodeId operand : graph.node(id).operand_ids()) uses[operand].push_back(id);
  return uses;
}

// The parameters that share no entry of θ with another one.
std::unordered_set<NodeId> alone_in_theta(const Graph& graph, const std::vector<NodeId>& order) {
  struct Piece {
    std::size_t first, end;
    NodeId id;
  };
  std::vector<Piece> pieces;
  for (const NodeId id : order)
    if (const auto* leaf = std::get_if<ParameterLeaf>(&graph.node(id).op))
      pieces.push_back({leaf->offset, leaf->offset + element_count(graph.node(id).shape), id});
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.first < b.first; });
  std::unordered_set<NodeId> alone;
  std::size_t reached = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool after = pieces[i].first >= reached;
    const bool before = i + 1 == pieces.size() || pieces[i].end <= pieces[i + 1].first;
    if (after && before) alone.insert(pieces[i].id);
    reached = std::max(reached, pieces[i].end);
  }
  return alone;
}

struct Search {
  Graph& graph;
  std::vector<NodeId> order;
  Uses uses;
  std::unordered_set<NodeId> alone;

  bool used_once(NodeId id) const {
    const auto found = uses.find(id);
    return found != uses.end() && found->second.size() == 1;
  }
  bool parameter_used_once(NodeId id) const {
    return std::holds_alternative<ParameterLeaf>(graph.node(id).op) && alone.contains(id) && used_once(id);
  }

  std::optional<DenseLayer> layer_of(NodeId product) const;
  void take_bias(DenseLayer& layer) const;
};

std::optional<DenseLayer> Search::layer_of(NodeId product) const {
  const Node& node = graph.node(product);
  const auto* op = std::get_if<MatMul>(&node.op);
  if (op == nullptr) return {};
  const bool first = parameter_used_once(node.operands[0]), second = parameter_used_once(node.operands[1]);
  if (first == second) return {};  // a product of two parameters is no layer
  DenseLayer layer;
  layer.W = graph.value(node.operands[first ? 0 : 1]);
  layer.a = graph.value(node.operands[first ? 1 : 0]);
  layer.z = graph.value(product);
  layer.z_sample_axis = first ? 1 : 0;
  layer.units = node.shape[first ? 0 : 1];
  layer.samples = node.shape[layer.z_sample_axis];
  layer.units_first = first ? !op->transpose_A : op->transpose_B;
  layer.a_sample_axis = first ? (op->transpose_B ? 0 : 1) : (op->transpose_A ? 1 : 0);
  layer.inputs = layer.a.shape()[1 - layer.a_sample_axis];
  take_bias(layer);
  return layer;
}

void Search::take_bias(DenseLayer& layer) const {
  if (!used_once(layer.z.id())) return;
  const NodeId sum = uses.at(layer.z.id()).front();
  const Node& node = graph.node(sum);
  if (!std::holds_alternative<Add>(node.op)) return;
  const NodeId other = node.operands[node.operands[0] == layer.z.id() ? 1 : 0];
  const auto* repeated = std::get_if<Broadcast>(&graph.node(other).op);
  if (repeated == nullptr || !used_once(other) || repeated->axes != 1U << layer.z_sample_axis) return;
  const NodeId bias = graph.node(other).operands[0];
  if (!parameter_used_once(bias)) return;
  layer.b = graph.value(bias);
  layer.z = graph.value(sum);
}

// Layers of the number of samples that most parameters count.
void keep_one_sample_count(std::vector<DenseLayer>& layers) {
  std::map<std::size_t, std::size_t> parameters;
  for (const DenseLayer& layer : layers) parameters[layer.samples] += layer.units * layer.inputs;
  std::size_t best = 0;
  for (const auto& [samples, count] : parameters)
    if (best == 0 || count > parameters[best]) best = samples;
  std::erase_if(layers, [&](const DenseLayer& layer) { return layer.samples != best; });
}

// What stands in the way of the proof: nothing, or a node whose marked ancestors have to go.
std::optional<NodeId> obstacle(const Graph& graph, const std::vector<NodeId>& order, NodeId loss,
                               const std::unordered_map<NodeId, std::size_t>& marked) {
  using Kind = SampleDependence::Kind;
  const auto known = sample_dependence(graph, order, marked);
  for (const NodeId id : order)
    if (known.at(id).kind == Kind::mixed) return id;
  return known.at(loss).kind == Kind::separate ? std::optional(loss) : std::nullopt;
}

void keep_independent(Graph& graph, const std::vector<NodeId>& order, NodeId loss, std::vector<DenseLayer>& layers) {
  while (!layers.empty()) {
    std::unordered_map<NodeId, std::size_t> marked;
    for (const DenseLayer& layer : layers) marked[layer.z.id()] = layer.z_sample_axis;
    const std::optional<NodeId> node = obstacle(graph, order, loss, marked);
    if (!node) return;
    if (marked.contains(*node)) {  // a layer that takes in mixed samples
      std::erase_if(layers, [&](const DenseLayer& layer) { return layer.z.id() == *node; });
      continue;
    }
    const Value value = graph.value(*node);
    const std::vector<NodeId> upstream = dependencies(graph, std::span<const Value>(&value, 1));
    std::erase_if(layers, [&](const DenseLayer& layer) {
      return std::binary_search(upstream.begin(), upstream.end(), layer.z.id());
    });
  }
}

}  // namespace

std::vector<DenseLayer> dense_layers(Value loss) {
  Graph& graph = loss.graph();
  std::vector<NodeId> order = dependencies(graph, std::span<const Value>(&loss, 1));
  Uses uses = uses_of(graph, order);
  std::unordered_set<NodeId> alone = alone_in_theta(graph, order);
  const Search search{graph, std::move(order), std::move(uses), std::move(alone)};
  std::vector<DenseLayer> layers;
  for (const NodeId id : search.order)
    if (std::optional<DenseLayer> layer = search.layer_of(id)) layers.push_back(*layer);
  keep_one_sample_count(layers);
  keep_independent(graph, search.order, loss.id(), layers);
  std::sort(layers.begin(), layers.end(), [](const DenseLayer& a, const DenseLayer& b) { return a.z.id() < b.z.id(); });
  return layers;
}

bool elementwise_between(Value from, Value to) {
  const Graph& graph = from.graph();
  std::unordered_set<NodeId> reached = {from.id()};
  for (const NodeId id : dependencies(graph, std::span<const Value>(&to, 1))) {
    const Node& node = graph.node(id);
    if (id == from.id()) continue;
    const auto ids = node.operand_ids();
    if (std::none_of(ids.begin(), ids.end(), [&](NodeId x) { return reached.contains(x); })) continue;
    const bool elementwise =
        std::visit([](const auto& op) { return ElementwiseOp<std::decay_t<decltype(op)>>; }, node.op);
    if (!elementwise) return false;
    reached.insert(id);
  }
  return true;
}

bool is_link(const DenseLayer& l, const DenseLayer& m, Value loss) {
  const Graph& graph = loss.graph();
  const NodeId from = l.z.id(), through = m.a.id();
  const std::vector<NodeId> order = dependencies(graph, std::span<const Value>(&loss, 1));
  std::size_t uses = 0;
  std::unordered_set<NodeId> reaching = {from};  // nodes that depend on z, not by way of a
  for (const NodeId id : order) {
    bool depends = false;
    for (const NodeId operand : graph.node(id).operand_ids()) {
      uses += operand == through ? 1 : 0;
      depends = depends || (operand != through && reaching.contains(operand));
    }
    if (depends && id != from) reaching.insert(id);
  }
  const bool only_way = from == through || !reaching.contains(loss.id());
  return only_way && uses == 1 && m.a.shape() == l.z.shape() && elementwise_between(l.z, m.a);
}

}  // namespace saddlescope::engine
