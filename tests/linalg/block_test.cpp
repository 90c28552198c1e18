#include "saddlescope/linalg/block.h"
#include "tests/numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace saddlescope {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

Matrix counting(std::size_t rows, std::size_t columns) {
  Matrix A(rows, columns);
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t i = 0; i < rows; ++i) A(i, j) = static_cast<double>(10 * i + j);
  }
  return A;
}

TEST(Matrix, IsZeroAtFirstAndColumnMajor) {
  const Matrix zero(2, 3);
  EXPECT_THAT(std::vector(zero.data(), zero.data() + 6), testing::Each(0));
  const Matrix A = counting(2, 3);
  EXPECT_THAT(std::vector(A.data(), A.data() + 6), ElementsAre(0, 10, 1, 11, 2, 12));
  EXPECT_THAT(A.column(1), ElementsAre(1, 11));
}

TEST(Block, IsAViewThatWritesThrough) {
  Matrix A = counting(2, 4);
  Block middle = A.block().middle(1, 2);
  EXPECT_EQ(middle.rows(), 2u);
  EXPECT_EQ(middle.columns(), 2u);
  EXPECT_EQ(middle.data(), A.data() + 2);
  middle(0, 1) = 77;
  middle.column(0)[1] = 88;
  EXPECT_EQ(A(0, 2), 77);
  EXPECT_EQ(A(1, 1), 88);
  const ConstBlock last = ConstBlock(middle).middle(1, 1);
  EXPECT_EQ(last(0, 0), 77);
  EXPECT_EQ(A.block().middle(4, 0).columns(), 0u);
}

TEST(Block, AVectorIsABlockOfOneColumn) {
  Vector x{1, 2, 3};
  const ConstBlock view(x);
  EXPECT_EQ(view.rows(), 3u);
  EXPECT_EQ(view.columns(), 1u);
  const Block writable(x);
  writable(2, 0) = 5;
  EXPECT_EQ(view(2, 0), 5);
}

#ifndef NDEBUG
// Where assertions are on, as under sanitizers: without them the longer would be read or written beyond the shorter's end.
TEST(Vectors, OfUnequalLengthEndTheProgram) {
  Vector two{1, 2};
  const Vector three{1, 2, 3};
  EXPECT_DEATH(axpy(1, three, two), "x.size\\(\\) == y.size\\(\\)");
  EXPECT_DEATH(dot(three, two), "x.size\\(\\) == y.size\\(\\)");
  EXPECT_DEATH(plus(two, -1, three), "x.size\\(\\) == y.size\\(\\)");
}
#endif

TEST(Matrix, IdentityAndDiagonal) {
  const Matrix I = Matrix::identity(3), D = Matrix::diagonal(Vector{2, -1});
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(I(i, j), i == j ? 1 : 0);
  }
  EXPECT_EQ(D(0, 0), 2);
  EXPECT_EQ(D(1, 1), -1);
  EXPECT_EQ(D(0, 1), 0);
  EXPECT_EQ(D(1, 0), 0);
}

// ‖(3s, 4s)‖ = 5s for every scale s, though (3s)² overflows or vanishes.
TEST(Norm, NeitherOverflowsNorUnderflows) {
  for (const double s : {1.0, 1e300, 1e-300, 1e307, 4e-324 * 1e3}) {
    EXPECT_THAT(norm(Vector{3 * s, -4 * s}), DoubleEq(5 * s)) << s;
  }
  EXPECT_EQ(norm(Vector{}), 0);
  EXPECT_EQ(norm(Vector{0, -0.0}), 0);
}

TEST(Norm, KeepsWhatIsNotFiniteInSight) {
  EXPECT_EQ(norm(Vector{1, -kInf}), kInf);
  EXPECT_TRUE(std::isnan(norm(Vector{1, kNaN, 2})));
  EXPECT_TRUE(std::isnan(norm(Vector{kInf, kNaN})));
}

TEST(Vectors, DotAxpyScaleAndSum) {
  const Vector x{1, -2, 3};
  Vector y{4, 5, 6};
  EXPECT_EQ(dot(x, y), 12);
  EXPECT_THAT(plus(x, 2, y), ElementsAre(9, 8, 15));
  axpy(-1, x, y);
  EXPECT_THAT(y, ElementsAre(3, 7, 3));
  scale(0.5, y);
  EXPECT_THAT(y, ElementsAre(1.5, 3.5, 1.5));
}

TEST(Vectors, AllFiniteSeesEveryEntry) {
  EXPECT_TRUE(all_finite(Vector{}));
  EXPECT_TRUE(all_finite(Vector{1, -1e308}));
  for (const double bad : {kInf, -kInf, kNaN}) {
    for (std::size_t i = 0; i < 3; ++i) {
      Vector x(3);
      x[i] = bad;
      EXPECT_FALSE(all_finite(x));
    }
  }
}

}  // namespace
}  // namespace saddlescope
