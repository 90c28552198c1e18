#include "saddlescope/linalg/blas.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/base/error.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/base/random.h"
#include "saddlescope/linalg/lapack.h"
#include "saddlescope/linalg/operator.h"
#include "tests/numbers.h"

namespace saddlescope {
namespace {

Vector uniform(std::size_t count, std::uint64_t index) {
  RandomStream random(2026, "linalg tests", index);
  Vector x(count);
  for (double& entry : x) entry = random.uniform(-1, 1);
  return x;
}

struct Shape3 {
  std::size_t m, n, k;
};
const std::vector<Shape3> kShapes{{1, 1, 1}, {1, 5, 3}, {5, 1, 3}, {5, 3, 1}, {4, 4, 4}, {7, 9, 8}, {33, 17, 65}};

/// Entry (i, j) of op(A), A stored with leading dimension ld.
double at(const Vector& A, std::size_t ld, bool transposed, std::size_t i, std::size_t j) {
  return transposed ? A[i * ld + j] : A[j * ld + i];
}

// C = 2·op(A)·op(B) − 3·C with leading dimensions beyond the rows; what lies between columns stays as it was.
TEST(Gemm, IsThePlainTripleLoopForEveryTranspositionAndLeadingDimension) {
  for (const Shape3& s : kShapes) {
    for (const bool ta : {false, true}) {
      for (const bool tb : {false, true}) {
        const std::size_t lda = (ta ? s.k : s.m) + 2, ldb = (tb ? s.n : s.k) + 1, ldc = s.m + 3;
        const Vector A = uniform(lda * (ta ? s.m : s.k), 1), B = uniform(ldb * (tb ? s.k : s.n), 2);
        const Vector before = uniform(ldc * s.n, 3);
        Vector C = before;
        gemm(ta ? Transpose::yes : Transpose::no, tb ? Transpose::yes : Transpose::no, s.m, s.n, s.k, 2, A.data(), lda,
             B.data(), ldb, -3, C.data(), ldc);
        for (std::size_t j = 0; j < s.n; ++j) {
          for (std::size_t i = 0; i < ldc; ++i) {
            double expected = before[j * ldc + i];
            if (i < s.m) {
              expected *= -3;
              for (std::size_t l = 0; l < s.k; ++l) expected += 2 * at(A, lda, ta, i, l) * at(B, ldb, tb, l, j);
            }
            const double bound = static_cast<double>(2 * s.k + 3) * static_cast<double>(s.k + 2) * kEpsilon;
            EXPECT_NEAR(C[j * ldc + i], expected, i < s.m ? bound : 0) << s.m << ' ' << s.n << ' ' << s.k;
          }
        }
      }
    }
  }
}

// Row-major C = A·B is column-major Cᵀ = Bᵀ·Aᵀ.
TEST(Gemm, RowMajorCallersSwap) {
  const Vector A{1, 2, 3, 4, 5, 6}, B{1, 0, 2, 0, 1, 3};  // 2 × 3 and 3 × 2, rows contiguous
  Vector C(4, kNaN);
  gemm(Transpose::no, Transpose::no, 2, 2, 3, 1, B.data(), 2, A.data(), 3, 0, C.data(), 2);
  EXPECT_EQ(C, (Vector{8, 9, 20, 18}));
}

TEST(Gemm, ZeroBetaOverwritesWhatIsNotANumber) {
  Vector C(1, kNaN);
  const Vector one{1};
  gemm(Transpose::no, Transpose::no, 1, 1, 1, 1, one.data(), 1, one.data(), 1, 0, C.data(), 1);
  EXPECT_EQ(C[0], 1);
}

TEST(Gemm, DimensionsBeyond32BitsThrow) {
  Vector C(1);
  try {
    gemm(Transpose::no, Transpose::no, std::size_t{1} << 31, 1, 1, 1, C.data(), std::size_t{1} << 31, C.data(), 1, 0,
         C.data(), std::size_t{1} << 31);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "a dimension of 2147483648 is beyond the 2147483647 of BLAS and LAPACK. Use a matrix-free method.");
  }
}

TEST(Multiply, MatchesPlainLoopsAlsoForSingleColumns) {
  for (const Shape3& s : kShapes) {
    Matrix A(s.m, s.k), B(s.k, s.n), C(s.m, s.n), Ct(s.n, s.m);
    const Vector a = uniform(s.m * s.k, 4), b = uniform(s.k * s.n, 5);
    std::copy(a.begin(), a.end(), A.data());
    std::copy(b.begin(), b.end(), B.data());
    multiply(A, Transpose::no, B, Transpose::no, C);
    multiply(B, Transpose::yes, A, Transpose::yes, Ct);
    for (std::size_t j = 0; j < s.n; ++j) {
      for (std::size_t i = 0; i < s.m; ++i) {
        double expected = 0;
        for (std::size_t l = 0; l < s.k; ++l) expected += A(i, l) * B(l, j);
        const double bound = static_cast<double>(s.k * s.k) * kEpsilon;
        EXPECT_NEAR(C(i, j), expected, bound);
        EXPECT_NEAR(Ct(j, i), expected, bound);
      }
    }
  }
  Matrix C(2, 2);
  EXPECT_THROW(multiply(Matrix(2, 3), Transpose::no, Matrix(2, 3), Transpose::no, C), Error);
}

TEST(Syrk, FillsOneTriangleOfAProductWithItself) {
  constexpr std::size_t n = 9, k = 14;
  const Vector A = uniform(n * k, 6);
  Matrix C(n, n);
  std::fill_n(C.data(), n * n, 7.0);
  syrk(Triangle::lower, Transpose::no, n, k, 1, A.data(), n, 0, C.data(), n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      double expected = 0;
      for (std::size_t l = 0; l < k; ++l) expected += A[l * n + i] * A[l * n + j];
      EXPECT_NEAR(C(i, j), i >= j ? expected : 7, k * k * kEpsilon);
    }
  }
}

TEST(Symm, ReadsOneTriangle) {
  constexpr std::size_t n = 8;
  const Vector b = uniform(2 * n, 8);
  Matrix A(n, n), C(n, 2);
  const Vector a = uniform(n * n, 7);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) A(i, j) = i >= j ? a[j * n + i] : kNaN;
  }
  symm(Triangle::lower, n, 2, A.data(), n, b.data(), n, C.data(), n);
  for (std::size_t c = 0; c < 2; ++c) {
    for (std::size_t i = 0; i < n; ++i) {
      double expected = 0;
      for (std::size_t j = 0; j < n; ++j) expected += (i >= j ? A(i, j) : A(j, i)) * b[c * n + j];
      EXPECT_NEAR(C(i, c), expected, n * n * kEpsilon);
    }
  }
}

TEST(MatrixOperator, MultipliesBlocks) {
  const Vector a = uniform(25, 9), v = uniform(15, 10);
  Matrix A(5, 5);
  for (std::size_t j = 0; j < 5; ++j) {
    for (std::size_t i = 0; i < 5; ++i) A(i, j) = a[i * 5 + j] + a[j * 5 + i];
  }
  Context context;
  Matrix AV(5, 3);
  MatrixOperator(A).apply(ConstBlock(v.data(), 5, 3), AV, context);
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < 5; ++i) {
      double expected = 0;
      for (std::size_t j = 0; j < 5; ++j) expected += A(i, j) * v[c * 5 + j];
      EXPECT_NEAR(AV(i, c), expected, 25 * 2 * kEpsilon);
    }
  }
}

TEST(MatrixOperator, AnyNumberOfThreadsGivesTheSameBits) {
  constexpr std::size_t P = 1100, k = 3;
  const Vector a = uniform(P * P, 11), v = uniform(P * k, 12);
  Matrix A(P, P);
  std::copy(a.begin(), a.end(), A.data());
  Context context;
  Vector one(P * k), more(P * k);
  MatrixOperator(A).apply(ConstBlock(v.data(), P, k), Block(one.data(), P, k), context);
  for (const int threads : {2, 3}) {
    context.threads = threads;
    MatrixOperator(A).apply(ConstBlock(v.data(), P, k), Block(more.data(), P, k), context);
    EXPECT_EQ(one, more) << threads << " threads";
  }
}

TEST(BlasThreads, HoldsForItsScopeAndThisThread) {
  const int before = omp_get_max_threads();
  {
    const BlasThreads three(3);
    EXPECT_EQ(omp_get_max_threads(), 3);
    {
      const BlasThreads one(0);  // at least one
      EXPECT_EQ(omp_get_max_threads(), 1);
    }
    EXPECT_EQ(omp_get_max_threads(), 3);
  }
  EXPECT_EQ(omp_get_max_threads(), before);
}

// What design idea 5 rests on: a body of parallel_for computes the same bits in a team of one or of two.
TEST(BlasThreads, ProductsWithinALoopAreTheSameBitsForOneAndTwoWorkers) {
  constexpr std::size_t n = 150;
  const Vector A = uniform(n * n, 11);
  const auto products = [&](int workers) {
    std::vector<Vector> C(3, Vector(n * n));
    parallel_for(workers, C.size(), [&](std::size_t i) {
      const BlasThreads one(1);
      gemm(Transpose::no, Transpose::yes, n, n, n, 1.0 + static_cast<double>(i), A.data(), n, A.data(), n, 0,
           C[i].data(), n);
    });
    return C;
  };
  EXPECT_EQ(products(1), products(2));
}

TEST(WorthwhileThreads, AreOneForSmallWork) {
  EXPECT_EQ(worthwhile_threads(1e5, 16), 1);
  EXPECT_EQ(worthwhile_threads(1e8, 16), 16);
}

TEST(BlasSelfTest, PassesOnTheLibraryWeAreLinkedTo) { EXPECT_NO_THROW(blas_self_test()); }

TEST(BlasName, NamesVersionAndCore) {
  const std::string name = blas_name();
  EXPECT_EQ(name.rfind("OpenBLAS 0.", 0), 0u) << name;
  EXPECT_NE(name.find(", core "), std::string::npos) << name;
}

// T = QᵀAQ: rebuilt from reflectors, A·q₁ = d₁q₁ + e₁q₂ and so on.
TEST(Tridiagonalize, ReflectorsCarryTheMatrixToTridiagonalForm) {
  constexpr std::size_t n = 12;
  const Vector a = uniform(n * n, 12);
  Matrix A(n, n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) A(i, j) = a[i * n + j] + a[j * n + i];
  }
  Matrix R = A, Q = Matrix::identity(n);
  Vector d(n), e(n), tau(n);
  tridiagonalize(R, d, e, tau);
  apply_reflectors(R, tau, Transpose::no, Q);
  for (std::size_t j = 0; j < n; ++j) {
    Vector Aq(n);
    for (std::size_t i = 0; i < n; ++i) axpy(Q(i, j), A.column(i), Aq);
    axpy(-d[j], Q.column(j), Aq);
    if (j > 0) axpy(-e[j - 1], Q.column(j - 1), Aq);
    if (j + 1 < n) axpy(-e[j], Q.column(j + 1), Aq);
    EXPECT_LE(norm(Aq), n * kEpsilon * 4 * n);
  }
}

// Divide and conquer and relatively robust representations: one tridiagonal matrix, two methods, the same vectors.
TEST(TridiagonalVectors, AgreeBetweenTheTwoMethods) {
  constexpr std::size_t n = 60;  // beyond the 25 where divide and conquer starts
  const Vector diagonal = uniform(n, 13), off = uniform(n, 14);
  Vector d = diagonal, e = off, values = diagonal, off_copy = off, d2 = diagonal, e2 = off;
  Matrix all(n, n), some(n, 7);
  tridiagonal_all_vectors(d, e, all);
  tridiagonal_values(values, off_copy);
  ASSERT_TRUE(tridiagonal_vectors(d2, e2, 20, some));
  for (std::size_t j = 0; j < n; ++j) EXPECT_NEAR(d[j], values[j], n * kEpsilon * 3);
  for (std::size_t j = 0; j < 7; ++j) {
    const double gap = std::min(d[20 + j] - d[19 + j], d[21 + j] - d[20 + j]);
    EXPECT_NEAR(std::abs(dot(all.column(20 + j), some.column(j))), 1, n * kEpsilon * 3 / gap);
  }
}

}  // namespace
}  // namespace saddlescope
