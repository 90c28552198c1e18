// One source, compiled once for each instruction set Highway knows here; the processor's best is chosen at run time.
#include "saddlescope/engine/kernels/interleave.h"

#include <algorithm>
#include <cstddef>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saddlescope/engine/kernels/interleave.cpp"
#include "hwy/foreach_target.h"  // IWYU pragma: keep

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace saddlescope::engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <std::size_t rows, class T>
void few_rows(const T* HWY_RESTRICT from, std::size_t samples, T* HWY_RESTRICT to, std::size_t step) {
  using D = hn::ScalableTag<T>;
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN T groups[4 * hn::MaxLanes(D())];
  std::size_t n = 0;
  for (; rows > 1 && n + lanes <= samples; n += lanes) {
    const T* x = from + n;
    if constexpr (rows == 2) {
      hn::StoreInterleaved2(hn::LoadU(d, x), hn::LoadU(d, x + samples), d, groups);
    } else if constexpr (rows == 3) {
      hn::StoreInterleaved3(hn::LoadU(d, x), hn::LoadU(d, x + samples), hn::LoadU(d, x + 2 * samples), d, groups);
    } else if constexpr (rows == 4) {
      hn::StoreInterleaved4(hn::LoadU(d, x), hn::LoadU(d, x + samples), hn::LoadU(d, x + 2 * samples),
                            hn::LoadU(d, x + 3 * samples), d, groups);
    }
    for (std::size_t i = 0; i < lanes; ++i) std::copy_n(groups + rows * i, rows, to + (n + i) * step);
  }
  for (; n < samples; ++n)
    for (std::size_t r = 0; r < rows; ++r) to[n * step + r] = from[r * samples + n];
}

// Eight rows at once where a vector holds eight numbers: transposed in registers, samples stored whole. row(r): its
// numbers.
#if HWY_TARGET <= HWY_AVX3
template <class Row>
HWY_INLINE void eight_rows(const Row& row, std::size_t samples, double* HWY_RESTRICT to, std::size_t step) {
  using D = hn::ScalableTag<double>;
  const D d;
  std::size_t n = 0;
  for (; n + 8 <= samples; n += 8) {
    hn::Vec<D> even[4], odd[4];  // of samples 0, 2, 4, 6 and 1, 3, 5, 7: a block of two rows each
    for (std::size_t r = 0; r < 4; ++r) {
      const auto a = hn::LoadU(d, row(2 * r) + n), b = hn::LoadU(d, row(2 * r + 1) + n);
      even[r] = hn::InterleaveLower(d, a, b);
      odd[r] = hn::InterleaveUpper(d, a, b);
    }
    const auto store = [&](const hn::Vec<D>(&x)[4], std::size_t first) HWY_ATTR {
      const auto put = [&](auto a, auto b, std::size_t sample) HWY_ATTR {
        double* at = to + (n + sample) * step;
        hn::StoreU(hn::OddEvenBlocks(hn::SwapAdjacentBlocks(b), a), d, at);
        hn::StoreU(hn::OddEvenBlocks(b, hn::SwapAdjacentBlocks(a)), d, at + 2 * step);
      };
      put(hn::ConcatLowerLower(d, x[2], x[0]), hn::ConcatLowerLower(d, x[3], x[1]), first);
      put(hn::ConcatUpperUpper(d, x[2], x[0]), hn::ConcatUpperUpper(d, x[3], x[1]), first + 4);
    };
    store(even, 0);
    store(odd, 1);
  }
  for (; n < samples; ++n)
    for (std::size_t r = 0; r < 8; ++r) to[n * step + r] = row(r)[n];
}
#endif

template <class T>
void tile_rows(const T* const* rows, std::size_t samples, T* to) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (std::is_same_v<T, double>) {
    const double* const local[8] = {rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6], rows[7]};
    return eight_rows([&](std::size_t r) HWY_ATTR { return local[r]; }, samples, to, 8);
  }
#endif
  for (std::size_t n = 0; n < samples; ++n)
    for (std::size_t r = 0; r < 8; ++r) to[n * 8 + r] = rows[r][n];
}

template <class T>
void interleave_rows(const T* from, std::size_t rows, std::size_t samples, T* to, std::size_t step) {
  if (rows == 1) return few_rows<1>(from, samples, to, step);
  if (rows == 2) return few_rows<2>(from, samples, to, step);
  if (rows == 3) return few_rows<3>(from, samples, to, step);
  std::size_t done = 0;
#if HWY_TARGET <= HWY_AVX3
  if constexpr (std::is_same_v<T, double>) {
    for (; done < rows && rows >= 8; done += 8) {
      const std::size_t at = std::min(done, rows - 8);  // the last eight overlap, and write the same once more
      const double* first = from + at * samples;
      eight_rows([&](std::size_t r) HWY_ATTR { return first + r * samples; }, samples, to + at, step);
    }
  }
#endif
  for (std::size_t r = done; r < rows; r += 4) {
    const std::size_t first = std::min(r, rows - 4);  // the last four overlap, and write the same once more
    few_rows<4>(from + first * samples, samples, to + first, step);
  }
}

void tile_double(const double* const* rows, std::size_t samples, double* to) { tile_rows(rows, samples, to); }
void tile_float(const float* const* rows, std::size_t samples, float* to) { tile_rows(rows, samples, to); }
void interleave_double(const double* from, std::size_t rows, std::size_t samples, double* to, std::size_t step) {
  interleave_rows(from, rows, samples, to, step);
}
void interleave_float(const float* from, std::size_t rows, std::size_t samples, float* to, std::size_t step) {
  interleave_rows(from, rows, samples, to, step);
}

}  // namespace saddlescope::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saddlescope::engine {

HWY_EXPORT(interleave_double);
HWY_EXPORT(interleave_float);
HWY_EXPORT(tile_double);
HWY_EXPORT(tile_float);

template <>
void interleave<double>(const double* from, std::size_t rows, std::size_t samples, double* to, std::size_t step) {
  HWY_DYNAMIC_DISPATCH(interleave_double)(from, rows, samples, to, step);
}
template <>
void interleave<float>(const float* from, std::size_t rows, std::size_t samples, float* to, std::size_t step) {
  HWY_DYNAMIC_DISPATCH(interleave_float)(from, rows, samples, to, step);
}

template <>
void interleave_tile<double>(const double* const (&rows)[8], std::size_t samples, double* to) {
  HWY_DYNAMIC_DISPATCH(tile_double)(rows, samples, to);
}
template <>
void interleave_tile<float>(const float* const (&rows)[8], std::size_t samples, float* to) {
  HWY_DYNAMIC_DISPATCH(tile_float)(rows, samples, to);
}

}  // namespace saddlescope::engine
#endif  // HWY_ONCE
