// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/engine/kernels/elementwise.h"

#include <array>
#include <cmath>
#include <utility>

#include "saddlescope/base/error.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/engine/kernels/elementwise.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"
#include "saddlescope/engine/kernels/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::engine::HWY_NAMESPACE {

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

// What each op does to a vector. An op without a line here runs its own scalar f.
HWY_INLINE V on_vector(D, const Add&, V x, V y) { return hn::Add(x, y); }
HWY_INLINE V on_vector(D, const Sub&, V x, V y) { return hn::Sub(x, y); }
HWY_INLINE V on_vector(D, const Mul&, V x, V y) { return hn::Mul(x, y); }
HWY_INLINE V on_vector(D, const Div&, V x, V y) { return hn::Div(x, y); }
HWY_INLINE V on_vector(D, const Neg&, V x) { return hn::Neg(x); }
HWY_INLINE V on_vector(D d, const Scale& op, V x) { return hn::Mul(hn::Set(d, op.c), x); }
HWY_INLINE V on_vector(D d, const Shift& op, V x) { return hn::Add(x, hn::Set(d, op.c)); }
HWY_INLINE V on_vector(D d, const Reflect& op, V x) { return hn::Sub(hn::Set(d, op.c), x); }
HWY_INLINE V on_vector(D d, const Divide& op, V x) { return hn::Div(x, hn::Set(d, op.c)); }
HWY_INLINE V on_vector(D d, const Quotient& op, V x) { return hn::Div(hn::Set(d, op.c), x); }
HWY_INLINE V on_vector(D, const Square&, V x) { return hn::Mul(x, x); }
HWY_INLINE V on_vector(D d, const Exp&, V x) { return vector_exp(d, x); }
HWY_INLINE V on_vector(D d, const Expm1&, V x) { return vector_expm1(d, x); }
HWY_INLINE V on_vector(D d, const Log&, V x) { return vector_log(d, x); }
HWY_INLINE V on_vector(D d, const Log1p&, V x) { return vector_log1p(d, x); }
HWY_INLINE V on_vector(D, const Sqrt&, V x) { return hn::Sqrt(x); }
HWY_INLINE V on_vector(D, const Abs&, V x) { return hn::Abs(x); }
HWY_INLINE V on_vector(D d, const Sin&, V x) { return vector_sin(d, x); }
HWY_INLINE V on_vector(D d, const Cos&, V x) { return vector_cos(d, x); }
HWY_INLINE V on_vector(D d, const Tanh&, V x) { return vector_tanh(d, x); }
HWY_INLINE V on_vector(D d, const Sigmoid&, V x) { return vector_sigmoid(d, x); }
HWY_INLINE V on_vector(D d, const Softplus&, V x) { return vector_softplus(d, x); }
HWY_INLINE V on_vector(D d, const Erf&, V x) { return vector_erf(d, x); }
HWY_INLINE V on_vector(D d, const Relu&, V x) { return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x); }
HWY_INLINE V on_vector(D d, const Clamp& op, V x) {
  const V low = hn::Set(d, op.low), high = hn::Set(d, op.high);
  return hn::IfThenElse(hn::Lt(x, low), low, hn::IfThenElse(hn::Gt(x, high), high, x));
}
HWY_INLINE V on_vector(D d, const Step&, V x) {
  const V y = hn::IfThenElseZero(hn::Gt(x, hn::Zero(d)), hn::Set(d, 1.0));
  return hn::IfThenElse(hn::Eq(x, x), y, x);
}

// The rest of an array that fills no whole vector goes through the same vector code.
template <class O>
void loop(const O& op, std::size_t n, const double* x0, const double* x1, double* y) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  const auto one = [&](const double* a, const double* b, double* to) HWY_ATTR {
    if constexpr (BinaryOp<O>) {
      hn::StoreU(on_vector(d, op, hn::LoadU(d, a), hn::LoadU(d, b)), d, to);
    } else {
      hn::StoreU(on_vector(d, op, hn::LoadU(d, a)), d, to);
    }
  };
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) one(x0 + i, BinaryOp<O> ? x1 + i : nullptr, y + i);
  if (i == n) return;
  HWY_ALIGN double a[hn::MaxLanes(D())], b[hn::MaxLanes(D())];
  for (std::size_t j = 0; j < lanes; ++j) {
    a[j] = i + j < n ? x0[i + j] : 1;
    b[j] = BinaryOp<O> && i + j < n ? x1[i + j] : 1;
  }
  one(a, b, a);
  for (std::size_t j = 0; i + j < n; ++j) y[i + j] = a[j];
}

template <class O>
void run(const O& op, std::size_t n, const double* x0, const double* x1, double* y) {
  if constexpr (requires(D d, V v) { on_vector(d, op, v); } || requires(D d, V v) { on_vector(d, op, v, v); }) {
    loop(op, n, x0, x1, y);
  } else if constexpr (BinaryOp<O>) {
    for (std::size_t i = 0; i < n; ++i) y[i] = op.f(x0[i], x1[i]);
  } else if constexpr (ElementwiseOp<O>) {
    for (std::size_t i = 0; i < n; ++i) y[i] = op.f(x0[i]);
  } else {
    throw_internal("only an elementwise op has an elementwise kernel");
  }
}

void elementwise_double(const Op& op, std::size_t n, const double* x0, const double* x1, double* y) {
  std::visit([&](const auto& o) { run(o, n, x0, x1, y); }, op);
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope::engine {

HWY_EXPORT(elementwise_double);

template <>
void elementwise<double>(const Op& op, std::size_t n, const double* x0, const double* x1, double* y) {
  HWY_DYNAMIC_DISPATCH(elementwise_double)(op, n, x0, x1, y);
}

}  // namespace saddlescope::engine
#endif  // HWY_ONCE
