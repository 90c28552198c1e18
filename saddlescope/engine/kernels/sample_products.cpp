// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/engine/kernels/sample_products.h"

#include <algorithm>
#include <cstddef>

// Accumulators are an array of vectors, which needs vectors of known size.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/engine/kernels/sample_products.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

constexpr std::size_t kLanes = hn::MaxLanes(D());
constexpr std::size_t kVectors = 3;  // rows of a tile, in vectors
constexpr std::size_t kColumns = kLanes >= 8 ? 8 : 4;  // 24 accumulators where there are 32 registers, else 12

HWY_INLINE V product(D d, const Strip& strip, std::size_t n, std::size_t t, V u) {
  return hn::Mul(u, hn::LoadU(d, strip.v.data + n * strip.v.step + t));
}

// A copy of the strip: G might overlap a reference, for all the compiler knows.
HWY_INLINE void build(const Strip strip, std::size_t samples, double* HWY_RESTRICT G) {
  const D d;
  for (std::size_t n = 0; n < samples; ++n) {
    double* row = G + n * kRowStride + strip.to;
    const V u = hn::Set(d, strip.u.data[n * strip.u.step]);
    if (strip.u2.data == nullptr) {
      for (std::size_t t = 0; t < strip.length; t += kLanes) hn::StoreU(product(d, strip, n, t, u), d, row + t);
      continue;
    }
    const V u2 = hn::Set(d, strip.u2.data[n * strip.u2.step]);
    const double* v2 = strip.v2.data + n * strip.v2.step;
    for (std::size_t t = 0; t < strip.length; t += kLanes)
      hn::StoreU(hn::MulAdd(u2, hn::LoadU(d, v2 + t), product(d, strip, n, t, u)), d, row + t);
  }
}

// C[0 … rows·lanes − 1, 0 … columns − 1] += Σₙ G·B, all in registers.
template <std::size_t rows, std::size_t columns>
HWY_INLINE void tile(std::size_t samples, const double* HWY_RESTRICT G, const double* HWY_RESTRICT B,
                     double* HWY_RESTRICT C) {
  const D d;
  V sum[rows][columns];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 8
    for (std::size_t c = 0; c < columns; ++c) sum[r][c] = hn::Zero(d);
  for (std::size_t n = 0; n < samples; ++n) {
    V g[rows];
#pragma GCC unroll 8
    for (std::size_t r = 0; r < rows; ++r) g[r] = hn::LoadU(d, G + n * kRowStride + r * kLanes);
#pragma GCC unroll 8
    for (std::size_t c = 0; c < columns; ++c) {
      const V b = hn::Set(d, B[n * kColumnTile + c]);
#pragma GCC unroll 8
      for (std::size_t r = 0; r < rows; ++r) sum[r][c] = hn::MulAdd(g[r], b, sum[r][c]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t c = 0; c < columns; ++c)
#pragma GCC unroll 8
    for (std::size_t r = 0; r < rows; ++r) {
      double* to = C + c * kRowBlock + r * kLanes;
      hn::StoreU(hn::Add(hn::LoadU(d, to), sum[r][c]), d, to);
    }
}

template <std::size_t rows>
void columns_of_tile(std::size_t samples, std::size_t columns, const double* G, const double* B,
                     std::size_t tile_stride, double* C) {
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

void add_sample_products_double(std::span<const Strip> strips, std::size_t samples, std::size_t rows, const double* B,
                                std::size_t tile_stride, std::size_t columns, double* G, double* C) {
  for (const Strip& strip : strips) build(strip, samples, G);
  std::size_t r = 0;
  for (; r + kVectors * kLanes <= rows; r += kVectors * kLanes)
    columns_of_tile<kVectors>(samples, columns, G + r, B, tile_stride, C + r);
  const std::size_t left = (rows - r + kLanes - 1) / kLanes;
  if (left == 1) columns_of_tile<1>(samples, columns, G + r, B, tile_stride, C + r);
  if (left == 2) columns_of_tile<2>(samples, columns, G + r, B, tile_stride, C + r);
  if (left == 3) columns_of_tile<3>(samples, columns, G + r, B, tile_stride, C + r);
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope::engine {

HWY_EXPORT(add_sample_products_double);

void add_sample_products(std::span<const Strip> strips, std::size_t samples, std::size_t rows, const double* B,
                         std::size_t tile_stride, std::size_t columns, double* G, double* C) {
  HWY_DYNAMIC_DISPATCH(add_sample_products_double)(strips, samples, rows, B, tile_stride, columns, G, C);
}

}  // namespace saddlescope::engine
#endif  // HWY_ONCE
