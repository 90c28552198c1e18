#include "saddlescope/engine/graph.h"

#include <algorithm>
#include <string>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/rules.h"

namespace saddlescope::engine {

void throw_shape(std::string_view op, std::string_view why, Shapes shapes) {
  std::string message = std::string(op) + ": " + std::string(why) + "; got";
  for (const Shape* shape : shapes) message += " " + to_string(*shape);
  throw Error(ErrorKind::internal, message + ".");
}

const Shape& Value::shape() const { return graph_->node(id_).shape; }
bool Value::directional() const { return graph_->node(id_).directional; }

namespace {

std::uint64_t mix(std::uint64_t h, std::uint64_t word) {
  h ^= word + 0x9e3779b97f4a7c15U + (h << 6U) + (h >> 2U);
  h *= 0xff51afd7ed558ccdU;
  return h ^ (h >> 33U);
}

OpKey key_of_op(const Op& op) {
  return std::visit([](const auto& o) { return o.key(); }, op);
}

bool same(const Node& a, const Node& b) {
  return a.op.index() == b.op.index() && a.arity == b.arity && a.operands == b.operands && a.shape == b.shape &&
         key_of_op(a.op) == key_of_op(b.op);
}

}  // namespace

std::size_t Graph::hash(const Node& node) const {
  std::uint64_t h = node.op.index();
  for (std::uint64_t word : key_of_op(node.op)) h = mix(h, word);
  for (NodeId id : node.operand_ids()) h = mix(h, id + 1);
  for (std::size_t extent : node.shape) h = mix(h, extent);
  return static_cast<std::size_t>(h);
}

Value Graph::intern(Node node) {
  const std::size_t h = hash(node);
  const auto [first, last] = index_.equal_range(h);
  for (auto it = first; it != last; ++it)
    if (same(nodes_[it->second], node)) return {this, it->second};
  const auto id = static_cast<NodeId>(nodes_.size());
  nodes_.push_back(std::move(node));
  index_.emplace(h, id);
  return {this, id};
}

Value Graph::parameter(std::size_t offset, Shape shape) {
  ParameterLeaf leaf;
  leaf.offset = offset;
  return intern({leaf, std::move(shape)});
}

Value Graph::input(std::size_t slot, Shape shape) {
  InputLeaf leaf;
  leaf.slot = slot;
  return intern({leaf, std::move(shape)});
}

Value Graph::tangent(std::size_t offset, Shape shape, std::size_t set) {
  TangentLeaf leaf;
  leaf.offset = offset;
  leaf.set = set;
  Node node{leaf, std::move(shape)};
  node.directional = true;
  return intern(std::move(node));
}

Value Graph::seed(std::size_t slot, Shape shape, bool directional) {
  SeedLeaf leaf;
  leaf.slot = slot;
  leaf.directional = directional;
  Node node{leaf, std::move(shape)};
  node.directional = directional;
  return intern(std::move(node));
}

Value Graph::constant(double value, Shape shape) {
  ConstantLeaf leaf;
  leaf.value = value;
  return intern({leaf, std::move(shape)});
}

Value Graph::append(Op op, std::span<const Value> x) {
  Node node;
  node.arity = x.size();
  std::array<const Shape*, kMaxOperands> shapes{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!x[i] || &x[i].graph() != this) throw_internal("operands of a node are present and of one graph");
    node.operands[i] = x[i].id();
    node.directional = node.directional || x[i].directional();
    shapes[i] = &x[i].shape();
  }
  const Shapes in(shapes.data(), x.size());
  const bool commutes = std::visit(
      [&](const auto& o) {
        using O = std::decay_t<decltype(o)>;
        if constexpr (O::kind == Kind::leaf) {
          throw_internal("leaves are made by their own functions");
        } else {
          if (x.size() != O::arity) throw_internal("a node has as many operands as its op");
          node.shape = shape_of(o, in);
        }
        return O::commutative;
      },
      op);
  if (commutes && node.operands[0] > node.operands[1]) std::swap(node.operands[0], node.operands[1]);
  node.op = std::move(op);
  return intern(std::move(node));
}

const double* Graph::constant_value(Value value) const {
  const auto* leaf = std::get_if<ConstantLeaf>(&nodes_[value.id()].op);
  return leaf != nullptr ? &leaf->value : nullptr;
}

std::size_t offset_of(Value parameter) {
  const auto* leaf = std::get_if<ParameterLeaf>(&parameter.graph().node(parameter).op);
  if (leaf == nullptr) throw_internal("only a parameter has an offset");
  return leaf->offset;
}

std::vector<NodeId> dependencies(const Graph& graph, std::span<const Value> values) {
  std::vector<char> needed(graph.size(), 0);
  for (Value v : values)
    if (v) needed[v.id()] = 1;
  std::vector<NodeId> ids;
  for (std::size_t id = graph.size(); id-- > 0;) {
    if (needed[id] == 0) continue;
    ids.push_back(static_cast<NodeId>(id));
    for (NodeId operand : graph.node(static_cast<NodeId>(id)).operand_ids()) needed[operand] = 1;
  }
  std::reverse(ids.begin(), ids.end());
  return ids;
}

}  // namespace saddlescope::engine
