// The two transforms. Both walk the graph once, call the rules each op's kind derives (rules.h) and emit ordinary
// nodes, so they nest: gradient = vjp(loss), H·v = jvp(gradient), D³L[v,v,·] = jvp(jvp(gradient)). Neither names an op.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "saddlescope/engine/value.h"

namespace saddlescope::engine {

/// Reverse mode: for each value of `wrt` (a leaf or any node), Σⱼ (∂output_j/∂wrt)ᵀ·cotangent_j; absent where no output
/// depends on it. Cotangents have their outputs' shapes (absent ones count as none) and may be directional: a block
/// vjp.
std::vector<Value> vjp(std::span<const Value> outputs, std::span<const Value> cotangents, std::span<const Value> wrt);

/// A value and its tangent.
using Tangent = std::pair<Value, Value>;

/// Forward mode: the tangent of each output when each `seeds[i].first` (a leaf or any node) is moved along
/// `seeds[i].second`; absent where an output depends on none. On an inner node the seed is added to what its own
/// operands pass on: a perturbation of that node.
std::vector<Value> jvp(std::span<const Value> outputs, std::span<const Tangent> seeds);

/// Seeds that move each parameter along its entries of the block V number `set`: θ + t·V.
std::vector<Tangent> tangents(std::span<const Value> parameters, std::size_t set = 0);

// The same for braced lists.
std::vector<Value> vjp(std::initializer_list<Value> outputs, std::initializer_list<Value> cotangents,
                       std::span<const Value> wrt);

}  // namespace saddlescope::engine
