// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/engine/kernels/tiled_products.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/engine/kernels/tiled_products.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

// Without vectors: plain loops.
template <class T>
void outer(bool transpose_A, std::size_t m, std::size_t n, std::size_t k, const T* A, const T* B, T* C,
           bool accumulate) {
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t s = 0; s < n; ++s) {
      T sum = 0;
      for (std::size_t l = 0; l < k; ++l) sum += A[transpose_A ? l * m + i : i * k + l] * B[l * n + s];
      C[i * n + s] = accumulate ? C[i * n + s] + sum : sum;
    }
}

template <class T>
void dots(std::size_t m, std::size_t n, std::size_t k, Factors<T> first, Factors<T> second, T* C, bool accumulate) {
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      T sum = 0;
      for (std::size_t s = 0; s < k; ++s) sum += first.A[i * k + s] * first.B[j * k + s];
      for (std::size_t s = 0; second.A != nullptr && s < k; ++s) sum += second.A[i * k + s] * second.B[j * k + s];
      C[i * n + j] = accumulate ? C[i * n + j] + sum : sum;
    }
}

#else

template <class T>
using Tag = hn::ScalableTag<T>;
template <class T>
using Vec = hn::Vec<Tag<T>>;
template <class T>
inline constexpr std::size_t kLanes = hn::MaxLanes(Tag<T>());

// A tile of an outer product is kRows × kVectors accumulators, beside them kVectors of B and a broadcast: it fits 32
// registers with 8 × 3, 16 with 4 × 3. A tile of dot products: kDotRows × kColumns accumulators, kDotRows of A, one of
// B.
#if HWY_MAX_BYTES == 64 || HWY_ARCH_ARM_A64
inline constexpr std::size_t kRows = 8;
#else
inline constexpr std::size_t kRows = 4;
#endif
inline constexpr std::size_t kVectors = 3, kDotRows = 3;
// Elements of A that all columns of the result meet before the next ones come: part of a second-level cache.
inline constexpr std::size_t kBlockSize = 24576;
template <class T>
inline constexpr std::size_t kColumns = kLanes<T> < 8 ? kLanes<T> : 8;

// body(0), …, body(count − 1) with constants for indices: only so do arrays of accumulators become registers.
#define SADDLESCOPE_INLINE HWY_ATTR __attribute__((always_inline))
template <std::size_t count, class Body>
HWY_INLINE void unrolled(const Body& body) {
  [&]<std::size_t... i>(std::index_sequence<i...>)
      SADDLESCOPE_INLINE { (body(std::integral_constant<std::size_t, i>()), ...); }(std::make_index_sequence<count>());
}

// A vector that its readers share: else GCC lets each of them load it from memory anew, and loads set the pace.
template <class T>
HWY_INLINE Vec<T> kept(Vec<T> v) {
#if HWY_COMPILER_GCC && HWY_ARCH_X86
  __asm__("" : "+v"(v.raw));
#endif
  return v;
}

// The first `count` lanes, 0 beyond; nothing beyond is read.
template <class T>
HWY_INLINE Vec<T> load_some(const T* from, std::size_t count) {
  const Tag<T> d;
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN T lanes[kLanes<T>] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  return hn::Load(d, lanes);
#else
  return hn::MaskedLoad(hn::FirstN(d, count), d, from);
#endif
}

template <class T>
HWY_INLINE void store_some(Vec<T> v, T* to, std::size_t count) {
  const Tag<T> d;
#if HWY_MEM_OPS_MIGHT_FAULT
  HWY_ALIGN T lanes[kLanes<T>];
  hn::Store(v, d, lanes);
  for (std::size_t i = 0; i < count; ++i) to[i] = lanes[i];
#else
  hn::BlendedStore(v, hn::FirstN(d, count), d, to);
#endif
}

// What the tiles of one outer product share. An element of op(A): A[i·row_stride + l·inner_stride].
template <class T>
struct Outer {
  std::size_t n, k, row_stride, inner_stride;
  bool accumulate;

  // A tile of R rows and V vectors, the last of them of `last` samples.
  template <std::size_t R, std::size_t V, bool whole>
  static void tile(const Outer& of, const T* A, const T* B, T* C, std::size_t last) {
    const Tag<T> d;
    Vec<T> sum[R][V], b[V];
    unrolled<R>([&](auto i)
                    SADDLESCOPE_INLINE { unrolled<V>([&](auto v) SADDLESCOPE_INLINE { sum[i][v] = hn::Zero(d); }); });
    const std::size_t row_stride = of.row_stride, inner_stride = of.inner_stride, n = of.n;
    for (std::size_t l = 0; l < of.k; ++l, A += inner_stride, B += n) {
      unrolled<V>([&](auto v) SADDLESCOPE_INLINE {
        const T* from = B + v * kLanes<T>;
        b[v] = whole || v + 1 < V ? hn::LoadU(d, from) : load_some<T>(from, last);
      });
      unrolled<R>([&](auto i) SADDLESCOPE_INLINE {
        const Vec<T> a = hn::Set(d, A[i * row_stride]);
        unrolled<V>([&](auto v) SADDLESCOPE_INLINE { sum[i][v] = hn::MulAdd(a, b[v], sum[i][v]); });
      });
    }
    const bool accumulate = of.accumulate;
    unrolled<R>([&](auto i) SADDLESCOPE_INLINE {
      unrolled<V>([&](auto v) SADDLESCOPE_INLINE {
        T* to = C + i * n + v * kLanes<T>;
        if constexpr (whole || v() + 1 < V) {
          hn::StoreU(accumulate ? hn::Add(hn::LoadU(d, to), sum[i][v]) : sum[i][v], d, to);
        } else {
          store_some<T>(accumulate ? hn::Add(load_some<T>(to, last), sum[i][v]) : sum[i][v], to, last);
        }
      });
    });
  }

  using Tile = void (*)(const Outer&, const T*, const T*, T*, std::size_t);
  template <std::size_t V, bool whole, std::size_t... R>
  static constexpr std::array<Tile, kRows> by_rows(std::index_sequence<R...>) {
    return {&tile<R + 1, V, whole>...};
  }
  template <bool whole, std::size_t... V>
  static constexpr std::array<std::array<Tile, kRows>, kVectors> by_vectors(std::index_sequence<V...>) {
    return {by_rows<V + 1, whole>(std::make_index_sequence<kRows>())...};
  }
  static constexpr auto whole_tiles = by_vectors<true>(std::make_index_sequence<kVectors>());
  static constexpr auto ragged_tiles = by_vectors<false>(std::make_index_sequence<kVectors>());
};

// Calls body(row, R) for groups of at most `most` rows of nearly even size that cover rows first … end − 1.
template <class Body>
HWY_INLINE void for_row_groups(std::size_t first, std::size_t end, std::size_t most, const Body& body) {
  const std::size_t rows = end - first, groups = (rows + most - 1) / most;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::size_t row = first + g * rows / groups;
    body(row, first + (g + 1) * rows / groups - row);
  }
}

// Rows of A that make a block: whole groups.
inline std::size_t rows_of_block(std::size_t k, std::size_t most) {
  return std::max<std::size_t>(1, kBlockSize / std::max<std::size_t>(k, 1) / most) * most;
}

// A block of rows at a time, so that it stays in the second cache; in it columns of tiles one after another, so that
// their part of B stays in the first.
template <class T>
void outer(bool transpose_A, std::size_t m, std::size_t n, std::size_t k, const T* A, const T* B, T* C,
           bool accumulate) {
  const Outer<T> of{n, k, transpose_A ? 1 : k, transpose_A ? m : 1, accumulate};
  const std::size_t vectors = (n + kLanes<T> - 1) / kLanes<T>, block = rows_of_block(k, kRows);
  for (std::size_t top = 0; top < m; top += block)
    for (std::size_t first = 0; first < vectors;) {
      const std::size_t rest = vectors - first, V = rest == kVectors + 1 ? 2 : std::min(rest, kVectors);
      const std::size_t column = first * kLanes<T>, last = std::min(n - column - (V - 1) * kLanes<T>, kLanes<T>);
      const auto& tiles = last == kLanes<T> ? Outer<T>::whole_tiles[V - 1] : Outer<T>::ragged_tiles[V - 1];
      for_row_groups(top, std::min(top + block, m), kRows, [&](std::size_t row, std::size_t R) {
        tiles[R - 1](of, A + row * of.row_stride, B + column, C + row * n + column, last);
      });
      first += V;
    }
}

// The pairs of neighbouring lanes of two vectors, summed: half as many lanes of each, those of `low` first.
template <class T>
HWY_INLINE Vec<T> paired(Vec<T> low, Vec<T> high) {
  const Tag<T> d;
  return hn::Add(hn::ConcatEven(d, high, low), hn::ConcatOdd(d, high, low));
}

// One vector of all lanes of `count` vectors, those of each summed to kLanes / count partial sums.
template <class T, std::size_t count>
HWY_INLINE Vec<T> gathered(const Vec<T>* v) {
  if constexpr (count == 1) {
    return v[0];
  } else {
    return paired<T>(gathered<T, count / 2>(v), gathered<T, count / 2>(v + count / 2));
  }
}

// Lane j of the result, j < count: the sum of all lanes of v[j].
template <class T, std::size_t count>
HWY_INLINE Vec<T> sums_of_lanes(const Vec<T>* v) {
  Vec<T> sums = gathered<T, count>(v);
  for (std::size_t partial = kLanes<T> / count; partial > 1; partial /= 2) sums = paired<T>(sums, sums);
  return sums;
}

// Where a tile of dot products lies.
struct DotTile {
  std::size_t row, column, columns;
};

template <class T>
struct Dots {
  std::size_t n, k, pairs;
  Factors<T> factors[2];
  T* C;
  bool accumulate;

  // R rows of A against J rows of B; unless `whole` some of these are missing: the last stands in, nothing is stored.
  template <std::size_t R, std::size_t J, bool whole>
  static void tile(const Dots& of, const DotTile& at) {
    const Tag<T> d;
    Vec<T> sum[R][J], a[R];
    unrolled<R>([&](auto i)
                    SADDLESCOPE_INLINE { unrolled<J>([&](auto j) SADDLESCOPE_INLINE { sum[i][j] = hn::Zero(d); }); });
    const std::size_t k = of.k, columns = at.columns;
    const auto b_row = [&](std::size_t j) SADDLESCOPE_INLINE { return (whole ? j : std::min(j, columns - 1)) * k; };
    for (std::size_t p = 0; p < of.pairs; ++p) {
      const T* A = of.factors[p].A + at.row * k;
      const T* B = of.factors[p].B + at.column * k;
      std::size_t s = 0;
      for (; s + kLanes<T> <= k; s += kLanes<T>) {
        unrolled<R>([&](auto i) SADDLESCOPE_INLINE { a[i] = hn::LoadU(d, A + i * k + s); });
        unrolled<J>([&](auto j) SADDLESCOPE_INLINE {
          const Vec<T> b = kept<T>(hn::LoadU(d, B + b_row(j) + s));
          unrolled<R>([&](auto i) SADDLESCOPE_INLINE { sum[i][j] = hn::MulAdd(a[i], b, sum[i][j]); });
        });
      }
      if (s == k) continue;
      unrolled<R>([&](auto i) SADDLESCOPE_INLINE { a[i] = load_some<T>(A + i * k + s, k - s); });
      unrolled<J>([&](auto j) SADDLESCOPE_INLINE {
        const Vec<T> b = load_some<T>(B + b_row(j) + s, k - s);
        unrolled<R>([&](auto i) SADDLESCOPE_INLINE { sum[i][j] = hn::MulAdd(a[i], b, sum[i][j]); });
      });
    }
    const bool accumulate = of.accumulate;
    unrolled<R>([&](auto i) SADDLESCOPE_INLINE {
      T* to = of.C + (at.row + i) * of.n + at.column;
      Vec<T> total = sums_of_lanes<T, J>(sum[i]);
      if constexpr (whole && J == kLanes<T>) {
        if (accumulate) total = hn::Add(hn::LoadU(d, to), total);
        hn::StoreU(total, d, to);
      } else {
        if (accumulate) total = hn::Add(load_some<T>(to, columns), total);
        store_some<T>(total, to, columns);
      }
    });
  }

  using Tile = void (*)(const Dots&, const DotTile&);
  template <std::size_t J, bool whole, std::size_t... R>
  static constexpr std::array<Tile, kDotRows> by_rows(std::index_sequence<R...>) {
    return {&tile<R + 1, J, whole>...};
  }
  // Tiles of R rows at index R − 1, of the narrowest width that holds so many columns.
  template <std::size_t J = 1>
  static const std::array<Tile, kDotRows>& tiles_for(std::size_t columns) {
    static constexpr auto whole_tiles = by_rows<J, true>(std::make_index_sequence<kDotRows>());
    static constexpr auto ragged_tiles = by_rows<J, false>(std::make_index_sequence<kDotRows>());
    if constexpr (J < kColumns<T>) {
      if (columns > J) return tiles_for<2 * J>(columns);
    }
    return columns == J ? whole_tiles : ragged_tiles;
  }
};

template <class T>
void dots(std::size_t m, std::size_t n, std::size_t k, Factors<T> first, Factors<T> second, T* C, bool accumulate) {
  const Dots<T> of{n, k, second.A == nullptr ? 1U : 2U, {first, second}, C, accumulate};
  const std::size_t block = rows_of_block(k, kDotRows);
  for (std::size_t top = 0; top < m; top += block)
    for (std::size_t column = 0; column < n; column += kColumns<T>) {
      const std::size_t columns = std::min(kColumns<T>, n - column);
      const auto& tiles = Dots<T>::tiles_for(columns);
      for_row_groups(top, std::min(top + block, m), kDotRows,
                     [&](std::size_t row, std::size_t R) { tiles[R - 1](of, {row, column, columns}); });
    }
}

#endif  // fixed vectors

void outer_double(bool transpose_A, std::size_t m, std::size_t n, std::size_t k, Factors<double> x, double* C,
                  bool accumulate) {
  outer(transpose_A, m, n, k, x.A, x.B, C, accumulate);
}
void outer_float(bool transpose_A, std::size_t m, std::size_t n, std::size_t k, Factors<float> x, float* C,
                 bool accumulate) {
  outer(transpose_A, m, n, k, x.A, x.B, C, accumulate);
}
void dots_double(std::size_t m, std::size_t n, std::size_t k, Factors<double> first, Factors<double> second, double* C,
                 bool accumulate) {
  dots(m, n, k, first, second, C, accumulate);
}
void dots_float(std::size_t m, std::size_t n, std::size_t k, Factors<float> first, Factors<float> second, float* C,
                bool accumulate) {
  dots(m, n, k, first, second, C, accumulate);
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope::engine {

HWY_EXPORT(outer_double);
HWY_EXPORT(outer_float);
HWY_EXPORT(dots_double);
HWY_EXPORT(dots_float);

template <>
void outer_product<double>(bool transpose_A, std::size_t m, std::size_t n, std::size_t k, Factors<double> x, double* C,
                           bool accumulate) {
  HWY_DYNAMIC_DISPATCH(outer_double)(transpose_A, m, n, k, x, C, accumulate);
}
template <>
void outer_product<float>(bool transpose_A, std::size_t m, std::size_t n, std::size_t k, Factors<float> x, float* C,
                          bool accumulate) {
  HWY_DYNAMIC_DISPATCH(outer_float)(transpose_A, m, n, k, x, C, accumulate);
}

template <>
void dot_products<double>(std::size_t m, std::size_t n, std::size_t k, Factors<double> first, Factors<double> second,
                          double* C, bool accumulate) {
  HWY_DYNAMIC_DISPATCH(dots_double)(m, n, k, first, second, C, accumulate);
}
template <>
void dot_products<float>(std::size_t m, std::size_t n, std::size_t k, Factors<float> first, Factors<float> second,
                         float* C, bool accumulate) {
  HWY_DYNAMIC_DISPATCH(dots_float)(m, n, k, first, second, C, accumulate);
}

}  // namespace saddlescope::engine
#endif  // HWY_ONCE
