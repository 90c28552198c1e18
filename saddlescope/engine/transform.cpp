#include "saddlescope/engine/transform.h"

#include <array>
#include <ranges>
#include <unordered_map>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/graph.h"
#include "saddlescope/engine/rules.h"

namespace saddlescope::engine {
namespace {

// A node is copied before its rule runs: rules append nodes, which may move the arena.
struct Site {
  Node node;
  std::array<Value, kMaxOperands> operands;
  std::span<const Value> x() const { return {operands.data(), node.arity}; }
};

Site site(Graph& graph, NodeId id) {
  Site s{graph.node(id), {}};
  for (std::size_t i = 0; i < s.node.arity; ++i) s.operands[i] = graph.value(s.node.operands[i]);
  return s;
}

void require_like(std::string_view transform, Value value, Value derivative) {
  if (value.shape() == derivative.shape()) return;
  const std::array shapes = {&value.shape(), &derivative.shape()};
  throw_shape(transform, "a value and its (co)tangent have one shape", shapes);
}

Value present(std::span<const Value> values) {
  for (Value v : values)
    if (v) return v;
  return {};
}

}  // namespace

std::vector<Value> vjp(std::span<const Value> outputs, std::span<const Value> cotangents, std::span<const Value> wrt) {
  if (outputs.size() != cotangents.size()) throw_internal("vjp: as many cotangents as outputs");
  std::vector<Value> result(wrt.size());
  const Value any = present(outputs);
  if (!any) return result;
  Graph& graph = any.graph();

  const std::vector<NodeId> order = dependencies(graph, outputs);
  std::unordered_map<NodeId, Value> sums;  // active nodes and their cotangents so far
  for (Value w : wrt) sums[w.id()] = {};
  for (NodeId id : order)
    for (NodeId operand : graph.node(id).operand_ids())
      if (sums.contains(operand)) sums.try_emplace(id);

  for (std::size_t j = 0; j < outputs.size(); ++j) {
    if (!outputs[j] || !cotangents[j]) continue;
    require_like("vjp", outputs[j], cotangents[j]);
    if (auto it = sums.find(outputs[j].id()); it != sums.end()) it->second = sum_present(it->second, cotangents[j]);
  }
  for (const NodeId id : std::views::reverse(order)) {
    const auto entry = sums.find(id);
    if (entry == sums.end() || !entry->second) continue;
    const Value c = entry->second;
    const Site s = site(graph, id);
    for (std::size_t i = 0; i < s.node.arity; ++i) {
      const auto operand = sums.find(s.node.operands[i]);
      if (operand == sums.end()) continue;
      const Value part =
          std::visit([&](const auto& op) { return cotangent_of(op, i, s.x(), graph.value(id), c); }, s.node.op);
      if (part) require_like("vjp", s.operands[i], part);
      operand->second = sum_present(operand->second, part);
    }
  }
  for (std::size_t i = 0; i < wrt.size(); ++i) result[i] = sums[wrt[i].id()];
  return result;
}

std::vector<Value> vjp(std::initializer_list<Value> outputs, std::initializer_list<Value> cotangents,
                       std::span<const Value> wrt) {
  return vjp(std::span<const Value>(outputs.begin(), outputs.size()),
             std::span<const Value>(cotangents.begin(), cotangents.size()), wrt);
}

std::vector<Value> jvp(std::span<const Value> outputs, std::span<const Tangent> seeds) {
  std::vector<Value> result(outputs.size());
  const Value any = present(outputs);
  if (!any) return result;
  Graph& graph = any.graph();

  std::unordered_map<NodeId, Value> tangent;
  for (const auto& [value, seed] : seeds) {
    if (!seed) continue;
    require_like("jvp", value, seed);
    tangent[value.id()] = sum_present(tangent[value.id()], seed);
  }
  for (NodeId id : dependencies(graph, outputs)) {
    std::array<Value, kMaxOperands> moved;
    bool moves = false;
    const auto ids = graph.node(id).operand_ids();
    for (std::size_t i = 0; i < kMaxOperands && i < ids.size(); ++i) {
      const auto it = tangent.find(ids[i]);
      if (it == tangent.end()) continue;
      moved[i] = it->second;
      moves = moves || moved[i];
    }
    if (!moves) continue;
    const Site s = site(graph, id);
    const Value own = std::visit(
        [&](const auto& op) {
          return tangent_of(op, s.x(), std::span<const Value>(moved.data(), s.node.arity), graph.value(id));
        },
        s.node.op);
    if (!own) continue;
    require_like("jvp", graph.value(id), own);
    Value& slot = tangent[id];
    slot = sum_present(slot, own);
  }
  for (std::size_t j = 0; j < outputs.size(); ++j)
    if (outputs[j])
      if (const auto it = tangent.find(outputs[j].id()); it != tangent.end()) result[j] = it->second;
  return result;
}

std::vector<Tangent> tangents(std::span<const Value> parameters, std::size_t set) {
  std::vector<Tangent> seeds;
  for (Value p : parameters) seeds.emplace_back(p, p.graph().tangent(offset_of(p), p.shape(), set));
  return seeds;
}

}  // namespace saddlescope::engine
