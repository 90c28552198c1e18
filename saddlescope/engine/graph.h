// Graph: an arena of hash-consed nodes, from which programs are compiled. Read the example first.
//
//   // Loss of a 2-layer network on a chunk of n samples. θ = [W1 (h×d), b1, W2 (C×h), b2]; activations are [units, n],
//   // samples contiguous; the weights keep PyTorch's layout [out, in].
//   Graph graph;
//   Value W1 = graph.parameter(0, {h, d}), b1 = graph.parameter(h * d, {h});
//   Value W2 = graph.parameter(o2, {C, h}), b2 = graph.parameter(o2 + C * h, {C});
//   Value x = graph.input(0, {d, n}), classes = graph.input(1, {n});        // chunk data, by slot; never active
//   Value a = tanh(matmul(W1, x) + broadcast(b1, {h, n}, {1}));
//   Value z = matmul(W2, a) + broadcast(b2, {C, n}, {1});
//   Value loss = sum(logsumexp(z, 0) - pick(z, classes)) * (1.0 / N);       // 1/N of the data set, not of the chunk
//
//   // Transforms (transform.h) emit ordinary nodes of the same graph.
//   std::vector<Value> theta = {W1, b1, W2, b2};
//   std::vector<Value> gradient = vjp({loss}, {graph.constant(1, {})}, theta);
//   std::vector<Value> product = jvp(gradient, tangents(theta));            // V on the parameters: H·V
//   std::vector<Value> third = jvp(product, tangents(theta));               // D³L[v, v, ·], and so on
//
//   // A program adds its outputs at offsets of flat buffers: shared ones (same for every direction) and directional
//   ones. std::vector<Output> outputs = {{loss, P}};                              // shared: gradient in 0 … P−1, loss at P
//   for (std::size_t i = 0; i < theta.size(); ++i) {                        // (an absent derivative is skipped)
//     outputs.push_back({gradient[i], offset_of(theta[i])});
//     outputs.push_back({product[i], offset_of(theta[i])});                 // directional: P × k
//   }
//   auto program = std::make_shared<const Program>(graph, outputs);         // needs the graph no longer
//
//   // Sum over chunks (chunks.h), the same bits for any number of threads. The last chunk may have its own program.
//   ChunkSum sum({{program, {x0, classes0}}, {program, {x1, classes1}}});   // data is not copied: [d, n] and [n] each
//   Vector g(P + 1);
//   auto state = sum.linearize(theta_values, g, context);                   // value and gradient; keeps what H·V needs
//   state->apply(V, HV, context);                                           // any number of times
//
// Invariants: a node's operands have smaller ids (ids are a topological order); equal nodes are one node; shapes are
// concrete: a program is for one chunk length. A graph only grows; one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <unordered_map>
#include <vector>

#include "saddlescope/engine/op.h"

namespace saddlescope::engine {

struct Node {
  Op op;
  Shape shape;
  std::array<NodeId, kMaxOperands> operands{};
  std::size_t arity = 0;
  bool directional = false;  ///< has one value for each direction

  std::span<const NodeId> operand_ids() const { return {operands.data(), arity}; }
};

class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  Value parameter(std::size_t offset, Shape shape);
  Value input(std::size_t slot, Shape shape);
  Value tangent(std::size_t offset, Shape shape, std::size_t set = 0);
  Value seed(std::size_t slot, Shape shape, bool directional);
  Value constant(double value, Shape shape);

  /// The node op(x…), found or made. Op: any member of the variant; x: values of this graph.
  Value append(Op op, std::span<const Value> x);

  const Node& node(NodeId id) const { return nodes_[id]; }
  const Node& node(Value value) const { return nodes_[value.id()]; }
  std::size_t size() const { return nodes_.size(); }
  Value value(NodeId id) { return {this, id}; }
  Value operand(Value value, std::size_t i) { return {this, nodes_[value.id()].operands[i]}; }
  /// Calls visitor(op) with the op's own type: `graph.visit(v, [](const auto& op) { … })`.
  template <class Visitor>
  decltype(auto) visit(Value value, Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), nodes_[value.id()].op);
  }
  /// The number a constant holds; nothing for any other node.
  const double* constant_value(Value value) const;

 private:
  Value intern(Node node);
  std::size_t hash(const Node& node) const;

  std::vector<Node> nodes_;
  std::unordered_multimap<std::size_t, NodeId> index_;
};

/// Offset in θ of a parameter; throws Error(internal) for any other node.
std::size_t offset_of(Value parameter);

/// Ids of every node the values depend on, themselves included, in ascending (topological) order.
std::vector<NodeId> dependencies(const Graph& graph, std::span<const Value> values);

}  // namespace saddlescope::engine

#include "saddlescope/engine/transform.h"  // IWYU pragma: export
