// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/engine/kernels/row_products.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/engine/kernels/row_products.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<double>;
using Vec = hn::Vec<Tag>;

constexpr std::size_t kWidth = hn::MaxLanes(Tag());
constexpr std::size_t kAcross = 2, kDown = 4;  // vectors of rows, and columns, of a tile

// sum[c][v] += Σ_k X[k, column + c]·X[k, row …].
HWY_INLINE void add_products(const double* HWY_RESTRICT X, std::size_t count, std::size_t stride, std::size_t row,
                             std::size_t column, Vec (&sum)[kDown][kAcross]) {
  const Tag d;
  for (std::size_t k = 0; k < count; ++k, X += stride) {
    Vec x[kAcross];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kAcross; ++v) x[v] = hn::LoadU(d, X + row + v * kWidth);
#pragma GCC unroll 4
    for (std::size_t c = 0; c < kDown; ++c) {
      const Vec y = hn::Set(d, X[column + c]);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kAcross; ++v) sum[c][v] = hn::MulAdd(x[v], y, sum[c][v]);
    }
  }
}

HWY_INLINE void fill(double value, Vec (&sum)[kDown][kAcross]) {
  const Tag d;
#pragma GCC unroll 4
  for (auto& column : sum)
#pragma GCC unroll 2
    for (Vec& x : column) x = hn::Set(d, value);
}

// tile: kDown columns of kAcross·kWidth.
HWY_INLINE void tile_products(std::span<const RowFactors> layers, std::size_t stride, std::size_t row,
                              std::size_t column, double* HWY_RESTRICT tile) {
  const Tag d;
  Vec total[kDown][kAcross];
  fill(0, total);
  for (const RowFactors& layer : layers) {
    Vec deltas[kDown][kAcross], inputs[kDown][kAcross];
    fill(0, deltas);
    add_products(layer.D, layer.units, stride, row, column, deltas);
    fill(layer.bias ? 1 : 0, inputs);
    add_products(layer.A, layer.inputs, stride, row, column, inputs);
#pragma GCC unroll 4
    for (std::size_t c = 0; c < kDown; ++c)
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kAcross; ++v) total[c][v] = hn::MulAdd(deltas[c][v], inputs[c][v], total[c][v]);
  }
#pragma GCC unroll 4
  for (std::size_t c = 0; c < kDown; ++c)
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kAcross; ++v) hn::StoreU(total[c][v], d, tile + (c * kAcross + v) * kWidth);
}

void row_products_double(std::span<const RowFactors> layers, std::size_t rows, std::size_t stride, std::size_t first,
                         std::size_t end, double* K) {
  constexpr std::size_t kTall = kAcross * kWidth;
  static_assert(kRowsTile % kTall == 0, "a tile doesn't reach beyond the stride");
  double tile[kDown * kTall];
  for (std::size_t column = first; column < end; column += kDown) {
    const std::size_t columns = std::min(kDown, end - column);
    for (std::size_t row = column / kTall * kTall; row < rows; row += kTall) {
      tile_products(layers, stride, row, column, tile);
      const std::size_t tall = std::min(kTall, rows - row);
      for (std::size_t c = 0; c < columns; ++c) std::copy_n(tile + c * kTall, tall, K + (column + c) * rows + row);
    }
  }
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope::engine {

HWY_EXPORT(row_products_double);

void row_products(std::span<const RowFactors> layers, std::size_t rows, std::size_t stride, std::size_t first,
                  std::size_t end, double* K) {
  HWY_DYNAMIC_DISPATCH(row_products_double)(layers, rows, stride, first, end, K);
}

}  // namespace saddlescope::engine
#endif  // HWY_ONCE
