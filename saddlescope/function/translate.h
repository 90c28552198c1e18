// A formula as a graph of the engine.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/engine/graph.h"
#include "saddlescope/function/expression.h"

namespace saddlescope {

/// One scalar value for each node of the expression; variable i is the parameter at offset i of θ.
std::vector<engine::Value> translate(const Expression& expression, engine::Graph& graph);

/// factor · nodes()[node], a term of the formula's outermost sum.
struct Term {
  std::size_t node = 0;
  double factor = 1;
};
/// The formula without the constants added to it: value = constants + Σ terms. Factors that are numbers are multiplied
/// out: 2·(1e6 + x²) has the one term 2·x². constants: their sum, if asked for.
std::vector<Term> varying_terms(const Expression& expression, double* constants = nullptr);

/// Where a derivative of the formula may jump or be infinite: at argument = 0 of a node.
struct FormulaKink {
  std::size_t node = 0, argument = 0;  ///< places in expression.nodes()
};
/// Arguments that interval arithmetic shows never to be 0 are left out.
std::vector<FormulaKink> kinks_of(const Expression& expression);

}  // namespace saddlescope
