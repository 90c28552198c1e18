// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/linalg/cholesky.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/linalg/cholesky.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<double>;
using Vec = hn::Vec<Tag>;

constexpr std::size_t kLanes = hn::MaxLanes(Tag());
constexpr std::size_t kColumns = 8;  // at a time
constexpr std::size_t kVectors = kLanes >= 8 ? 3 : 1;  // of rows: with kColumns they fit 32 registers, or 16

// Rows row … of one column: whole vectors, or `some` rows of a single one.
template <bool whole>
HWY_INLINE Vec load(const double* from, std::size_t some) {
  const Tag d;
  if constexpr (whole) return hn::LoadU(d, from);
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN double lanes[kLanes] = {};
  for (std::size_t i = 0; i < some; ++i) lanes[i] = from[i];
  return hn::Load(d, lanes);
#else
  return hn::MaskedLoad(hn::FirstN(d, some), d, from);
#endif
}
template <bool whole>
HWY_INLINE void store(Vec x, double* to, std::size_t some) {
  const Tag d;
  if constexpr (whole) {
    hn::StoreU(x, d, to);
    return;
  }
  HWY_ALIGN double lanes[kLanes];
  hn::Store(x, d, lanes);
  for (std::size_t i = 0; i < some; ++i) to[i] = lanes[i];
}

// C[v][c] = A[row + v·lanes …, J + c] − Σ_{k<J} L[row …, k]·L[J + c, k].
template <std::size_t vectors, bool whole>
HWY_INLINE void subtract_products(std::size_t n, const double* HWY_RESTRICT A, std::size_t row, std::size_t J,
                                  std::size_t some, Vec (&C)[kVectors][kColumns]) {
  const Tag d;
#pragma GCC unroll 8
  for (std::size_t c = 0; c < kColumns; ++c)
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) C[v][c] = load<whole>(A + (J + c) * n + row + v * kLanes, some);
  for (std::size_t k = 0; k < J; ++k) {
    const double* column = A + k * n;
    Vec x[kVectors];
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) x[v] = load<whole>(column + row + v * kLanes, some);
#pragma GCC unroll 8
    for (std::size_t c = 0; c < kColumns; ++c) {
      const Vec y = hn::Set(d, column[J + c]);
#pragma GCC unroll 3
      for (std::size_t v = 0; v < vectors; ++v) C[v][c] = hn::NegMulAdd(x[v], y, C[v][c]);
    }
  }
}

// The diagonal block's factor, columns × columns, row by row, and the reciprocals of its diagonal.
struct Diagonal {
  double L[kColumns][kColumns], inverse[kColumns];
};

// L[row …, J + c] = (C[c] − Σ_{b<c} L[row …, J + b]·L_JJ[c, b])/L_JJ[c, c].
template <std::size_t vectors, bool whole>
HWY_INLINE void solve_rows(std::size_t n, double* HWY_RESTRICT A, std::size_t row, std::size_t J, std::size_t some,
                           const Diagonal& of, Vec (&C)[kVectors][kColumns]) {
  const Tag d;
#pragma GCC unroll 8
  for (std::size_t c = 0; c < kColumns; ++c) {
#pragma GCC unroll 8
    for (std::size_t b = 0; b < c; ++b) {
      const Vec y = hn::Set(d, of.L[c][b]);
#pragma GCC unroll 3
      for (std::size_t v = 0; v < vectors; ++v) C[v][c] = hn::NegMulAdd(C[v][b], y, C[v][c]);
    }
    const Vec inverse = hn::Set(d, of.inverse[c]);
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) {
      C[v][c] = hn::Mul(C[v][c], inverse);
      store<whole>(C[v][c], A + (J + c) * n + row + v * kLanes, some);
    }
  }
}

// z − x·y, fused as the vectors' are.
HWY_INLINE double minus_product(double x, double y, double z) {
  const hn::CappedTag<double, 1> one;
  return hn::GetLane(hn::NegMulAdd(hn::Set(one, x), hn::Set(one, y), hn::Set(one, z)));
}

// C[c][i] = A[J + i, J + c] − Σ_{k<J} L[J + i, k]·L[J + c, k] for i ≥ c.
void diagonal_block(std::size_t n, const double* A, std::size_t J, std::size_t columns,
                    double (&C)[kColumns][kColumns]) {
  if (columns == kColumns && kColumns % kLanes == 0) {
    for (std::size_t first = 0; first < kColumns; first += kLanes) {
      Vec part[kVectors][kColumns];
      subtract_products<1, true>(n, A, J + first, J, 0, part);
      for (std::size_t c = 0; c < kColumns; ++c) store<true>(part[0][c], C[c] + first, 0);
    }
    return;
  }
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t i = c; i < columns; ++i) {
      C[c][i] = A[(J + c) * n + J + i];
      for (std::size_t k = 0; k < J; ++k) C[c][i] = minus_product(A[k * n + J + i], A[k * n + J + c], C[c][i]);
    }
}

// False unless every pivot is positive and finite.
bool factor_diagonal(std::size_t n, double* A, std::size_t J, std::size_t columns, Diagonal& of) {
  double C[kColumns][kColumns];
  diagonal_block(n, A, J, columns, C);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t c = 0; c <= i; ++c) {
      double x = C[c][i];
      for (std::size_t b = 0; b < c; ++b) x = minus_product(of.L[i][b], of.L[c][b], x);
      if (c < i) {
        of.L[i][c] = x * of.inverse[c];
        continue;
      }
      if (!(x > 0) || !std::isfinite(x)) return false;
      of.L[i][i] = std::sqrt(x);
      of.inverse[i] = 1 / of.L[i][i];
    }
  }
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t i = c; i < columns; ++i) A[(J + c) * n + J + i] = of.L[i][c];
  return true;
}

template <std::size_t vectors, bool whole>
HWY_INLINE void tile(std::size_t n, double* A, std::size_t row, std::size_t J, std::size_t some, const Diagonal& of) {
  Vec C[kVectors][kColumns];
  subtract_products<vectors, whole>(n, A, row, J, some, C);
  solve_rows<vectors, whole>(n, A, row, J, some, of, C);
}

bool factor(std::size_t n, double* A) {
  for (std::size_t J = 0; J < n; J += kColumns) {
    const std::size_t columns = std::min(kColumns, n - J);
    Diagonal of;
    if (!factor_diagonal(n, A, J, columns, of)) return false;
    std::size_t row = J + columns;
    for (; row + kVectors * kLanes <= n; row += kVectors * kLanes) tile<kVectors, true>(n, A, row, J, 0, of);
    for (; row + kLanes <= n; row += kLanes) tile<1, true>(n, A, row, J, 0, of);
    if (row < n) tile<1, false>(n, A, row, J, n - row, of);
  }
  return true;
}

}  // namespace saddlescope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope {

HWY_EXPORT(factor);

bool small_cholesky(std::size_t n, double* A) { return HWY_DYNAMIC_DISPATCH(factor)(n, A); }

}  // namespace saddlescope
#endif  // HWY_ONCE
