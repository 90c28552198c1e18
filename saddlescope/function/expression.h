// A formula of named variables: parsed, folded, and held as a list of operations.
//
//   sum     := product (("+" | "-") product)*
//   product := signed (("*" | "/") signed)*
//   signed  := ("-" | "+") signed | power            so −x² is −(x²)
//   power   := atom (("^" | "**") signed)?           from the right: 2^3^2 = 512, 2^-x is legal
//   atom    := number | variable | "pi" | "e" | function "(" sum ")" | "(" sum ")"
//
// Invariants of nodes(): operands stand before what uses them; no two are equal (so x*x and x^2 are both seen to be
// squares); none is unused; constants are folded, so that 2^(1/2) has a constant exponent; |a|ⁿ with even n and |a|·|a|
// are aⁿ and a·a, and |a| is ±a where a keeps its sign, so that no kink is left where there is none.
// A power whose exponent depends on a variable is exp(b·log a): defined for a ≥ 0, smooth for a > 0.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/base/shape.h"
#include "saddlescope/function/interval.h"

namespace saddlescope::engine {
class Value;
}

namespace saddlescope {

/// A named function of one argument; the list is elementary_functions().
struct ElementaryFunction {
  std::string_view name;
  double (*value)(double);
  Interval (*range)(const Interval&);
  engine::Value (*graph)(engine::Value);  ///< the same in the engine's vocabulary
  Interval (*slope)(const Interval&);  ///< of the first derivative, wherever it exists
  Interval (*bend)(const Interval&);  ///< of the second
  bool jumps_at_zero = false;  ///< a derivative of it jumps or is infinite where the argument is 0
  double defined_from = -Interval::kInfinity;  ///< defined, if at all, for no argument below this; smooth above it
};

/// In the order in which messages list them.
std::span<const ElementaryFunction> elementary_functions();

class Expression {
 public:
  enum class Op { constant, variable, add, subtract, multiply, divide, negate, power, general_power, function };

  struct Node {
    Op op = Op::constant;
    std::size_t a = 0, b = 0;  ///< operands: places in nodes()
    double number = 0;  ///< constant: its value; power: the exponent
    std::size_t index = 0;  ///< variable: which; function: place in elementary_functions()
    std::size_t begin = 0, end = 0;  ///< where in text() it stands first
    Interval range;  ///< of its values over all θ
  };

  /// Throws Error(bad input) with column and a caret line; `where` says where the text came from ("--function").
  /// At most kMaxLength bytes, nested at most kMaxDepth deep.
  static Expression parse(std::string_view text, std::string_view where = "formula");
  static constexpr std::size_t kMaxLength = 65536;
  static constexpr std::size_t kMaxDepth = 500;

  const std::string& text() const { return text_; }
  /// In order of first appearance.
  std::span<const std::string> variables() const { return variables_; }
  std::span<const Node> nodes() const { return nodes_; }  ///< the last is the result
  /// The node as the user wrote it.
  std::string_view text(const Node& node) const;

  /// Value at θ, one entry a variable. Not defined: NaN or an infinity, as IEEE arithmetic gives it. Thread-safe.
  double evaluate(std::span<const double> theta) const;
  /// Value of every node.
  Vector evaluate_all(std::span<const double> theta) const;

  /// The first subexpression whose value isn't finite though its operands' are, "log(x - 2) at x = 1"; empty if the
  /// value at θ is finite.
  std::string first_not_finite(std::span<const double> theta) const;
  /// "x = 1, y = -2": the variables that the node depends on.
  std::string assignment(const Node& node, std::span<const double> theta) const;

 private:
  friend class ExpressionBuilder;
  Expression() = default;

  std::string text_;
  std::vector<std::string> variables_;
  std::vector<Node> nodes_;
};

/// A point from "w1=0, w2=0" in any order, or "0, 0" in order of first appearance. A value may be a constant formula
/// ("pi/2"). Throws Error(bad input) naming what is missing, given twice or unknown.
Vector parse_point(std::string_view text, std::span<const std::string> variables, std::string_view where = "--at");

}  // namespace saddlescope
