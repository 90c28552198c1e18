// Value: a handle on one node of a Graph, and the vocabulary every formula, network, loss and derivative rule is
// written in. Each function appends a node (or finds the same one again: common subexpressions are shared) and returns
// a handle.
//
// Invariants: all operands of a pointwise function have the same shape; nothing is broadcast silently (`broadcast` is a
// node of its own, whose transpose sums the named axes). A default-constructed Value is *absent*: the derivative of
// what does not depend on a variable. Absent is not zero: no node is ever made for it.
// Misuse (shapes that don't agree, values of two graphs) throws Error(internal) with the op and the shapes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "saddlescope/base/shape.h"

namespace saddlescope::engine {

class Graph;
using NodeId = std::uint32_t;

class Value {
 public:
  Value() = default;  ///< absent
  Value(Graph* graph, NodeId id) : graph_(graph), id_(id) {}

  explicit operator bool() const { return graph_ != nullptr; }  ///< present?
  Graph& graph() const { return *graph_; }
  NodeId id() const { return id_; }
  const Shape& shape() const;
  bool directional() const;  ///< depends on a tangent or a directional seed: one value for each direction
  friend bool operator==(const Value&, const Value&) = default;

 private:
  Graph* graph_ = nullptr;
  NodeId id_ = 0;
};

/// A set of axes of a shape (at most 32).
class Axes {
 public:
  Axes(std::initializer_list<std::size_t> axes) {
    for (std::size_t axis : axes) mask_ |= 1U << axis;
  }
  static Axes all(const Shape& shape) { return Axes((1U << shape.size()) - 1U); }
  static Axes from_mask(std::uint32_t mask) { return Axes(mask); }
  std::uint32_t mask() const { return mask_; }
  bool has(std::size_t axis) const { return (mask_ >> axis & 1U) != 0; }

 private:
  explicit Axes(std::uint32_t mask) : mask_(mask) {}
  std::uint32_t mask_ = 0;
};

// Arithmetic. A number beside a Value is a constant folded into the op, not an operand.
Value operator+(Value x, Value y);
Value operator-(Value x, Value y);
Value operator*(Value x, Value y);
Value operator/(Value x, Value y);
Value operator-(Value x);
Value operator+(Value x, double c);
Value operator+(double c, Value x);
Value operator-(Value x, double c);
Value operator-(double c, Value x);
Value operator*(Value x, double c);
Value operator*(double c, Value x);
Value operator/(Value x, double c);
Value operator/(double c, Value x);

// Pointwise functions.
Value square(Value x);
Value power(Value x, double exponent);  ///< constant exponent; integer ones are legal for every base
Value pow(Value x, Value y);  ///< xʸ, x > 0 (or as std::pow has it, derivatives then may be NaN)
Value exp(Value x);
Value expm1(Value x);
Value log(Value x);
Value log1p(Value x);
Value sqrt(Value x);
Value abs(Value x);
Value sin(Value x);
Value cos(Value x);
Value tan(Value x);
Value tanh(Value x);
Value sigmoid(Value x);
Value softplus(Value x);  ///< log(1 + eˣ), without overflow
Value relu(Value x);  ///< max(x, 0), derivative 0 at 0 (PyTorch's)
Value erf(Value x);
Value clamp(Value x, double low, double high);  ///< derivative 1 on [low, high]

// Constant functions: derivative absent everywhere.
Value step(Value x);  ///< 1 where x > 0, else 0 (NaN stays)
Value sign(Value x);  ///< −1, 0, 1 (NaN stays)
Value inside(Value x, double low, double high);  ///< 1 where low ≤ x ≤ high, else 0
Value stop_gradient(Value x);  ///< x, held constant
Value max_along(Value x, std::size_t axis);  ///< maximum, held constant; the axis vanishes; NaN wins
Value one_hot(Value indices, std::size_t classes);  ///< [n] → [classes, n]

// Linear functions.
Value sum(Value x, Axes axes);  ///< the axes vanish
Value sum(Value x);  ///< over everything: shape ()
// Shapes by value: that of a Value is a reference into its graph, which may grow while arguments are evaluated.
Value broadcast(Value x, Shape to,
                Axes axes);  ///< repeats x along the named axes of `to`; the other axes are x's
Value transpose(Value x);  ///< of a matrix
Value reshape(Value x, Shape to);  ///< same elements, row-major
Value pick(Value x, Value indices);  ///< x [C, n], indices [n] → x[indices[i], i]: [n]
Value scatter(Value x, Value indices, std::size_t classes);  ///< the transpose of pick: [n] → [classes, n]

// Bilinear: op(A)·op(B), op the identity or the transpose; A and B are matrices.
Value matmul(Value A, Value B, bool transpose_A = false, bool transpose_B = false);

// Composites: functions of the above, with no rules of their own.
Value reciprocal(Value x);
Value gelu(Value x);  ///< x·Φ(x) with the exact erf (PyTorch's default)
Value silu(Value x);  ///< x·sigmoid(x)
Value huber(Value x, double delta);  ///< ½x² where |x| ≤ delta, else delta·(|x| − ½delta)
Value logsumexp(Value x, std::size_t axis);  ///< the axis vanishes; finite for every finite x
Value log_softmax(Value x, std::size_t axis);

/// The same number everywhere.
Value constant_like(Value x, double value);

}  // namespace saddlescope::engine
