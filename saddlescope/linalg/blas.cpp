#include "saddlescope/linalg/blas.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/fortran.h"

// The C side of OpenBLAS, declared here: no header of it is needed to build.
extern "C" {
char* openblas_get_config();
char* openblas_get_corename();

void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*, const double*, const int*,
            const double*, const int*, const double*, double*, const int*);
void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*,
            const float*, const int*, const float*, float*, const int*);
void dgemv_(const char*, const int*, const int*, const double*, const double*, const int*, const double*, const int*,
            const double*, double*, const int*);
void dsyrk_(const char*, const char*, const int*, const int*, const double*, const double*, const int*, const double*,
            double*, const int*);
void dsymm_(const char*, const char*, const int*, const int*, const double*, const double*, const int*, const double*,
            const int*, const double*, double*, const int*);
void dsymv_(const char*, const int*, const double*, const double*, const int*, const double*, const int*, const double*,
            double*, const int*);
void dtrsm_(const char*, const char*, const char*, const char*, const int*, const int*, const double*, const double*,
            const int*, double*, const int*);
void dtrsv_(const char*, const char*, const char*, const int*, const double*, const int*, double*, const int*);
void dtrmv_(const char*, const char*, const char*, const int*, const double*, const int*, double*, const int*);
}

namespace saddlescope {

BlasThreads::BlasThreads(int threads) : before_(omp_get_max_threads()) { omp_set_num_threads(std::max(1, threads)); }

BlasThreads::~BlasThreads() { omp_set_num_threads(before_); }

int worthwhile_threads(double flops_per_call, int threads) { return flops_per_call < 2e6 ? 1 : threads; }

namespace {

template <class T, class Routine>
void call_gemm(Routine routine, Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n,
               std::size_t k, T alpha, const T* A, std::size_t lda, const T* B, std::size_t ldb, T beta, T* C,
               std::size_t ldc) {
  const char ta = static_cast<char>(transpose_a), tb = static_cast<char>(transpose_b);
  const int M = fortran_int(m), N = fortran_int(n), K = fortran_int(k);
  const int LDA = fortran_int(lda), LDB = fortran_int(ldb), LDC = fortran_int(ldc);
  routine(&ta, &tb, &M, &N, &K, &alpha, A, &LDA, B, &LDB, &beta, C, &LDC);
}

}  // namespace

void gemm(Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n, std::size_t k, double alpha,
          const double* A, std::size_t lda, const double* B, std::size_t ldb, double beta, double* C, std::size_t ldc) {
  call_gemm(dgemm_, transpose_a, transpose_b, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc);
}

void gemm(Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n, std::size_t k, float alpha,
          const float* A, std::size_t lda, const float* B, std::size_t ldb, float beta, float* C, std::size_t ldc) {
  call_gemm(sgemm_, transpose_a, transpose_b, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc);
}

void gemv(Transpose transpose_a, std::size_t m, std::size_t n, double alpha, const double* A, std::size_t lda,
          const double* x, double beta, double* y) {
  const char ta = static_cast<char>(transpose_a);
  const int M = fortran_int(m), N = fortran_int(n), LDA = fortran_int(lda), one = 1;
  dgemv_(&ta, &M, &N, &alpha, A, &LDA, x, &one, &beta, y, &one);
}

void syrk(Triangle triangle, Transpose transpose_a, std::size_t n, std::size_t k, double alpha, const double* A,
          std::size_t lda, double beta, double* C, std::size_t ldc) {
  const char uplo = static_cast<char>(triangle), ta = static_cast<char>(transpose_a);
  const int N = fortran_int(n), K = fortran_int(k), LDA = fortran_int(lda), LDC = fortran_int(ldc);
  dsyrk_(&uplo, &ta, &N, &K, &alpha, A, &LDA, &beta, C, &LDC);
}

void symm(Triangle triangle, std::size_t n, std::size_t k, const double* A, std::size_t lda, const double* B,
          std::size_t ldb, double* C, std::size_t ldc) {
  const char side = 'L', uplo = static_cast<char>(triangle);
  const int N = fortran_int(n), K = fortran_int(k);
  const int LDA = fortran_int(lda), LDB = fortran_int(ldb), LDC = fortran_int(ldc);
  const double one = 1, zero = 0;
  dsymm_(&side, &uplo, &N, &K, &one, A, &LDA, B, &LDB, &zero, C, &LDC);
}

void solve_right_transposed(std::size_t m, std::size_t n, const double* L, std::size_t ldl, double* B,
                            std::size_t ldb) {
  const char right = 'R', lower = 'L', transposed = 'T', diagonal = 'N';
  const int M = fortran_int(m), N = fortran_int(n), LDL = fortran_int(ldl), LDB = fortran_int(ldb);
  const double one = 1;
  dtrsm_(&right, &lower, &transposed, &diagonal, &M, &N, &one, L, &LDL, B, &LDB);
}

void solve_lower(Transpose transpose_l, std::size_t n, const double* L, std::size_t ldl, double* x) {
  const char lower = 'L', transposed = static_cast<char>(transpose_l), diagonal = 'N';
  const int N = fortran_int(n), LDL = fortran_int(ldl), one = 1;
  dtrsv_(&lower, &transposed, &diagonal, &N, L, &LDL, x, &one);
}

void multiply_lower(Transpose transpose_l, std::size_t n, const double* L, std::size_t ldl, double* x) {
  const char lower = 'L', transposed = static_cast<char>(transpose_l), diagonal = 'N';
  const int N = fortran_int(n), LDL = fortran_int(ldl), one = 1;
  dtrmv_(&lower, &transposed, &diagonal, &N, L, &LDL, x, &one);
}

void symv_lower(std::size_t n, double alpha, const double* A, std::size_t lda, const double* x, double* y) {
  const char uplo = 'L';
  const int N = fortran_int(n), LDA = fortran_int(lda), one = 1;
  const double zero = 0;
  dsymv_(&uplo, &N, &alpha, A, &LDA, x, &one, &zero, y, &one);
}

void multiply(ConstBlock A, Transpose transpose_a, ConstBlock B, Transpose transpose_b, Block C) {
  const bool ta = transpose_a == Transpose::yes, tb = transpose_b == Transpose::yes;
  const std::size_t m = ta ? A.columns() : A.rows(), k = ta ? A.rows() : A.columns();
  const std::size_t kb = tb ? B.columns() : B.rows(), n = tb ? B.rows() : B.columns();
  if (k != kb || C.rows() != m || C.columns() != n) {
    throw_internal(
        fmt::format("shapes of a product fit: ({} × {})·({} × {}) into {} × {}", m, k, kb, n, C.rows(), C.columns()));
  }
  if (m == 0 || n == 0) return;
  if (n == 1 && !tb && k > 0) {
    return gemv(transpose_a, A.rows(), A.columns(), 1, A.data(), A.rows(), B.data(), 0, C.data());
  }
  const auto leading = [](std::size_t rows) { return std::max<std::size_t>(1, rows); };
  gemm(transpose_a, transpose_b, m, n, k, 1, A.data(), leading(A.rows()), B.data(), leading(B.rows()), 0, C.data(), m);
}

std::string blas_name() {
  const std::string config = openblas_get_config();  // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH USE_OPENMP Zen …"
  const std::size_t after_name = config.find(' ');
  const std::size_t end = after_name == std::string::npos ? config.size() : config.find(' ', after_name + 1);
  return fmt::format("{}, core {}", config.substr(0, end), openblas_get_corename());
}

}  // namespace saddlescope
