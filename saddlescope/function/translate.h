// A formula as a graph of the engine.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/engine/graph.h"
#include "saddlescope/function/expression.h"

namespace saddlescope {

/// One scalar value for each node of the expression; variable i is the parameter at offset i of θ.
std::vector<engine::Value> translate(const Expression& expression, engine::Graph& graph);

/// Where a derivative of the formula may jump or be infinite: at argument = 0 of a node.
struct FormulaKink {
  std::size_t node = 0, argument = 0;  ///< places in expression.nodes()
};
/// Arguments that interval arithmetic shows never to be 0 are left out.
std::vector<FormulaKink> kinks_of(const Expression& expression);

}  // namespace saddlescope
