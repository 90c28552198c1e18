#include "saddlescope/function/translate.h"

#include <cmath>

namespace saddlescope {
namespace {

using engine::Value;

/// aᵇ where b depends on a variable; as IEEE pow has it for a ≥ 0, NaN for a < 0.
Value variable_power(Value a, Value b, const Interval& base) {
  return base.never_negative() ? engine::pow(a, b) : engine::exp(b * engine::log(a));
}

}  // namespace

std::vector<Value> translate(const Expression& expression, engine::Graph& graph) {
  using enum Expression::Op;
  std::vector<Value> values;
  for (const Expression::Node& node : expression.nodes()) {
    const bool leaf = node.op == constant || node.op == variable;
    const Value a = leaf ? Value{} : values[node.a], b = leaf ? Value{} : values[node.b];
    Value result;
    switch (node.op) {
      case constant:
        result = graph.constant(node.number, {});
        break;
      case variable:
        result = graph.parameter(node.index, {});
        break;
      case add:
        result = a + b;
        break;
      case subtract:
        result = a - b;
        break;
      case multiply:
        result = a * b;
        break;
      case divide:
        result = a / b;
        break;
      case negate:
        result = -a;
        break;
      case power:
        result = engine::power(a, node.number);
        break;
      case general_power:
        result = variable_power(a, b, expression.nodes()[node.a].range);
        break;
      case function:
        result = elementary_functions()[node.index].graph(a);
        break;
    }
    values.push_back(result);
  }
  return values;
}

std::vector<Term> varying_terms(const Expression& expression, double* constants) {
  using enum Expression::Op;
  const auto nodes = expression.nodes();
  const auto number = [&](std::size_t i) { return nodes[i].op == constant ? &nodes[i].number : nullptr; };
  std::vector<Term> terms, open{{nodes.size() - 1, 1}};  // no more than the text has operators: equal parts count each
  double left_out = 0;
  while (!open.empty()) {
    const Term term = open.back();
    open.pop_back();
    const Expression::Node& node = nodes[term.node];
    if (node.op == constant) {
      left_out += term.factor * node.number;
      continue;
    }
    if ((node.op == add || node.op == subtract) && node.a != node.b) {  // a − a has a floor that a and −a have not
      open.push_back({node.b, node.op == add ? term.factor : -term.factor});
      open.push_back({node.a, term.factor});
    } else if (node.op == negate) {
      open.push_back({node.a, -term.factor});
    } else if (node.op == multiply && number(node.a) != nullptr) {
      open.push_back({node.b, term.factor * *number(node.a)});
    } else if (node.op == multiply && number(node.b) != nullptr) {
      open.push_back({node.a, term.factor * *number(node.b)});
    } else if (node.op == divide && number(node.b) != nullptr) {
      open.push_back({node.a, term.factor / *number(node.b)});
    } else {
      terms.push_back(term);
    }
  }
  if (constants != nullptr) *constants = left_out;
  return terms;
}

std::vector<FormulaKink> kinks_of(const Expression& expression) {
  std::vector<FormulaKink> kinks;
  for (std::size_t i = 0; i < expression.nodes().size(); ++i) {
    const Expression::Node& node = expression.nodes()[i];
    const bool jumps = (node.op == Expression::Op::function && elementary_functions()[node.index].jumps_at_zero) ||
                       (node.op == Expression::Op::power && node.number != std::floor(node.number)) ||
                       node.op == Expression::Op::general_power;
    if (!jumps) continue;
    const Expression::Node& argument = expression.nodes()[node.a];
    if (argument.op != Expression::Op::constant && argument.range.zero) kinks.push_back({i, node.a});
  }
  return kinks;
}

}  // namespace saddlescope
