// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/engine/kernels/sample_products.h"

#include <algorithm>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/engine/kernels/sample_products.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
template <class T>
using D = hn::ScalableTag<T>;
template <class T>
using V = hn::Vec<D<T>>;

template <class T>
constexpr std::size_t kLanes = hn::MaxLanes(D<T>());
constexpr std::size_t kVectors = 3;  // rows of a tile, in vectors
constexpr std::size_t kColumns = kLanes<double> >= 8 ? 8 : 4;  // 24 accumulators where there are 32 registers, else 12

template <class T>
HWY_INLINE V<T> product(D<T> d, const Strip<T>& strip, std::size_t n, std::size_t t, V<T> u) {
  return hn::Mul(u, hn::LoadU(d, strip.v.data + n * strip.v.step + t));
}

// `vectors` of a sample's numbers, or as many as the strip is long where that is 0. A copy of the strip: G might
// overlap a reference, for all the compiler knows.
template <bool second, std::size_t vectors, class T>
HWY_INLINE void build_strip(const Strip<T> strip, std::size_t samples, T* HWY_RESTRICT G) {
  const D<T> d;
  const std::size_t length = vectors > 0 ? vectors * kLanes<T> : strip.length;
  for (std::size_t n = 0; n < samples; ++n) {
    T* row = G + n * kRowStride<T> + strip.to;
    const V<T> u = hn::Set(d, strip.u.data[n * strip.u.step]);
    if constexpr (second) {
      const V<T> u2 = hn::Set(d, strip.u2.data[n * strip.u2.step]);
      const T* v2 = strip.v2.data + n * strip.v2.step;
      for (std::size_t t = 0; t < length; t += kLanes<T>)
        hn::StoreU(hn::MulAdd(u2, hn::LoadU(d, v2 + t), product<T>(d, strip, n, t, u)), d, row + t);
    } else {
      for (std::size_t t = 0; t < length; t += kLanes<T>) hn::StoreU(product<T>(d, strip, n, t, u), d, row + t);
    }
  }
}

template <bool second, class T>
HWY_INLINE void build_any(const Strip<T>& strip, std::size_t samples, T* G) {
  if (strip.length <= kLanes<T>) return build_strip<second, 1>(strip, samples, G);
  if (strip.length <= 2 * kLanes<T>) return build_strip<second, 2>(strip, samples, G);
  build_strip<second, 0>(strip, samples, G);
}

template <class T>
HWY_INLINE void build(const Strip<T>& strip, std::size_t samples, T* G) {
  if (strip.u2.data == nullptr) return build_any<false>(strip, samples, G);
  build_any<true>(strip, samples, G);
}

// C[0 … rows·lanes − 1, 0 … columns − 1] += Σₙ G·B, all in registers.
template <std::size_t rows, std::size_t columns, class T>
HWY_INLINE void tile(std::size_t samples, const T* HWY_RESTRICT G, const T* HWY_RESTRICT B, T* HWY_RESTRICT C) {
  const D<T> d;
  V<T> sum[rows][columns];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 8
    for (std::size_t c = 0; c < columns; ++c) sum[r][c] = hn::Zero(d);
  for (std::size_t n = 0; n < samples; ++n) {
    V<T> g[rows];
#pragma GCC unroll 8
    for (std::size_t r = 0; r < rows; ++r) g[r] = hn::LoadU(d, G + n * kRowStride<T> + r * kLanes<T>);
#pragma GCC unroll 8
    for (std::size_t c = 0; c < columns; ++c) {
      const V<T> b = hn::Set(d, B[n * kColumnTile + c]);
#pragma GCC unroll 8
      for (std::size_t r = 0; r < rows; ++r) sum[r][c] = hn::MulAdd(g[r], b, sum[r][c]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t c = 0; c < columns; ++c)
#pragma GCC unroll 8
    for (std::size_t r = 0; r < rows; ++r) {
      T* to = C + c * kRowBlock + r * kLanes<T>;
      hn::StoreU(hn::Add(hn::LoadU(d, to), sum[r][c]), d, to);
    }
}

template <std::size_t rows, class T>
void columns_of_tile(std::size_t samples, std::size_t columns, const T* G, const T* B, std::size_t tile_stride, T* C) {
  const auto at = [&](std::size_t c) { return B + c / kColumnTile * tile_stride + c % kColumnTile; };
  std::size_t c = 0;
  for (; c + kColumns <= columns; c += kColumns) tile<rows, kColumns>(samples, G, at(c), C + c * kRowBlock);
  B = at(c);
  C += c * kRowBlock;
  switch (columns - c) {
    case 7:
      return tile<rows, 7>(samples, G, B, C);
    case 6:
      return tile<rows, 6>(samples, G, B, C);
    case 5:
      return tile<rows, 5>(samples, G, B, C);
    case 4:
      return tile<rows, 4>(samples, G, B, C);
    case 3:
      return tile<rows, 3>(samples, G, B, C);
    case 2:
      return tile<rows, 2>(samples, G, B, C);
    case 1:
      return tile<rows, 1>(samples, G, B, C);
    default:
      return;
  }
}

template <class T>
void add_products(std::span<const Strip<T>> strips, std::size_t samples, std::size_t rows, const T* B,
                  std::size_t tile_stride, std::size_t columns, T* G, T* C) {
  for (const Strip<T>& strip : strips) build<T>(strip, samples, G);
  std::size_t r = 0;
  for (; r + kVectors * kLanes<T> <= rows; r += kVectors * kLanes<T>)
    columns_of_tile<kVectors>(samples, columns, G + r, B, tile_stride, C + r);
  const std::size_t left = (rows - r + kLanes<T> - 1) / kLanes<T>;
  if (left == 1) columns_of_tile<1>(samples, columns, G + r, B, tile_stride, C + r);
  if (left == 2) columns_of_tile<2>(samples, columns, G + r, B, tile_stride, C + r);
  if (left == 3) columns_of_tile<3>(samples, columns, G + r, B, tile_stride, C + r);
}

void add_products_double(std::span<const Strip<double>> strips, std::size_t samples, std::size_t rows, const double* B,
                         std::size_t tile_stride, std::size_t columns, double* G, double* C) {
  add_products(strips, samples, rows, B, tile_stride, columns, G, C);
}
void add_products_float(std::span<const Strip<float>> strips, std::size_t samples, std::size_t rows, const float* B,
                        std::size_t tile_stride, std::size_t columns, float* G, float* C) {
  add_products(strips, samples, rows, B, tile_stride, columns, G, C);
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope::engine {

HWY_EXPORT(add_products_double);
HWY_EXPORT(add_products_float);

template <>
void add_sample_products<double>(std::span<const Strip<double>> strips, std::size_t samples, std::size_t rows,
                                 const double* B, std::size_t tile_stride, std::size_t columns, double* G, double* C) {
  HWY_DYNAMIC_DISPATCH(add_products_double)(strips, samples, rows, B, tile_stride, columns, G, C);
}
template <>
void add_sample_products<float>(std::span<const Strip<float>> strips, std::size_t samples, std::size_t rows,
                                const float* B, std::size_t tile_stride, std::size_t columns, float* G, float* C) {
  HWY_DYNAMIC_DISPATCH(add_products_float)(strips, samples, rows, B, tile_stride, columns, G, C);
}

}  // namespace saddlescope::engine
#endif  // HWY_ONCE
