// The closed set of ops. One variant holds them all; the static assertions below make a rule that is missing, or that
// doesn't fit its kind, a compile error. To add an op: write ops/<op>.h, add it here, give it a function in value.h.
#pragma once

#include <concepts>
#include <variant>

#include "saddlescope/engine/kinds.h"
#include "saddlescope/engine/ops/abs.h"
#include "saddlescope/engine/ops/add.h"
#include "saddlescope/engine/ops/broadcast.h"
#include "saddlescope/engine/ops/clamp.h"
#include "saddlescope/engine/ops/cos.h"
#include "saddlescope/engine/ops/div.h"
#include "saddlescope/engine/ops/divide.h"
#include "saddlescope/engine/ops/erf.h"
#include "saddlescope/engine/ops/exp.h"
#include "saddlescope/engine/ops/expm1.h"
#include "saddlescope/engine/ops/inside.h"
#include "saddlescope/engine/ops/leaves.h"
#include "saddlescope/engine/ops/log.h"
#include "saddlescope/engine/ops/log1p.h"
#include "saddlescope/engine/ops/matmul.h"
#include "saddlescope/engine/ops/max_along.h"
#include "saddlescope/engine/ops/mul.h"
#include "saddlescope/engine/ops/neg.h"
#include "saddlescope/engine/ops/one_hot.h"
#include "saddlescope/engine/ops/pick.h"
#include "saddlescope/engine/ops/pow.h"
#include "saddlescope/engine/ops/power.h"
#include "saddlescope/engine/ops/quotient.h"
#include "saddlescope/engine/ops/reflect.h"
#include "saddlescope/engine/ops/relu.h"
#include "saddlescope/engine/ops/reshape.h"
#include "saddlescope/engine/ops/scale.h"
#include "saddlescope/engine/ops/scatter.h"
#include "saddlescope/engine/ops/shift.h"
#include "saddlescope/engine/ops/sigmoid.h"
#include "saddlescope/engine/ops/sign.h"
#include "saddlescope/engine/ops/sin.h"
#include "saddlescope/engine/ops/softplus.h"
#include "saddlescope/engine/ops/sqrt.h"
#include "saddlescope/engine/ops/square.h"
#include "saddlescope/engine/ops/step.h"
#include "saddlescope/engine/ops/stop_gradient.h"
#include "saddlescope/engine/ops/sub.h"
#include "saddlescope/engine/ops/sum.h"
#include "saddlescope/engine/ops/tan.h"
#include "saddlescope/engine/ops/tanh.h"
#include "saddlescope/engine/ops/transpose.h"

namespace saddlescope::engine {

using Op = std::variant<
    // leaves
    ParameterLeaf, InputLeaf, TangentLeaf, SeedLeaf, ConstantLeaf,
    // pointwise
    Add, Sub, Mul, Div, Pow, Neg, Scale, Shift, Reflect, Divide, Quotient, Square, Power, Exp, Expm1, Log, Log1p, Sqrt,
    Abs, Sin, Cos, Tan, Tanh, Sigmoid, Softplus, Relu, Erf, Clamp,
    // constant
    Step, Sign, Inside, StopGradient, MaxAlong, OneHot,
    // linear
    Sum, Broadcast, Transpose, Reshape, Pick, Scatter,
    // bilinear
    MatMul>;

template <class O>
concept UnaryOp = O::arity == 1 && requires(const O& op, double x, Value v) {
  { op.f(x) } -> std::convertible_to<double>;
  { op.derivative(v, v) } -> std::same_as<Value>;
};

template <class O>
concept BinaryOp = O::arity == 2 && requires(const O& op, double x, Value v) {
  { op.f(x, x) } -> std::convertible_to<double>;
  { op.template derivative<0>(v, v, v) } -> std::same_as<Value>;
  { op.template derivative<1>(v, v, v) } -> std::same_as<Value>;
};

/// Writes its result itself, whole arrays at a time.
template <class O>
concept ArrayOp = requires(const O& op, Shapes shapes, const double* const* x, double* y) {
  { op.shape(shapes) } -> std::convertible_to<Shape>;
  op.eval(shapes, x, y);
};

template <class O>
concept LinearOp = ArrayOp<O> && requires(const O& op, std::span<const Value> x, Value c) {
  { op.transpose(x, c) } -> std::same_as<Value>;
};

template <class O>
concept BilinearOp = ArrayOp<O> && O::arity == 2 && requires(const O& op, Value v) {
  { op.template adjoint<0>(v, v, v) } -> std::same_as<Value>;
  { op.template adjoint<1>(v, v, v) } -> std::same_as<Value>;
};

/// Element by element: pointwise, and the constant ops that are.
template <class O>
concept ElementwiseOp = UnaryOp<O> || BinaryOp<O> || (O::kind == Kind::constant && !ArrayOp<O>);

template <class O>
consteval bool has_the_rules_of_its_kind() {
  switch (O::kind) {
    case Kind::leaf:
      return O::arity == 0;
    case Kind::pointwise:
      return UnaryOp<O> || BinaryOp<O>;
    case Kind::linear:
      return LinearOp<O> && O::arity <= kMaxOperands;
    case Kind::bilinear:
      return BilinearOp<O>;
    case Kind::constant:
      return ArrayOp<O> || requires(const O& op, double x) { op.f(x); };
  }
  return false;
}

template <class... O>
consteval bool all_have_their_rules(const std::variant<O...>*) {
  return (has_the_rules_of_its_kind<O>() && ...);
}
static_assert(all_have_their_rules(static_cast<const Op*>(nullptr)), "an op lacks a rule of its kind (kinds.h)");

}  // namespace saddlescope::engine
