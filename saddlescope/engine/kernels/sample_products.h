// Sums over samples of products whose left factor is itself a product, made on the spot:
//   C[r, c] += Σₙ G[n, r]·B[n, c],   G[n, r] = u[n]·v[n, r] (+ u'[n]·v'[n, r])
// G is built in cache for at most kRowBlock rows, from strips that share u, and never leaves it. Fused multiply-adds,
// samples in ascending order: the result depends on the numbers alone.
//
//   B       by tiles of kColumnTile columns, `tile_stride` elements apart: entry (n, c) of a tile at n·kColumnTile + c
//   C       column-major, kRowBlock rows (those beyond the rows asked for hold anything afterwards)
#pragma once

#include <cstddef>
#include <span>

namespace saddlescope::engine {

inline constexpr std::size_t kRowBlock = 96;  // rows of G in work at once
inline constexpr std::size_t kColumnTile = 8;
template <class T>
inline constexpr std::size_t kStripSlack = 64 / sizeof(T);  // elements that may be read, and forgotten, behind a strip
template <class T>
inline constexpr std::size_t kRowStride =
    kRowBlock + kStripSlack<T>;  // an odd number of cache lines: no two rows share a set

/// A number for each sample, or a row of numbers: `data + n·step`.
template <class T>
struct PerSample {
  const T* data = nullptr;
  std::size_t step = 0;
};

/// G[n, to + t] = u[n]·v[n, t] + u2[n]·v2[n, t] for t < length; without data, u2·v2 is left out. Up to kStripSlack
/// elements behind the last of v[n] are read. Strips of a block come in ascending order of `to`.
template <class T>
struct Strip {
  PerSample<T> u, v, u2, v2;
  std::size_t length = 0, to = 0;
};

/// Elements of workspace for `samples` samples.
template <class T>
constexpr std::size_t product_workspace(std::size_t samples) {
  return samples * kRowStride<T> + kStripSlack<T>;
}

/// C += GᵀB over samples 0 … samples − 1; rows ≤ kRowBlock; the strips cover all rows. G: workspace.
template <class T>
void add_sample_products(std::span<const Strip<T>> strips, std::size_t samples, std::size_t rows, const T* B,
                         std::size_t tile_stride, std::size_t columns, T* G, T* C);

}  // namespace saddlescope::engine
