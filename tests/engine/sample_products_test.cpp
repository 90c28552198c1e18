// Kernels of the exact Hessian against plain loops, on every instruction set: sums over samples of products made on the
// spot, and rows of samples turned into rows for each sample.
#include "saddlescope/engine/kernels/sample_products.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "saddlescope/base/random.h"
#include "saddlescope/engine/kernels/interleave.h"
#include "tests/engine/on_each_target.h"

namespace saddlescope::engine {
namespace {

class SampleProducts : public OnEachTarget {};
class Interleave : public OnEachTarget {};
INSTANTIATE_TEST_SUITE_P(EachTarget, SampleProducts, testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         target_name);
INSTANTIATE_TEST_SUITE_P(EachTarget, Interleave, testing::ValuesIn(hwy::SupportedAndGeneratedTargets()), target_name);

template <class T>
std::vector<T> numbers(RandomStream& random, std::size_t n) {
  std::vector<T> all(n);
  for (T& x : all) x = static_cast<T>(random.uniform(-1, 1));
  return all;
}

// Numbers of a strip: so many of each sample, and behind the last what may be read but must be forgotten.
template <class T>
std::vector<T> strip_numbers(RandomStream& random, std::size_t samples, std::size_t length) {
  std::vector<T> all = numbers<T>(random, samples * length);
  all.resize(all.size() + kStripSlack<T>, std::numeric_limits<T>::quiet_NaN());
  return all;
}

template <class T>
struct OwnedStrip {
  std::size_t to = 0, length = 0;
  bool second = false;
  std::vector<T> u, v, u2, v2;

  Strip<T> view() const {
    Strip<T> strip{{u.data(), 1}, {v.data(), length}, {}, {}, length, to};
    if (second) {
      strip.u2 = {u2.data(), 1};
      strip.v2 = {v2.data(), length};
    }
    return strip;
  }
};

// C += GᵀB with G as a matrix; a sum of `samples` terms, each of two more roundings, and the one of what was there.
template <class T>
void expect_products(std::size_t samples, std::size_t rows, std::size_t columns, RandomStream& random) {
  std::vector<OwnedStrip<T>> owned;
  for (std::size_t to = 0; to < rows;) {
    OwnedStrip<T> strip;
    strip.to = to;
    strip.length = std::min(rows - to, 1 + random.below(40));
    strip.second = random.below(2) == 1;
    strip.u = numbers<T>(random, samples);
    strip.u2 = numbers<T>(random, samples);
    strip.v = strip_numbers<T>(random, samples, strip.length);
    strip.v2 = strip_numbers<T>(random, samples, strip.length);
    to += strip.length;
    owned.push_back(std::move(strip));
  }
  std::vector<Strip<T>> strips;
  strips.reserve(owned.size());
  for (const OwnedStrip<T>& strip : owned) strips.push_back(strip.view());
  const std::size_t tiles = (columns + kColumnTile - 1) / kColumnTile, stride = samples * kColumnTile + 3;
  const std::vector<T> B = numbers<T>(random, tiles * stride);
  const std::vector<T> before = numbers<T>(random, (columns + 1) * kRowBlock);
  std::vector<T> C = before, G(product_workspace<T>(samples), std::numeric_limits<T>::quiet_NaN());
  add_sample_products<T>(strips, samples, rows, B.data(), stride, columns, G.data(), C.data());
  constexpr double kUnit = std::numeric_limits<T>::epsilon() / 2;
  for (const OwnedStrip<T>& strip : owned) {
    for (std::size_t t = 0; t < strip.length; ++t) {
      for (std::size_t c = 0; c < columns; ++c) {
        const std::size_t at = c * kRowBlock + strip.to + t;
        double sum = before[at], size = std::abs(sum);
        for (std::size_t n = 0; n < samples; ++n) {
          const double b = B[c / kColumnTile * stride + n * kColumnTile + c % kColumnTile];
          const double first = static_cast<double>(strip.u[n]) * strip.v[n * strip.length + t];
          const double more = strip.second ? static_cast<double>(strip.u2[n]) * strip.v2[n * strip.length + t] : 0;
          sum += (first + more) * b;
          size += (std::abs(first) + std::abs(more)) * std::abs(b);
        }
        ASSERT_NEAR(C[at], sum, static_cast<double>(samples + 4) * kUnit * size)
            << samples << " samples, row " << strip.to + t << " of " << rows << ", column " << c << " of " << columns;
      }
    }
  }
  // No column beyond those asked for is touched.
  EXPECT_TRUE(std::equal(C.begin() + static_cast<std::ptrdiff_t>(columns * kRowBlock), C.end(),
                         before.begin() + static_cast<std::ptrdiff_t>(columns * kRowBlock)));
}

TEST_P(SampleProducts, AreTheSumsOfPlainLoops) {
  RandomStream random(5, "sample products");
  for (const std::size_t rows : {1, 2, 7, 8, 9, 16, 23, 24, 25, 47, 95, 96}) {
    for (const std::size_t columns : {1, 3, 4, 5, 7, 8, 9, 15, 16, 19}) {
      const std::size_t samples = 1 + random.below(40);
      expect_products<double>(samples, rows, columns, random);
      expect_products<float>(samples, rows, columns, random);
    }
  }
}

template <class T>
void expect_interleaved(std::size_t rows, std::size_t samples, std::size_t step, RandomStream& random) {
  const std::vector<T> from = numbers<T>(random, rows * samples);
  const std::vector<T> before = numbers<T>(random, samples * step + 8);
  std::vector<T> to = before;
  interleave<T>(from.data(), rows, samples, to.data(), step);
  for (std::size_t n = 0; n < samples; ++n) {
    for (std::size_t r = 0; r < step; ++r) {
      const T expected = r < rows ? from[r * samples + n] : before[n * step + r];
      ASSERT_EQ(to[n * step + r], expected) << rows << " rows, " << samples << " samples, at " << n << ", " << r;
    }
  }
  for (std::size_t i = samples * step; i < to.size(); ++i) ASSERT_EQ(to[i], before[i]);
}

TEST_P(Interleave, PutsEachNumberWhereItBelongsAndTouchesNothingElse) {
  RandomStream random(6, "interleave");
  for (std::size_t rows = 1; rows <= 20; ++rows) {
    for (const std::size_t samples : {1, 2, 3, 7, 8, 9, 16, 31, 40}) {
      for (const std::size_t step : {rows, rows + 5}) {
        expect_interleaved<double>(rows, samples, step, random);
        expect_interleaved<float>(rows, samples, step, random);
      }
    }
  }
}

template <class T>
void expect_tile(std::size_t samples, RandomStream& random) {
  const std::vector<T> from = numbers<T>(random, 8 * samples);
  const T* rows[8];
  for (std::size_t r = 0; r < 8; ++r) rows[r] = from.data() + (r * 5 % 8) * samples;  // in any order
  std::vector<T> to(8 * samples + 1, T(7));
  interleave_tile<T>(rows, samples, to.data());
  for (std::size_t n = 0; n < samples; ++n) {
    for (std::size_t r = 0; r < 8; ++r) ASSERT_EQ(to[n * 8 + r], rows[r][n]) << samples << " samples";
  }
  EXPECT_EQ(to.back(), T(7));
}

TEST_P(Interleave, TilesTakeEightRows) {
  RandomStream random(7, "tiles");
  for (std::size_t samples = 1; samples <= 33; ++samples) {
    expect_tile<double>(samples, random);
    expect_tile<float>(samples, random);
  }
}

}  // namespace
}  // namespace saddlescope::engine
