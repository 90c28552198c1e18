// The vocabulary of value.h. Each function appends its op; the simplifications here (constants folded, signs and
// factors gathered, absent terms dropped) keep derivatives of derivatives small and let equal subexpressions meet.
#include <array>
#include <cmath>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/engine/graph.h"
#include "saddlescope/engine/rules.h"

namespace saddlescope::engine {
namespace {

const double* number(Value x) {
  if (!x) throw_internal("an operand of a function is present");
  return x.graph().constant_value(x);
}

template <class O>
const O* as(Value x) {
  return std::get_if<O>(&x.graph().node(x).op);
}

Value first_operand(Value x) { return x.graph().operand(x, 0); }

template <class O>
Value unary(const O& op, Value x) {
  if constexpr (ElementwiseOp<O>)
    if (const double* c = number(x)) return constant_like(x, op.f(*c));
  return x.graph().append(op, std::array{x});
}

template <class O>
Value binary(const O& op, Value x, Value y) {
  if constexpr (ElementwiseOp<O>) {
    const double *a = number(x), *b = number(y);
    if (a != nullptr && b != nullptr && x.shape() == y.shape()) return constant_like(x, op.f(*a, *b));
  }
  return x.graph().append(op, std::array{x, y});
}

// c·x, x + c and their kin; the number is the op's.
Value scaled(Value x, double c) {
  if (c == 1) return x;
  if (c == -1) return -x;
  // Two factors are one only where their product is neither beyond the range of a double nor short of digits.
  if (const Scale* inner = as<Scale>(x); inner != nullptr && std::isnormal(inner->c * c)) {
    return scaled(first_operand(x), inner->c * c);
  }
  if (as<Neg>(x) != nullptr) return scaled(first_operand(x), -c);
  Scale op;
  op.c = c;
  return unary(op, x);
}

Value shifted(Value x, double c) {
  if (c == 0) return x;
  if (as<Neg>(x) != nullptr) return c - first_operand(x);
  Shift op;
  op.c = c;
  return unary(op, x);
}

}  // namespace

Value constant_like(Value x, double value) { return x.graph().constant(value, x.shape()); }

Value sum_present(Value a, Value b) {
  if (!a) return b;
  return b ? a + b : a;
}

Value times_derivative(Value x, Value derivative) {
  const double* c = derivative ? number(derivative) : nullptr;
  return !derivative || (c != nullptr && *c == 0) ? Value{} : x * derivative;
}

Value operator+(Value x, Value y) {
  if (x.shape() == y.shape()) {
    if (const double* c = number(x)) return shifted(y, *c);
    if (const double* c = number(y)) return shifted(x, *c);
    if (as<Neg>(y) != nullptr) return x - first_operand(y);
    if (as<Neg>(x) != nullptr) return y - first_operand(x);
    if (x == y) return 2 * x;
  }
  return binary(Add{}, x, y);
}

Value operator-(Value x, Value y) {
  if (x.shape() == y.shape()) {
    if (const double* c = number(x)) return *c - y;
    if (const double* c = number(y)) return shifted(x, -*c);
    if (as<Neg>(y) != nullptr) return x + first_operand(y);
  }
  return binary(Sub{}, x, y);
}

Value operator*(Value x, Value y) {
  if (x.shape() == y.shape()) {
    if (const double* c = number(x)) return scaled(y, *c);
    if (const double* c = number(y)) return scaled(x, *c);
    if (x == y) return square(x);
    if (as<Neg>(x) != nullptr) return -(first_operand(x) * y);
    if (as<Neg>(y) != nullptr) return -(x * first_operand(y));
  }
  return binary(Mul{}, x, y);
}

Value operator/(Value x, Value y) {
  if (x.shape() == y.shape()) {
    if (const double* c = number(x)) return *c / y;
    if (const double* c = number(y)) return x / *c;
    if (as<Neg>(x) != nullptr) return -(first_operand(x) / y);
  }
  return binary(Div{}, x, y);
}

Value operator-(Value x) {
  if (as<Neg>(x) != nullptr) return first_operand(x);
  if (const Scale* inner = as<Scale>(x)) return scaled(first_operand(x), -inner->c);
  if (as<Sub>(x) != nullptr) return x.graph().operand(x, 1) - first_operand(x);
  return unary(Neg{}, x);
}

Value operator+(Value x, double c) { return shifted(x, c); }
Value operator+(double c, Value x) { return shifted(x, c); }
Value operator-(Value x, double c) { return shifted(x, -c); }
Value operator-(double c, Value x) {
  if (c == 0) return -x;
  if (as<Neg>(x) != nullptr) return shifted(first_operand(x), c);
  Reflect op;
  op.c = c;
  return unary(op, x);
}
Value operator*(Value x, double c) { return scaled(x, c); }
Value operator*(double c, Value x) { return scaled(x, c); }
Value operator/(Value x, double c) {
  if (const double* value = number(x)) return constant_like(x, *value / c);
  if (c == 1) return x;
  Divide op;
  op.c = c;
  return unary(op, x);
}
Value operator/(double c, Value x) {
  Quotient op;
  op.c = c;
  return unary(op, x);
}

Value square(Value x) {
  if (as<Neg>(x) != nullptr) return square(first_operand(x));
  return unary(Square{}, x);
}

Value power(Value x, double exponent) {
  if (exponent == 0) return constant_like(x, 1);
  if (exponent == 1) return x;
  if (exponent == 2) return square(x);
  Power op;
  op.p = exponent;
  return unary(op, x);
}

Value pow(Value x, Value y) {
  if (const double* p = number(y); p != nullptr && x.shape() == y.shape()) return power(x, *p);
  return binary(Pow{}, x, y);
}

Value exp(Value x) { return unary(Exp{}, x); }
Value expm1(Value x) { return unary(Expm1{}, x); }
Value log(Value x) { return unary(Log{}, x); }
Value log1p(Value x) { return unary(Log1p{}, x); }
Value sqrt(Value x) { return unary(Sqrt{}, x); }
Value abs(Value x) { return unary(Abs{}, x); }
Value sin(Value x) { return as<Neg>(x) != nullptr ? -sin(first_operand(x)) : unary(Sin{}, x); }
Value cos(Value x) { return as<Neg>(x) != nullptr ? cos(first_operand(x)) : unary(Cos{}, x); }
Value tan(Value x) { return unary(Tan{}, x); }
Value tanh(Value x) { return unary(Tanh{}, x); }
Value sigmoid(Value x) { return unary(Sigmoid{}, x); }
Value softplus(Value x) { return unary(Softplus{}, x); }
Value relu(Value x) { return unary(Relu{}, x); }
Value erf(Value x) { return unary(Erf{}, x); }
Value clamp(Value x, double low, double high) {
  Clamp op;
  op.low = low;
  op.high = high;
  return unary(op, x);
}

Value step(Value x) { return unary(Step{}, x); }
Value sign(Value x) { return unary(Sign{}, x); }
Value inside(Value x, double low, double high) {
  Inside op;
  op.low = low;
  op.high = high;
  return unary(op, x);
}
Value stop_gradient(Value x) { return unary(StopGradient{}, x); }
Value max_along(Value x, std::size_t axis) {
  MaxAlong op;
  op.axis = axis;
  return unary(op, x);
}
Value one_hot(Value indices, std::size_t classes) {
  OneHot op;
  op.classes = classes;
  return unary(op, indices);
}

Value sum(Value x, Axes axes) {
  if (axes.mask() == 0) return x;
  Sum op;
  op.axes = axes.mask();
  if (const double* c = number(x)) {
    const std::array in = {&x.shape()};
    const Shape shape = op.shape(in);
    const double count = static_cast<double>(element_count(x.shape())) / static_cast<double>(element_count(shape));
    if (element_count(shape) != 0) return x.graph().constant(*c * count, shape);
  }
  return unary(op, x);
}
Value sum(Value x) { return sum(x, Axes::all(x.shape())); }

Value broadcast(Value x, Shape to, Axes axes) {
  if (axes.mask() == 0 && x.shape() == to) return x;
  Broadcast op;
  op.axes = axes.mask();
  op.to = std::move(to);
  const std::array in = {&x.shape()};
  if (const double* c = number(x)) return x.graph().constant(*c, op.shape(in));
  return unary(op, x);
}

Value transpose(Value x) {
  if (as<Transpose>(x) != nullptr) return first_operand(x);
  const std::array in = {&x.shape()};
  if (const double* c = number(x)) return x.graph().constant(*c, Transpose{}.shape(in));
  return unary(Transpose{}, x);
}

Value reshape(Value x, Shape to) {
  if (x.shape() == to) return x;
  Reshape op;
  op.to = std::move(to);
  const std::array in = {&x.shape()};
  if (const double* c = number(x)) return x.graph().constant(*c, op.shape(in));
  if (as<Reshape>(x) != nullptr) return reshape(first_operand(x), op.to);
  return unary(op, x);
}

Value pick(Value x, Value indices) { return binary(Pick{}, x, indices); }
Value scatter(Value x, Value indices, std::size_t classes) {
  Scatter op;
  op.classes = classes;
  return binary(op, x, indices);
}

Value matmul(Value A, Value B, bool transpose_A, bool transpose_B) {
  if (as<Transpose>(A) != nullptr) return matmul(first_operand(A), B, !transpose_A, transpose_B);
  if (as<Transpose>(B) != nullptr) return matmul(A, first_operand(B), transpose_A, !transpose_B);
  MatMul op;
  op.transpose_A = transpose_A;
  op.transpose_B = transpose_B;
  return binary(op, A, B);
}

Value reciprocal(Value x) { return 1 / x; }

Value gelu(Value x) {
  constexpr double kInvSqrt2 = 0.70710678118654752440;
  return (0.5 * x) * (erf(kInvSqrt2 * x) + 1);
}

Value silu(Value x) { return x * sigmoid(x); }

// With c = clamp(x, −delta, delta): c·(x − ½c) is ½x² inside and ±delta·(x ∓ ½delta) outside.
Value huber(Value x, double delta) {
  const Value c = clamp(x, -delta, delta);
  return c * (x - 0.5 * c);
}

Value logsumexp(Value x, std::size_t axis) {
  const Value m = max_along(x, axis);
  return log(sum(exp(x - broadcast(m, x.shape(), {axis})), {axis})) + m;
}

Value log_softmax(Value x, std::size_t axis) { return x - broadcast(logsumexp(x, axis), x.shape(), {axis}); }

}  // namespace saddlescope::engine
