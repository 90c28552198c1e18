// Narrow products against three nested loops: ragged sizes around every tile's border, all flags, one factor pair or
// two, added to what was there or not, NaN and infinities; nothing outside the result is touched or read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "hwy/targets.h"
#include "saddlescope/base/random.h"
#include "saddlescope/engine/kernels/execute.h"
#include "saddlescope/engine/kernels/gemm.h"
#include "saddlescope/linalg/block.h"
#include "tests/numbers.h"

namespace saddlescope::engine {
namespace {

constexpr double kCanary = 0x1.234566p77;

// Exactly so many numbers, so that the address sanitizer sees a read beyond.
template <class T>
struct Exact {
  explicit Exact(std::size_t n) : data(new T[n]), size(n) {}
  std::unique_ptr<T[]> data;
  std::size_t size;
};

template <class T>
Exact<T> random_array(RandomStream& random, std::size_t n) {
  Exact<T> a(n);
  for (std::size_t i = 0; i < n; ++i) a.data[i] = static_cast<T>(random.uniform(-1, 1));
  return a;
}

struct Sizes {
  std::size_t m, n, k;
};

template <class T>
double element(bool transpose, const T* A, const Sizes& s, std::size_t i, std::size_t l) {
  return A[transpose ? l * s.m + i : i * s.k + l];
}
template <class T>
double other(bool transpose, const T* B, const Sizes& s, std::size_t l, std::size_t j) {
  return B[transpose ? j * s.k + l : l * s.n + j];
}

// A sum of k products in any order and its rounding to the result: (k + 1) units of the sum of sizes.
template <class T>
void expect_product(bool ta, bool tb, const Sizes& s, bool two, bool accumulate, RandomStream& random) {
  const Exact<T> A = random_array<T>(random, s.m * s.k), B = random_array<T>(random, s.k * s.n);
  const Exact<T> A2 = random_array<T>(random, s.m * s.k), B2 = random_array<T>(random, s.k * s.n);
  const Exact<T> before = random_array<T>(random, s.m * s.n);
  constexpr double kUnit = std::numeric_limits<T>::epsilon() / 2;
  std::vector<T> C(s.m * s.n + 16, static_cast<T>(kCanary));
  for (std::size_t i = 0; i < s.m * s.n; ++i) C[8 + i] = accumulate ? before.data[i] : static_cast<T>(kNaN);
  gemm<T>(ta, tb, s.m, s.n, s.k, {A.data.get(), B.data.get()},
          two ? Factors<T>{A2.data.get(), B2.data.get()} : Factors<T>{}, C.data() + 8, accumulate);
  for (std::size_t i = 0; i < s.m; ++i)
    for (std::size_t j = 0; j < s.n; ++j) {
      double sum = accumulate ? before.data[i * s.n + j] : 0, size = std::fabs(sum);
      for (std::size_t l = 0; l < s.k; ++l)
        for (int p = 0; p < (two ? 2 : 1); ++p) {
          const double term =
              element(ta, (p == 0 ? A : A2).data.get(), s, i, l) * other(tb, (p == 0 ? B : B2).data.get(), s, l, j);
          sum += term;
          size += std::fabs(term);
        }
      ASSERT_NEAR(C[8 + i * s.n + j], sum, 2 * (2 * static_cast<double>(s.k) + 2) * kUnit * size)
          << s.m << " × " << s.k << " × " << s.n << ", flags " << ta << tb << ", " << (two ? "two" : "one")
          << (accumulate ? ", added" : "");
    }
  for (std::size_t i = 0; i < 8; ++i) {
    ASSERT_EQ(C[i], static_cast<T>(kCanary));
    ASSERT_EQ(C[C.size() - 1 - i], static_cast<T>(kCanary));
  }
}

// Once for each instruction set that this processor has and the kernels were compiled for.
class TiledProducts : public testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { hwy::GetChosenTarget().Update(GetParam()); }
  void TearDown() override { hwy::GetChosenTarget().Update(hwy::SupportedTargets()); }
};
INSTANTIATE_TEST_SUITE_P(EachTarget, TiledProducts, testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         [](const auto& target) { return std::string(hwy::TargetName(target.param)); });

template <class T>
void equal_three_loops() {
  RandomStream random(4, "tiled products");
  const std::size_t extents[] = {1, 2, 3, 7, 8, 9, 16, 17, 23, 24, 25, 33};
  std::size_t turn = 0;
  for (std::size_t m : extents)
    for (std::size_t n : extents)
      for (std::size_t k : {1U, 3U, 7U, 8U, 9U, 24U, 25U, 120U})
        for (bool tb : {false, true}) {
          ++turn;  // the other flags by turns: every pair of them meets every extent
          expect_product<T>(turn % 2 == 0, tb, {m, n, k}, turn % 3 == 0, turn % 5 < 2, random);
        }
  for (bool ta : {false, true})
    for (bool tb : {false, true})
      for (bool two : {false, true})
        for (bool accumulate : {false, true})
          for (const Sizes& s : {Sizes{32, 120, 64},
                                 {10, 95, 32},
                                 {1, 1, 1},
                                 {5, 600, 3},
                                 {600, 2, 5},
                                 {2, 3, 1100},
                                 {229, 26, 120},
                                 {9, 47, 240},
                                 {13, 49, 31}})
            expect_product<T>(ta, tb, s, two, accumulate, random);
}

TEST_P(TiledProducts, EqualThreeLoopsForRaggedSizesAndAllFlags) { equal_three_loops<double>(); }
TEST_P(TiledProducts, EqualThreeLoopsInF32) { equal_three_loops<float>(); }

// No term: the sum is 0, or what was there.
TEST_P(TiledProducts, WithoutTermsAreZero) {
  Vector C(6, 3.0);
  gemm<double>(false, false, 2, 3, 0, {C.data(), C.data()}, {}, C.data(), true);
  EXPECT_THAT(C, testing::Each(3.0));
  gemm<double>(false, false, 2, 3, 0, {C.data(), C.data()}, {}, C.data(), false);
  EXPECT_THAT(C, testing::Each(0.0));
}

// 0·∞ is NaN, and reaches the elements it belongs to and no other.
TEST_P(TiledProducts, PassNaNAndInfinitiesThrough) {
  for (std::size_t n : {1U, 7U, 25U})
    for (bool tb : {false, true}) {
      const std::size_t m = 9, k = 13;
      Vector A(m * k, 1.0), B(k * n, 1.0), C(m * n);
      A[2 * k + 3] = 0;  // row 2, times B's row 3
      B[tb ? (n - 1) * k + 3 : 3 * n + (n - 1)] = kInf;  // last column
      A[5 * k] = kNaN;
      gemm<double>(false, tb, m, n, k, {A.data(), B.data()}, {}, C.data(), false);
      for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
          const double c = C[i * n + j];
          if (i == 5 || (i == 2 && j == n - 1)) {
            EXPECT_TRUE(std::isnan(c)) << i << " " << j;
          } else {
            EXPECT_EQ(c, j == n - 1 ? kInf : i == 2 ? 12 : 13) << i << " " << j;
          }
        }
    }
}

// An element is the same sum whatever stands beside it: a matrix cut at any column gives the same bits.
template <class T>
void do_not_depend_on_neighbours() {
  RandomStream random(5, "tiled products");
  const std::size_t m = 10, k = 33, n = 61;
  const Exact<T> A = random_array<T>(random, m * k), B = random_array<T>(random, k * n);
  std::vector<T> whole(m * n);
  gemm<T>(false, false, m, n, k, {A.data.get(), B.data.get()}, {}, whole.data(), false);
  for (std::size_t cut : {1U, 8U, 13U, 24U, 60U}) {
    std::vector<T> left(k * cut), part(m * cut);
    for (std::size_t l = 0; l < k; ++l)
      for (std::size_t j = 0; j < cut; ++j) left[l * cut + j] = B.data[l * n + j];
    gemm<T>(false, false, m, cut, k, {A.data.get(), left.data()}, {}, part.data(), false);
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < cut; ++j) EXPECT_EQ(part[i * cut + j], whole[i * n + j]);
  }
}

TEST_P(TiledProducts, DoNotDependOnNeighbouringSamples) {
  do_not_depend_on_neighbours<double>();
  do_not_depend_on_neighbours<float>();
}

// k directions, an operand shared by all (stride 0) or one for each, results apart.
TEST_P(TiledProducts, TakeEachDirectionsOwnOperands) {
  RandomStream random(6, "tiled products");
  const Shape shape_A = {9, 5}, shape_B = {5, 26};
  const std::size_t directions = 3, size_A = 45, size_B = 130, size = 234, apart = size + 7;
  const Exact<double> A = random_array<double>(random, directions * size_A),
                      B = random_array<double>(random, directions * size_B);
  for (bool own_A : {false, true})
    for (bool own_B : {false, true})
      for (bool two : {false, true}) {
        const std::size_t a = own_A ? size_A : 0, b = own_B ? size_B : 0;
        const std::array<Operand<double>, 2> x = {{{A.data.get(), a, &shape_A}, {B.data.get(), b, &shape_B}}};
        Vector C(directions * apart, 1.0);
        execute_product<double>(MatMul{}, x,
                                two ? std::span<const Operand<double>>(x) : std::span<const Operand<double>>(),
                                directions, C.data(), apart, true);
        for (std::size_t j = 0; j < directions; ++j) {
          Vector single(size, 1.0);
          for (int p = 0; p < (two ? 2 : 1); ++p)
            gemm<double>(false, false, 9, 26, 5, {A.data.get() + j * a, B.data.get() + j * b}, {}, single.data(), true);
          for (std::size_t e = 0; e < apart; ++e) EXPECT_EQ(C[j * apart + e], e < size ? single[e] : 1) << e;
        }
      }
}

}  // namespace
}  // namespace saddlescope::engine
