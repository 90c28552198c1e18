// Old releases of OpenBLAS compute wrong on some processors, and a pthread build slows badly under OpenMP: found here,
// in a millisecond, rather than in a verdict.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/base/random.h"
#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/epsilon.h"
#include "saddlescope/linalg/lapack.h"

extern "C" int openblas_get_parallel();

namespace saddlescope {
namespace {

void require(bool right, const char* what) {
  if (right) return;
  throw Error(ErrorKind::internal, fmt::format("{} computes {} wrong on this processor.", blas_name(), what), {},
              "Set OPENBLAS_CORETYPE to an older core (for example Haswell), or install a newer OpenBLAS.");
}

Matrix random_matrix(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix A(rows, columns);
  RandomStream random(0, "BLAS self-test", index);
  for (std::size_t i = 0; i < rows * columns; ++i) A.data()[i] = random.uniform(-1, 1);
  return A;
}

/// op(A)·op(B) by plain loops against gemm; each entry within k·eps·Σ|a||b| ≤ k²·eps.
bool products_are_right(std::size_t m, std::size_t n, std::size_t k) {
  for (const bool ta : {false, true}) {
    for (const bool tb : {false, true}) {
      const Matrix A = ta ? random_matrix(k, m, 0) : random_matrix(m, k, 0);
      const Matrix B = tb ? random_matrix(n, k, 1) : random_matrix(k, n, 1);
      Matrix C(m, n);
      multiply(A, ta ? Transpose::yes : Transpose::no, B, tb ? Transpose::yes : Transpose::no, C);
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t i = 0; i < m; ++i) {
          double sum = 0;
          for (std::size_t l = 0; l < k; ++l) sum += (ta ? A(l, i) : A(i, l)) * (tb ? B(j, l) : B(l, j));
          if (!(std::abs(C(i, j) - sum) <= static_cast<double>(k * k) * kEps)) return false;
        }
      }
    }
  }
  return true;
}

/// (I − 2vvᵀ)·diag(λ)·(I − 2vvᵀ), whose eigenvalues are λ.
Matrix reflected_diagonal(const Vector& lambda) {
  const std::size_t n = lambda.size();
  Vector v = Vector(n);
  RandomStream random(0, "BLAS self-test", 2);
  for (double& entry : v) entry = random.uniform(0.5, 1);
  scale(1 / norm(v), v);
  double middle = 0;
  for (std::size_t i = 0; i < n; ++i) middle += v[i] * lambda[i] * v[i];
  Matrix A(n, n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      A(i, j) = (i == j ? lambda[i] : 0) - 2 * v[i] * v[j] * (lambda[i] + lambda[j] - 2 * middle);
    }
  }
  return A;
}

}  // namespace

void blas_self_test() {
  if (openblas_get_parallel() != 2) {
    throw Error(ErrorKind::internal,
                fmt::format("{} was loaded, which is not the OpenMP build (its threads fight with ours).", blas_name()),
                {}, "On Debian: apt-get install libopenblas0-openmp, and unset LD_LIBRARY_PATH.");
  }
  const BlasThreads one(1);
  require(products_are_right(19, 23, 37), "a matrix product");
  Vector lambda;
  for (int i = 0; i < 40; ++i) lambda.push_back(i - 13.5);  // 14 negative
  Matrix A = reflected_diagonal(lambda);
  Matrix F = A;
  std::vector<int> pivots(lambda.size());
  factor_ldlt(Triangle::lower, F, pivots);
  double log_determinant = 0;  // of the 1×1 and 2×2 blocks
  for (std::size_t i = 0; i < lambda.size(); ++i) {
    const bool pair = pivots[i] < 0;
    log_determinant += std::log(std::abs(pair ? F(i, i) * F(i + 1, i + 1) - F(i + 1, i) * F(i + 1, i) : F(i, i)));
    if (pair) ++i;
  }
  for (const double value : lambda) log_determinant -= std::log(std::abs(value));
  // Relative error of a determinant: n·eps times the condition number 2·26.5, summed over n factors.
  require(std::abs(log_determinant) <= 40 * 40 * 53 * kEps, "a symmetric factorization");
  Vector d(lambda.size()), e(lambda.size()), tau(lambda.size());
  tridiagonalize(A, d, e, tau);
  tridiagonal_values(d, e);
  for (std::size_t i = 0; i < lambda.size(); ++i) {
    require(std::abs(d[i] - lambda[i]) <= 40 * kEps * 26.5, "the eigenvalues of a symmetric matrix");  // P·eps·‖H‖
  }
}

}  // namespace saddlescope
