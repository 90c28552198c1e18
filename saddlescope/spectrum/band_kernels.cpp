// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/spectrum/band_kernels.h"

#include <algorithm>
#include <array>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/spectrum/band_kernels.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

constexpr std::size_t kLanes = hn::MaxLanes(D());
constexpr std::size_t kVectors = kUnrolledRows / kLanes;
static_assert(kUnrolledRows % kLanes == 0);

// Beside entries near 1 so little is nothing; divided by, it might be infinite (rounding left over from rounding).
constexpr double kNegligible = 1e-150;

HWY_INLINE double sum(D d, V x) { return hn::GetLane(hn::SumOfLanes(d, x)); }

double reflector(std::size_t n, double* HWY_RESTRICT x, double* HWY_RESTRICT v) {
  const D d;
  V squares = hn::Zero(d);
  std::size_t i = 1;
  for (; i + kLanes <= n; i += kLanes) {
    const V part = hn::LoadU(d, x + i);
    squares = hn::MulAdd(part, part, squares);
  }
  double total = sum(d, squares);
  for (std::size_t j = i; j < n; ++j) total += x[j] * x[j];
  const double rest = std::sqrt(total), alpha = x[0];
  v[0] = 1;
  if (rest <= kNegligible) {
    std::fill(v + 1, v + n, 0.0);
    std::fill(x + 1, x + n, 0.0);
    return 0;
  }
  const double beta = -std::copysign(std::sqrt(alpha * alpha + total), alpha), scaling = 1 / (alpha - beta);
  for (std::size_t j = 1; j < n; ++j) v[j] = x[j] * scaling;
  std::fill(x + 1, x + n, 0.0);
  x[0] = beta;
  return (beta - alpha) / beta;
}

// ---- kUnrolledRows rows: a column lies in kVectors registers ----

HWY_INLINE void load(const double* from, V (&x)[kVectors]) {
  const D d;
#pragma GCC unroll 16
  for (std::size_t r = 0; r < kVectors; ++r) x[r] = hn::LoadU(d, from + r * kLanes);
}

HWY_INLINE void store(const V (&x)[kVectors], double* to) {
  const D d;
#pragma GCC unroll 16
  for (std::size_t r = 0; r < kVectors; ++r) hn::StoreU(x[r], d, to + r * kLanes);
}

HWY_INLINE double dot(const V (&x)[kVectors], const V (&y)[kVectors]) {
  const D d;
  V even = hn::Zero(d), odd = hn::Zero(d);
#pragma GCC unroll 16
  for (std::size_t r = 0; r < kVectors; r += 2) {
    even = hn::MulAdd(x[r], y[r], even);
    if (r + 1 < kVectors) odd = hn::MulAdd(x[r + 1], y[r + 1], odd);
  }
  return sum(d, hn::Add(even, odd));
}

// x −= a·y.
HWY_INLINE void subtract(double a, const V (&y)[kVectors], V (&x)[kVectors]) {
  const D d;
  const V factor = hn::Set(d, a);
#pragma GCC unroll 16
  for (std::size_t r = 0; r < kVectors; ++r) x[r] = hn::NegMulAdd(factor, y[r], x[r]);
}

double unrolled_block(double* HWY_RESTRICT B, std::size_t ld, std::size_t columns, const double* HWY_RESTRICT v,
                      double tau, double* HWY_RESTRICT next) {
  const D d;
  V w[kVectors];
#pragma GCC unroll 16
  for (V& part : w) part = hn::Zero(d);
  for (std::size_t j = 0; j < columns; ++j) {
    const V factor = hn::Set(d, v[j]);
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kVectors; ++r) w[r] = hn::MulAdd(factor, hn::LoadU(d, B + j * ld + r * kLanes), w[r]);
  }
#pragma GCC unroll 16
  for (V& part : w) part = hn::Mul(hn::Set(d, tau), part);
  V x[kVectors], n[kVectors];
  load(B, x);
  subtract(v[0], w, x);
  store(x, B);
  const double next_tau = reflector(kUnrolledRows, B, next);
  load(next, n);
  for (std::size_t j = 1; j < columns; ++j) {
    double* column = B + j * ld;
    load(column, x);
    subtract(v[j], w, x);
    subtract(next_tau * dot(x, n), n, x);
    store(x, column);
  }
  return next_tau;
}

// Columns of D whose diagonal entry lies in vector `from`, and then those behind: sums[j] = Σ_{i>j} d[i,j]·v[i] +
// d[j,j]·v[j], w[i] += Σ_{j<i} d[i,j]·v[j].
template <std::size_t from>
HWY_INLINE void products_of_columns(const double* D_, std::size_t ld, const V (&v)[kVectors], const double* factors,
                                    V (&w)[kVectors], double* sums) {
  if constexpr (from < kVectors) {
    const D d;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t j = from * kLanes + lane;
      const double* column = D_ + j * ld;
      const V factor = hn::Set(d, factors[j]);
      V x = hn::IfThenElseZero(hn::Not(hn::FirstN(d, lane + 1)), hn::LoadU(d, column + from * kLanes));
      V total = hn::Mul(x, v[from]);
      w[from] = hn::MulAdd(x, factor, w[from]);
#pragma GCC unroll 16
      for (std::size_t r = from + 1; r < kVectors; ++r) {
        x = hn::LoadU(d, column + r * kLanes);
        total = hn::MulAdd(x, v[r], total);
        w[r] = hn::MulAdd(x, factor, w[r]);
      }
      sums[j] = sum(d, total) + column[j] * factors[j];
    }
    products_of_columns<from + 1>(D_, ld, v, factors, w, sums);
  }
}

// D −= v·wᵀ + w·vᵀ, the same columns.
template <std::size_t from>
HWY_INLINE void update_columns(double* D_, std::size_t ld, const V (&v)[kVectors], const V (&w)[kVectors],
                               const double* v_of, const double* w_of) {
  if constexpr (from < kVectors) {
    const D d;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t j = from * kLanes + lane;
      double* column = D_ + j * ld;
      const V v_j = hn::Set(d, v_of[j]), w_j = hn::Set(d, w_of[j]);
      const auto changed = [&](std::size_t r) HWY_ATTR {
        return hn::NegMulAdd(w_j, v[r], hn::NegMulAdd(v_j, w[r], hn::LoadU(d, column + r * kLanes)));
      };
      hn::BlendedStore(changed(from), hn::Not(hn::FirstN(d, lane)), d, column + from * kLanes);
#pragma GCC unroll 16
      for (std::size_t r = from + 1; r < kVectors; ++r) hn::StoreU(changed(r), d, column + r * kLanes);
    }
    update_columns<from + 1>(D_, ld, v, w, v_of, w_of);
  }
}

void unrolled_both_sides(double* HWY_RESTRICT D_, std::size_t ld, const double* HWY_RESTRICT reflector_, double tau,
                         double* HWY_RESTRICT work) {
  const D d;
  V v[kVectors], w[kVectors], u[kVectors];
  load(reflector_, v);
#pragma GCC unroll 16
  for (V& part : w) part = hn::Zero(d);
  products_of_columns<0>(D_, ld, v, reflector_, w, work);
  load(work, u);
#pragma GCC unroll 16
  for (std::size_t r = 0; r < kVectors; ++r) w[r] = hn::Mul(hn::Set(d, tau), hn::Add(w[r], u[r]));
  subtract(tau / 2 * dot(w, v), v, w);
  store(w, work);
  update_columns<0>(D_, ld, v, w, reflector_, work);
}

// ---- any size ----

double any_block(double* HWY_RESTRICT B, std::size_t ld, std::size_t rows, std::size_t columns,
                 const double* HWY_RESTRICT v, double tau, double* HWY_RESTRICT next, double* HWY_RESTRICT work) {
  std::fill_n(work, rows, 0.0);
  for (std::size_t j = 0; j < columns; ++j)
    for (std::size_t i = 0; i < rows; ++i) work[i] += v[j] * B[j * ld + i];
  for (std::size_t j = 0; j < columns; ++j)
    for (std::size_t i = 0; i < rows; ++i) B[j * ld + i] -= tau * v[j] * work[i];
  const double next_tau = reflector(rows, B, next);
  for (std::size_t j = 1; j < columns; ++j) {
    double along = 0;
    for (std::size_t i = 0; i < rows; ++i) along += next[i] * B[j * ld + i];
    for (std::size_t i = 0; i < rows; ++i) B[j * ld + i] -= next_tau * along * next[i];
  }
  return next_tau;
}

void any_both_sides(double* HWY_RESTRICT D_, std::size_t ld, std::size_t n, const double* HWY_RESTRICT v, double tau,
                    double* HWY_RESTRICT w) {
  std::fill_n(w, n, 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    double along = D_[j * ld + j] * v[j];
    for (std::size_t i = j + 1; i < n; ++i) {
      w[i] += D_[j * ld + i] * v[j];
      along += D_[j * ld + i] * v[i];
    }
    w[j] += along;
  }
  double product = 0;
  for (std::size_t i = 0; i < n; ++i) product += (w[i] *= tau) * v[i];
  for (std::size_t i = 0; i < n; ++i) w[i] -= tau / 2 * product * v[i];
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = j; i < n; ++i) D_[j * ld + i] -= v[i] * w[j] + w[i] * v[j];
}

double block(double* B, std::size_t ld, std::size_t rows, std::size_t columns, const double* v, double tau,
             double* next, double* work) {
  if (rows == kUnrolledRows) return unrolled_block(B, ld, columns, v, tau, next);
  return any_block(B, ld, rows, columns, v, tau, next, work);
}

void both_sides(double* D_, std::size_t ld, std::size_t n, const double* v, double tau, double* work) {
  if (tau == 0) return;
  if (n == kUnrolledRows) return unrolled_both_sides(D_, ld, v, tau, work);
  any_both_sides(D_, ld, n, v, tau, work);
}

void columns_of(std::size_t rows, const double* HWY_RESTRICT v, double tau, double* HWY_RESTRICT X, std::size_t ldx,
                std::size_t columns) {
  if (tau == 0) return;
  const D d;
  for (std::size_t j = 0; j < columns; ++j) {
    double* x = X + j * ldx;
    V even = hn::Zero(d), odd = hn::Zero(d);
    std::size_t i = 0;
    for (; i + 2 * kLanes <= rows; i += 2 * kLanes) {
      even = hn::MulAdd(hn::LoadU(d, v + i), hn::LoadU(d, x + i), even);
      odd = hn::MulAdd(hn::LoadU(d, v + i + kLanes), hn::LoadU(d, x + i + kLanes), odd);
    }
    double along = sum(d, hn::Add(even, odd));
    for (; i < rows; ++i) along += v[i] * x[i];
    const V factor = hn::Set(d, tau * along);
    for (i = 0; i + kLanes <= rows; i += kLanes)
      hn::StoreU(hn::NegMulAdd(factor, hn::LoadU(d, v + i), hn::LoadU(d, x + i)), d, x + i);
    for (; i < rows; ++i) x[i] -= tau * along * v[i];
  }
}

}  // namespace saddlescope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope {

HWY_EXPORT(reflector);
HWY_EXPORT(block);
HWY_EXPORT(both_sides);
HWY_EXPORT(columns_of);

double make_reflector(std::size_t n, double* x, double* v) { return HWY_DYNAMIC_DISPATCH(reflector)(n, x, v); }

double reflect_block(double* B, std::size_t ld, std::size_t rows, std::size_t columns, const double* v, double tau,
                     double* next, double* work) {
  return HWY_DYNAMIC_DISPATCH(block)(B, ld, rows, columns, v, tau, next, work);
}

void reflect_both_sides(double* D, std::size_t ld, std::size_t n, const double* v, double tau, double* work) {
  HWY_DYNAMIC_DISPATCH(both_sides)(D, ld, n, v, tau, work);
}

void reflect_columns(std::size_t rows, const double* v, double tau, double* X, std::size_t ldx, std::size_t columns) {
  HWY_DYNAMIC_DISPATCH(columns_of)(rows, v, tau, X, ldx, columns);
}

}  // namespace saddlescope
#endif  // HWY_ONCE
