// Elementwise functions on vectors: Highway's, made total. Compiled once for each instruction set (elementwise.cpp).
//
// For double and float. Highway's polynomials end somewhere (Exp at 706, for float at 88) and
// lose NaN and infinities (Exp(NaN) is 0, Log1p(∞) is NaN). Each function here names the range in which the polynomial
// holds; lanes outside it go to libm, so a lane's result depends on that lane alone. Largest errors: max_ulp of the op,
// held by tests/engine/accuracy_test.cpp.

// The usual guard, toggled so that every target gets its own copy.
#if defined(SADDLESCOPE_ENGINE_VECTOR_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef SADDLESCOPE_ENGINE_VECTOR_MATH_INL_H
#undef SADDLESCOPE_ENGINE_VECTOR_MATH_INL_H
#else
#define SADDLESCOPE_ENGINE_VECTOR_MATH_INL_H
#endif

#include <cmath>
#include <type_traits>

#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
HWY_INLINE hn::Vec<D> set(D d, double c) {
  return hn::Set(d, static_cast<hn::TFromD<D>>(c));
}
template <class D>
inline constexpr bool kIsFloat = sizeof(hn::TFromD<D>) == 4;
// Where eˣ neither overflows nor becomes subnormal, and the numbers that aren't subnormal.
template <class D>
inline constexpr double kExpRange = kIsFloat<D> ? 87.0 : 705.0;
template <class D>
inline constexpr double kSmallest = kIsFloat<D> ? 0x1p-126 : 0x1p-1022;
template <class D>
inline constexpr double kLargest = kIsFloat<D> ? 0x1.fffffep127 : 0x1.fffffffffffffp1023;

/// y where `inside` holds, scalar(x) elsewhere. The common case costs one test.
template <class D, class V, class M, class Scalar>
HWY_INLINE V with_fallback(D d, V x, M inside, V y, Scalar scalar) {
  if (HWY_LIKELY(hn::AllTrue(d, inside))) return y;
  using T = hn::TFromD<D>;
  HWY_ALIGN T in[hn::MaxLanes(D())], out[hn::MaxLanes(D())], mask[hn::MaxLanes(D())];
  hn::Store(x, d, in);
  hn::Store(y, d, out);
  hn::Store(hn::IfThenElseZero(inside, hn::Set(d, T(1))), d, mask);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i)
    if (mask[i] == 0) out[i] = scalar(in[i]);
  return hn::Load(d, out);
}

template <class D, class V>
HWY_INLINE V vector_exp(D d, V x) {
  const auto inside = hn::Le(hn::Abs(x), set(d, kExpRange<D>));
  return with_fallback(d, x, inside, hn::Exp(d, x), [](auto e) { return std::exp(e); });
}

template <class D, class V>
HWY_INLINE V vector_expm1(D d, V x) {
  const auto inside = hn::Le(hn::Abs(x), set(d, kExpRange<D>));
  return with_fallback(d, x, inside, hn::Expm1(d, x), [](auto e) { return std::expm1(e); });
}

template <class D, class V>
HWY_INLINE V vector_log(D d, V x) {
  const auto inside = hn::And(hn::Ge(x, set(d, kSmallest<D>)), hn::Le(x, set(d, kLargest<D>)));
  return with_fallback(d, x, inside, hn::Log(d, x), [](auto e) { return std::log(e); });
}

template <class D, class V>
HWY_INLINE V vector_log1p(D d, V x) {
  const auto inside = hn::And(hn::Gt(x, set(d, -1.0)), hn::Le(x, set(d, kLargest<D> / 2)));
  return with_fallback(d, x, inside, hn::Log1p(d, x), [](auto e) { return std::log1p(e); });
}

template <class D, class V>
HWY_INLINE V vector_tanh(D d, V x) {
  // Beyond 20 tanh is ±1 to the last bit; Highway's own limit makes it so. Only NaN falls out.
  const auto inside = hn::Eq(x, x);
  const V bounded = hn::Min(hn::Max(x, set(d, -20.0)), set(d, 20.0));
  return with_fallback(d, x, inside, hn::Tanh(d, bounded), [](auto e) { return std::tanh(e); });
}

/// 1/(1 + e^−|x|) on the right, e^−|x|/(1 + e^−|x|) on the left.
template <class D, class V>
HWY_INLINE V vector_sigmoid(D d, V x) {
  const V one = set(d, 1.0);
  const V e = vector_exp(d, hn::Neg(hn::Abs(x)));
  return hn::Div(hn::IfThenElse(hn::Lt(x, hn::Zero(d)), e, one), hn::Add(one, e));
}

template <class D, class V>
HWY_INLINE V vector_softplus(D d, V x) {
  const V tail = vector_log1p(d, vector_exp(d, hn::Neg(hn::Abs(x))));
  return hn::Add(hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x), tail);
}

/// Σ c[i]·tⁱ by Horner's rule.
template <class D, class V, std::size_t n>
HWY_INLINE V polynomial(D d, V t, const double (&c)[n]) {
  V sum = set(d, c[n - 1]);
  for (std::size_t i = n - 1; i-- > 0;) sum = hn::MulAdd(sum, t, set(d, c[i]));
  return sum;
}

/// What erf is made of: |x| ≤ 1: x·P(x²). 1 < |x| ≤ end: 1 − e^(−x²)·G(s), G(s) = e^(x²)·erfc(x), s = scale·u + shift,
/// u = (|x| − middle)/(|x| + middle). Beyond: ±1. P and G are interpolants at Chebyshev nodes, computed with 40 digits.
struct ErfOfDouble {  // relative error of P 8e-18, of the result by G 7e-17
  static constexpr double end = 6, middle = 3, scale = 2.4, shift = 0.2;
  static constexpr double near[] = {1.1283791670955125665,     -0.37612638903183540438,     0.11283791670945006266,
                                    -0.02686617064323777036,   0.0052239776071164227321,    -0.00085483259753896920806,
                                    0.00012055294904839707917, -0.000014924736907419660338, 1.644742470331736241e-6,
                                    -1.6208483801871705902e-7, 1.3720064546777685604e-8,    -7.7958988270021422416e-10};
  static constexpr double far[] = {0.2079832913334288618,      -0.15436117429438836151,  0.049698445403375212692,
                                   -0.012713147695154857327,   0.0024793146976212768179, -0.00033160296487534609736,
                                   0.000019563578906857694466, 2.4255722116117702011e-6, -5.5411258481609424031e-7,
                                   -4.5512675485929949251e-9,  1.1314785641441369648e-8, -2.4416129982547696244e-10,
                                   -2.3736182042986788177e-10};
};
struct ErfOfFloat {  // relative error of P 1.3e-9, of the result by G 3e-9
  static constexpr double end = 4, middle = 2, scale = 3, shift = 0;
  static constexpr double near[] = {1.12837916585,    -0.376126266667,    0.112835947152,  -0.0268542120106,
                                    0.00518908742343, -0.000801686428717, 7.87587506269e-5};
  static constexpr double far[] = {0.255395676311,   -0.142395329923,  0.0268509112806,  -0.00292475207881,
                                   4.60786636906e-5, 2.80293832555e-5, -1.14948619849e-6};
};

template <class D, class V>
HWY_INLINE V vector_erf(D d, V x) {
  using Of = std::conditional_t<kIsFloat<D>, ErfOfFloat, ErfOfDouble>;
  const V one = set(d, 1.0), middle = set(d, Of::middle), end = set(d, Of::end);
  const V a = hn::Abs(x);
  const V square = hn::Mul(x, x);
  const V near = hn::Mul(x, polynomial(d, hn::Min(square, one), Of::near));
  const auto is_near = hn::Le(a, one);
  if (hn::AllTrue(d, is_near)) return near;
  const V b = hn::Min(a, end);
  const V u = hn::Div(hn::Sub(b, middle), hn::Add(b, middle));
  const V s = hn::MulAdd(set(d, Of::scale), u, set(d, Of::shift));
  const V tail = hn::Mul(hn::Exp(d, hn::Neg(hn::Mul(b, b))), polynomial(d, s, Of::far));
  const V far = hn::IfThenElse(hn::Ge(a, end), one, hn::Sub(one, tail));
  const V y = hn::IfThenElse(is_near, near, hn::CopySign(far, x));
  return hn::IfThenElse(hn::Eq(x, x), y, x);
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
