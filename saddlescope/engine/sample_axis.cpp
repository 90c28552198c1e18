#include "saddlescope/engine/sample_axis.h"

#include <array>
#include <optional>
#include <span>
#include <type_traits>
#include <variant>

#include "saddlescope/engine/rules.h"

namespace saddlescope::engine {
namespace {

using Dependence = SampleDependence::Kind;
using Dependences = std::span<const SampleDependence>;

bool all_fixed_from(Dependences x, std::size_t first) {
  for (std::size_t i = first; i < x.size(); ++i)
    if (x[i].kind != Dependence::fixed) return false;
  return true;
}

std::size_t named_before(std::uint32_t axes, std::size_t axis) {
  std::size_t count = 0;
  for (std::size_t a = 0; a < axis; ++a) count += axes >> a & 1U;
  return count;
}

// c·x + c' of a sum over samples is one too.
template <class O>
constexpr bool affine = std::is_same_v<O, Neg> || std::is_same_v<O, Scale> || std::is_same_v<O, Divide> ||
                        std::is_same_v<O, Shift> || std::is_same_v<O, Reflect>;

template <class O>
SampleDependence through_pointwise(Dependences x) {
  std::optional<std::size_t> axis;
  bool separate = true;
  for (const SampleDependence& one : x) {
    if (one.kind == Dependence::fixed) continue;
    separate = separate && one.kind == Dependence::separate && axis.value_or(one.axis) == one.axis;
    axis = one.axis;
  }
  if (separate) return SampleDependence::along(axis.value_or(0));
  if (x.size() == 1) return affine<O> ? SampleDependence::sum() : SampleDependence::mix();
  const auto fixed_or_summed = [](const SampleDependence& one) {
    return one.kind == Dependence::fixed || one.kind == Dependence::summed;
  };
  if (!fixed_or_summed(x[0]) || !fixed_or_summed(x[1])) return SampleDependence::mix();
  const bool one_is_fixed = x[0].kind == Dependence::fixed || x[1].kind == Dependence::fixed;
  const bool linear = std::is_same_v<O, Add> || std::is_same_v<O, Sub> || (std::is_same_v<O, Mul> && one_is_fixed) ||
                      (std::is_same_v<O, Div> && x[1].kind == Dependence::fixed);
  return linear ? SampleDependence::sum() : SampleDependence::mix();
}

// The axis of `to` with the same elements before and along it: entries keep their index along it.
SampleDependence through_reshape(const Shape& from, const Shape& to, std::size_t axis) {
  std::size_t before = 1, outer = 1;
  for (std::size_t a = 0; a < axis; ++a) before *= from[a];
  for (std::size_t a = 0; a < to.size(); outer *= to[a++])
    if (outer == before && to[a] == from[axis]) return SampleDependence::along(a);
  return SampleDependence::mix();
}

SampleDependence through_product(const MatMul& op, Dependences x) {
  const auto separate = [&](std::size_t i) { return x[i].kind == Dependence::separate; };
  const auto fixed = [&](std::size_t i) { return x[i].kind == Dependence::fixed; };
  // Axes of op(A): [m, inner] and op(B): [inner, n].
  const std::size_t axis_A = op.transpose_A ? 1 - x[0].axis : x[0].axis;
  const std::size_t axis_B = op.transpose_B ? 1 - x[1].axis : x[1].axis;
  if (separate(0) && fixed(1)) return axis_A == 0 ? SampleDependence::along(0) : SampleDependence::sum();
  if (separate(1) && fixed(0)) return axis_B == 1 ? SampleDependence::along(1) : SampleDependence::sum();
  if (separate(0) && separate(1) && axis_A == 1 && axis_B == 0) return SampleDependence::sum();
  const bool summed_by_fixed =
      (x[0].kind == Dependence::summed && fixed(1)) || (x[1].kind == Dependence::summed && fixed(0));
  return summed_by_fixed ? SampleDependence::sum() : SampleDependence::mix();
}

// Of an op on arrays whose operand 0 is `separate` along `axis`; shapes are those before and after.
template <class O>
SampleDependence through_array(const O& op, const Shape& from, const Shape& to, std::size_t axis) {
  if constexpr (std::is_same_v<O, Sum>) {
    if (Axes::from_mask(op.axes).has(axis)) return SampleDependence::sum();
    return SampleDependence::along(axis - named_before(op.axes, axis));
  } else if constexpr (std::is_same_v<O, Broadcast>) {
    std::size_t kept = 0;
    for (std::size_t a = 0; a < to.size(); ++a) {
      if (Axes::from_mask(op.axes).has(a)) continue;
      if (kept++ == axis) return SampleDependence::along(a);
    }
    return SampleDependence::mix();
  } else if constexpr (std::is_same_v<O, Transpose>) {
    return SampleDependence::along(1 - axis);
  } else if constexpr (std::is_same_v<O, Reshape>) {
    return through_reshape(from, to, axis);
  } else if constexpr (std::is_same_v<O, Pick>) {
    return axis == 1 ? SampleDependence::along(0) : SampleDependence::mix();
  } else if constexpr (std::is_same_v<O, Scatter> || std::is_same_v<O, OneHot>) {
    return SampleDependence::along(1);
  } else if constexpr (std::is_same_v<O, MaxAlong>) {
    if (axis == op.axis) return SampleDependence::mix();
    return SampleDependence::along(axis > op.axis ? axis - 1 : axis);
  } else {
    return SampleDependence::mix();
  }
}

template <class O>
SampleDependence through(const O& op, Dependences x, const Shape& from, const Shape& to) {
  if constexpr (O::kind == Kind::leaf) {
    return {};
  } else if constexpr (ElementwiseOp<O>) {
    return through_pointwise<O>(x);
  } else if constexpr (std::is_same_v<O, MatMul>) {
    return through_product(op, x);
  } else {
    if (!all_fixed_from(x, 1)) return SampleDependence::mix();
    if (x[0].kind == Dependence::separate) return through_array(op, from, to, x[0].axis);
    return O::kind == Kind::linear ? SampleDependence::sum() : SampleDependence::mix();
  }
}

SampleDependence of_node(const Graph& graph, const Node& node,
                         const std::unordered_map<NodeId, SampleDependence>& known) {
  std::array<SampleDependence, kMaxOperands> x;
  bool all_fixed = true;
  for (std::size_t i = 0; i < node.arity; ++i) {
    x[i] = known.at(node.operands[i]);
    if (x[i].kind == Dependence::mixed) return x[i];
    all_fixed = all_fixed && x[i].kind == Dependence::fixed;
  }
  if (all_fixed) return {};
  const Shape& from = graph.node(node.operands[0]).shape;
  return std::visit([&](const auto& op) { return through(op, Dependences(x.data(), node.arity), from, node.shape); },
                    node.op);
}

}  // namespace

std::unordered_map<NodeId, SampleDependence> sample_dependence(const Graph& graph, const std::vector<NodeId>& order,
                                                               const std::unordered_map<NodeId, std::size_t>& marked) {
  std::unordered_map<NodeId, SampleDependence> known;
  for (const NodeId id : order) {
    SampleDependence own = of_node(graph, graph.node(id), known);
    if (const auto mark = marked.find(id); mark != marked.end()) {
      const SampleDependence expected = SampleDependence::along(mark->second);
      own = own.kind == Dependence::fixed || own == expected ? expected : SampleDependence::mix();
    }
    known[id] = own;
  }
  return known;
}

}  // namespace saddlescope::engine
