// What an op's kind derives: shape, tangent, cotangent. Transforms call these and name no op.
#pragma once

#include <array>
#include <span>

#include "saddlescope/engine/op.h"

namespace saddlescope::engine {

/// Shape of the result; throws Error(internal) where the operands don't fit.
template <class O>
Shape shape_of(const O& op, Shapes in) {
  if constexpr (ElementwiseOp<O>) {
    for (const Shape* shape : in)
      if (*shape != *in[0])
        throw_shape(O::name, "operands of a pointwise op have one shape (broadcast is explicit)", in);
    return *in[0];
  } else {
    return op.shape(in);
  }
}

/// Σ of the present terms; absent if all are.
Value sum_present(Value a, Value b);
/// factor·x where the factor is a derivative: absent where it is the constant 0.
Value times_derivative(Value x, Value derivative);

/// Tangent of y = op(x…) along the tangents (absent where an operand has none); absent if the op passes none on.
template <class O>
Value tangent_of(const O& op, std::span<const Value> x, std::span<const Value> tangents, Value y) {
  if constexpr (O::kind == Kind::linear) {
    if (!tangents[0]) return {};
    std::array<Value, kMaxOperands> operands;
    for (std::size_t i = 0; i < O::arity; ++i) operands[i] = i == 0 ? tangents[0] : x[i];
    return y.graph().append(op, std::span<const Value>(operands.data(), O::arity));
  } else if constexpr (O::kind == Kind::bilinear) {
    Value first, second;
    if (tangents[0]) first = y.graph().append(op, std::array{tangents[0], x[1]});
    if (tangents[1]) second = y.graph().append(op, std::array{x[0], tangents[1]});
    return sum_present(first, second);
  } else if constexpr (UnaryOp<O>) {
    return tangents[0] ? times_derivative(tangents[0], op.derivative(x[0], y)) : Value{};
  } else if constexpr (BinaryOp<O>) {
    Value first, second;
    if (tangents[0]) first = times_derivative(tangents[0], op.template derivative<0>(x[0], x[1], y));
    if (tangents[1]) second = times_derivative(tangents[1], op.template derivative<1>(x[0], x[1], y));
    return sum_present(first, second);
  } else {
    return {};
  }
}

/// What a cotangent c of y = op(x…) adds to the cotangent of operand i.
template <class O>
Value cotangent_of(const O& op, std::size_t i, std::span<const Value> x, Value y, Value c) {
  if constexpr (O::kind == Kind::linear) {
    return i == 0 ? op.transpose(x, c) : Value{};
  } else if constexpr (O::kind == Kind::bilinear) {
    return i == 0 ? op.template adjoint<0>(x[0], x[1], c) : op.template adjoint<1>(x[0], x[1], c);
  } else if constexpr (UnaryOp<O>) {
    return times_derivative(c, op.derivative(x[0], y));
  } else if constexpr (BinaryOp<O>) {
    return times_derivative(
        c, i == 0 ? op.template derivative<0>(x[0], x[1], y) : op.template derivative<1>(x[0], x[1], y));
  } else {
    return {};
  }
}

}  // namespace saddlescope::engine
