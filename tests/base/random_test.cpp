#include "saddlescope/base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace saddlescope {
namespace {

using Counter = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

// The published known answers of Philox4x32-10 (Random123, tests/kat_vectors).
struct KnownAnswer {
  Counter counter;
  Key key;
  Counter answer;
};
constexpr KnownAnswer kKnownAnswers[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

TEST(Philox, GivesThePublishedAnswers) {
  for (const KnownAnswer& known : kKnownAnswers) EXPECT_EQ(philox4x32(known.counter, known.key), known.answer);
}

// A mean of n independent values of standard deviation s lies within 5·s/√n of its expectation but for 6 in 10⁷.
double five_sigma(double standard_deviation, std::size_t n) {
  return 5 * standard_deviation / std::sqrt(static_cast<double>(n));
}

constexpr std::size_t kDraws = 1 << 20;

// U(0, 1): E x = 1/2, E x² = 1/3, E x⁴ = 1/5; V x = 1/12, V x² = 4/45, V x⁴ = 16/225.
TEST(Uniform, HasTheMomentsOfTheUnitInterval) {
  RandomStream stream(1, "uniform moments");
  double first = 0, second = 0, fourth = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const double x = stream.uniform();
    ASSERT_GE(x, 0);
    ASSERT_LT(x, 1);
    ASSERT_EQ(x * 0x1p53, std::floor(x * 0x1p53));
    first += x / kDraws;
    second += x * x / kDraws;
    fourth += x * x * x * x / kDraws;
  }
  EXPECT_NEAR(first, 1.0 / 2, five_sigma(std::sqrt(1.0 / 12), kDraws));
  EXPECT_NEAR(second, 1.0 / 3, five_sigma(std::sqrt(4.0 / 45), kDraws));
  EXPECT_NEAR(fourth, 1.0 / 5, five_sigma(std::sqrt(16.0 / 225), kDraws));
}

TEST(Uniform, StaysBetweenItsBounds) {
  RandomStream stream(1, "bounds");
  double lowest = 5, highest = -3, sum = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const double x = stream.uniform(-3, 5);
    lowest = std::min(lowest, x);
    highest = std::max(highest, x);
    sum += x / kDraws;
  }
  EXPECT_GE(lowest, -3);
  EXPECT_LT(highest, 5);
  EXPECT_NEAR(sum, 1, five_sigma(8 / std::sqrt(12.0), kDraws));
}

// N(0, 1): E x^k = 0, 1, 0, 3; V x^k = 1, 2, 15, 96. P(|x| > t) = erfc(t/√2). x at lag 1: uncorrelated.
TEST(Normal, HasMomentsTailsAndIndependenceOfTheStandardNormal) {
  RandomStream stream(1, "normal moments");
  const std::vector<double> expected{0, 1, 0, 3}, variance{1, 2, 15, 96};
  std::vector<double> moment(4);
  double beyond_two = 0, beyond_four = 0, lagged = 0, previous = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const double x = stream.normal();
    double power = 1;
    for (double& m : moment) m += (power *= x) / kDraws;
    beyond_two += std::abs(x) > 2 ? 1.0 / kDraws : 0;
    beyond_four += std::abs(x) > 4 ? 1.0 / kDraws : 0;
    lagged += previous * x / kDraws;
    previous = x;
  }
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(moment[k], expected[k], five_sigma(std::sqrt(variance[k]), kDraws)) << "E x^" << k + 1;
  }
  for (const auto& [share, t] : {std::pair(beyond_two, 2.0), std::pair(beyond_four, 4.0)}) {
    const double p = std::erfc(t / std::sqrt(2.0));
    EXPECT_NEAR(share, p, five_sigma(std::sqrt(p * (1 - p)), kDraws)) << "beyond " << t;
  }
  EXPECT_NEAR(lagged, 0, five_sigma(1, kDraws));
}

TEST(Below, GivesEveryValueOfASmallWorldEquallyOften) {
  for (std::uint64_t n = 1; n <= 17; ++n) {
    RandomStream stream(1, "small world", n);
    const std::size_t draws = 20000 * n;
    std::vector<double> share(n);
    for (std::size_t i = 0; i < draws; ++i) share.at(stream.below(n)) += 1.0 / static_cast<double>(draws);
    const double p = 1.0 / static_cast<double>(n);
    for (const double s : share) EXPECT_NEAR(s, p, five_sigma(std::sqrt(p * (1 - p)), draws) + 1e-12) << "of " << n;
  }
}

// 2⁶⁴ mod n = 2⁶² for n = 3·2⁶²: a plain remainder would fall below 2⁶² in half of the draws, not in a third.
TEST(Below, IsUnbiasedWhereAPlainRemainderIsNot) {
  RandomStream stream(1, "large world");
  const std::uint64_t quarter = std::uint64_t{1} << 62;
  double share = 0;
  for (std::size_t i = 0; i < kDraws; ++i) share += stream.below(3 * quarter) < quarter ? 1.0 / kDraws : 0;
  EXPECT_NEAR(share, 1.0 / 3, five_sigma(std::sqrt(2.0 / 9), kDraws));
}

TEST(RandomStream, RepeatsItselfAndNothingElse) {
  std::set<std::uint64_t> seen;
  for (const std::uint64_t seed : {0, 1, 2}) {
    for (const std::string purpose : {"init", "inis", ""}) {
      for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40}) {
        RandomStream stream(seed, purpose, index), again(seed, purpose, index);
        for (int i = 0; i < 100; ++i) {
          const std::uint64_t bits = stream.bits();
          EXPECT_EQ(bits, again.bits());
          EXPECT_TRUE(seen.insert(bits).second) << seed << " " << purpose << " " << index;
        }
      }
    }
  }
}

TEST(RandomStream, NeighbouringIndicesAreUncorrelated) {
  const std::size_t n = 1 << 16;
  double product = 0;
  for (std::size_t i = 0; i < n; ++i) {
    RandomStream left(7, "neighbours", i), right(7, "neighbours", i + 1);
    product += left.normal() * right.normal() / static_cast<double>(n);
  }
  EXPECT_NEAR(product, 0, five_sigma(1, n));
}

}  // namespace
}  // namespace saddlescope
