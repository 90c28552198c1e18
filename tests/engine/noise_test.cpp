#include "saddlescope/engine/kernels/noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saddlescope/base/random.h"
#include "saddlescope/base/shape.h"
#include "tests/numbers.h"

namespace saddlescope::engine {
namespace {

constexpr float kEpsilonOfFloat = std::numeric_limits<float>::epsilon();

// Vectors of numbers are the numbers one by one, bit by bit, whatever the length and wherever the array begins.
TEST(Noise, VectorsAreTheNumbersOneByOne) {
  for (const std::size_t n : {0, 1, 3, 7, 8, 9, 31, 100}) {
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{1} << 40U}) {
      const std::uint64_t stream = 0xfedcba9876543210U + n;
      RandomStream random(3, "noise", n);
      Vector x(n), size(n);
      for (double& value : x) value = random.normal();
      for (double& value : size) value = random.uniform();
      Vector relative = x, by_size = x;
      perturb_relatively(stream, first, n, relative.data());
      perturb_by_size(stream, first, n, size.data(), by_size.data());
      for (std::size_t i = 0; i < n; ++i) {
        const double u = unit_noise(stream, first + i);
        EXPECT_EQ(relative[i], x[i] * (1 + kEpsilon * u));
        EXPECT_EQ(by_size[i], x[i] + kEpsilon * u * size[i]);
      }
      const std::vector<float> x32(x.begin(), x.end()), size32(size.begin(), size.end());
      std::vector<float> relative32 = x32, by_size32 = x32;
      perturb_relatively(stream, first, n, relative32.data());
      perturb_by_size(stream, first, n, size32.data(), by_size32.data());
      for (std::size_t i = 0; i < n; ++i) {
        const float u = static_cast<float>(unit_noise(stream, first + i));
        EXPECT_EQ(relative32[i], x32[i] * (1 + kEpsilonOfFloat * u));
        EXPECT_EQ(by_size32[i], x32[i] + kEpsilonOfFloat * u * size32[i]);
      }
    }
  }
}

// Mean 0 and variance 1 within four standard errors (a fourth moment of 3 − 1.2/4), bounded by √12.
TEST(Noise, HasMeanZeroAndVarianceOne) {
  constexpr int kNumbers = 100000;
  double sum = 0, squares = 0, largest = 0;
  for (std::uint64_t i = 0; i < kNumbers; ++i) {
    const double u = unit_noise(17, i);
    sum += u;
    squares += u * u;
    largest = std::max(largest, std::abs(u));
  }
  EXPECT_NEAR(sum / kNumbers, 0, 4 / std::sqrt(kNumbers));
  EXPECT_NEAR(squares / kNumbers, 1, 4 * std::sqrt(1.7 / kNumbers));
  EXPECT_LE(largest, std::sqrt(12.0));
}

}  // namespace
}  // namespace saddlescope::engine
