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

// What each op does to a vector x of the numbers that d is the tag of. An op without a line here runs its own scalar f.
HWY_INLINE auto on_vector(auto, const Add&, auto x, auto y) { return hn::Add(x, y); }
HWY_INLINE auto on_vector(auto, const Sub&, auto x, auto y) { return hn::Sub(x, y); }
HWY_INLINE auto on_vector(auto, const Mul&, auto x, auto y) { return hn::Mul(x, y); }
HWY_INLINE auto on_vector(auto, const Div&, auto x, auto y) { return hn::Div(x, y); }
HWY_INLINE auto on_vector(auto, const Neg&, auto x) { return hn::Neg(x); }
HWY_INLINE auto on_vector(auto d, const Scale& op, auto x) { return hn::Mul(set(d, op.c), x); }
HWY_INLINE auto on_vector(auto d, const Shift& op, auto x) { return hn::Add(x, set(d, op.c)); }
HWY_INLINE auto on_vector(auto d, const Reflect& op, auto x) { return hn::Sub(set(d, op.c), x); }
HWY_INLINE auto on_vector(auto d, const Divide& op, auto x) { return hn::Div(x, set(d, op.c)); }
HWY_INLINE auto on_vector(auto d, const Quotient& op, auto x) { return hn::Div(set(d, op.c), x); }
HWY_INLINE auto on_vector(auto, const Square&, auto x) { return hn::Mul(x, x); }
HWY_INLINE auto on_vector(auto d, const Exp&, auto x) { return vector_exp(d, x); }
HWY_INLINE auto on_vector(auto d, const Expm1&, auto x) { return vector_expm1(d, x); }
HWY_INLINE auto on_vector(auto d, const Log&, auto x) { return vector_log(d, x); }
HWY_INLINE auto on_vector(auto d, const Log1p&, auto x) { return vector_log1p(d, x); }
HWY_INLINE auto on_vector(auto, const Sqrt&, auto x) { return hn::Sqrt(x); }
HWY_INLINE auto on_vector(auto, const Abs&, auto x) { return hn::Abs(x); }
HWY_INLINE auto on_vector(auto d, const Tanh&, auto x) { return vector_tanh(d, x); }
HWY_INLINE auto on_vector(auto d, const Sigmoid&, auto x) { return vector_sigmoid(d, x); }
HWY_INLINE auto on_vector(auto d, const Softplus&, auto x) { return vector_softplus(d, x); }
HWY_INLINE auto on_vector(auto d, const Erf&, auto x) { return vector_erf(d, x); }
HWY_INLINE auto on_vector(auto d, const Relu&, auto x) {
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);
}
HWY_INLINE auto on_vector(auto d, const Clamp& op, auto x) {
  const auto low = set(d, op.low), high = set(d, op.high);
  return hn::IfThenElse(hn::Lt(x, low), low, hn::IfThenElse(hn::Gt(x, high), high, x));
}
HWY_INLINE auto on_vector(auto d, const Step&, auto x) {
  const auto y = hn::IfThenElseZero(hn::Gt(x, hn::Zero(d)), set(d, 1.0));
  return hn::IfThenElse(hn::Eq(x, x), y, x);
}

// The rest of an array that fills no whole vector goes through the same vector code.
template <class O, class T>
void loop(const O& op, std::size_t n, const T* x0, const T* x1, T* y) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto one = [&](const T* a, const T* b, T* to) HWY_ATTR {
    if constexpr (BinaryOp<O>) {
      hn::StoreU(on_vector(d, op, hn::LoadU(d, a), hn::LoadU(d, b)), d, to);
    } else {
      hn::StoreU(on_vector(d, op, hn::LoadU(d, a)), d, to);
    }
  };
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) one(x0 + i, BinaryOp<O> ? x1 + i : nullptr, y + i);
  if (i == n) return;
  HWY_ALIGN T a[hn::MaxLanes(hn::ScalableTag<T>())], b[hn::MaxLanes(hn::ScalableTag<T>())];
  for (std::size_t j = 0; j < lanes; ++j) {
    a[j] = i + j < n ? x0[i + j] : 1;
    b[j] = BinaryOp<O> && i + j < n ? x1[i + j] : 1;
  }
  one(a, b, a);
  for (std::size_t j = 0; i + j < n; ++j) y[i + j] = a[j];
}

template <class O, class T>
void run(const O& op, std::size_t n, const T* x0, const T* x1, T* y) {
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;
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
void elementwise_float(const Op& op, std::size_t n, const float* x0, const float* x1, float* y) {
  std::visit([&](const auto& o) { run(o, n, x0, x1, y); }, op);
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope::engine {

HWY_EXPORT(elementwise_double);
HWY_EXPORT(elementwise_float);

template <>
void elementwise<double>(const Op& op, std::size_t n, const double* x0, const double* x1, double* y) {
  HWY_DYNAMIC_DISPATCH(elementwise_double)(op, n, x0, x1, y);
}
template <>
void elementwise<float>(const Op& op, std::size_t n, const float* x0, const float* x1, float* y) {
  HWY_DYNAMIC_DISPATCH(elementwise_float)(op, n, x0, x1, y);
}

}  // namespace saddlescope::engine
#endif  // HWY_ONCE
