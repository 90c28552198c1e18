// Builds the list of operations of an Expression: shares equal nodes, folds constants, removes kinks that are none.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "saddlescope/function/expression.h"

namespace saddlescope {

/// The value of one node from its operands' values; variables and constants excluded.
double apply(const Expression::Node& node, double a, double b);

class ExpressionBuilder {
 public:
  using Op = Expression::Op;
  using Node = Expression::Node;
  struct Range {
    std::size_t begin = 0, end = 0;
  };

  explicit ExpressionBuilder(std::string text);

  /// `values`: what the number may be, rounding of the operations it comes from included.
  std::size_t constant(double value, const Interval& values, Range where);
  std::size_t variable(const std::string& name, Range where);
  std::size_t unary(Op op, std::size_t a, Range where);
  std::size_t binary(Op op, std::size_t a, std::size_t b, Range where);
  std::size_t raise(std::size_t a, std::size_t b, Range where);
  std::size_t function(std::size_t index, std::size_t a, Range where);

  /// A constant whose operations cancelled down to their rounding: its digits, even its sign, mean nothing.
  struct Cancelled {
    Range where;
    double number = 0, low = 0, high = 0;
  };
  const std::optional<Cancelled>& cancelled() const { return cancelled_; }

  Range range(std::size_t node) const { return {nodes_[node].begin, nodes_[node].end}; }
  /// Where the text of node starts or ends may lie outside its own: parentheses.
  Expression finish(std::size_t root) &&;

 private:
  std::size_t power(std::size_t a, double exponent, Range where);
  std::size_t folded(const Node& node, Range where);
  std::size_t add(Node node);
  bool is_constant(std::size_t node) const { return nodes_[node].op == Op::constant; }
  bool is_absolute(std::size_t node) const;

  struct Hash {
    std::size_t operator()(const Node& node) const;
  };
  struct Equal {
    bool operator()(const Node& x, const Node& y) const;
  };

  Expression result_;
  std::optional<Cancelled> cancelled_;
  std::vector<Node> nodes_;
  std::unordered_map<Node, std::size_t, Hash, Equal> known_;
  std::unordered_map<std::string, std::size_t> variables_;
};

}  // namespace saddlescope
