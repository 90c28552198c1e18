// BLAS and LAPACK, called from this folder alone (LAPACK: lapack.h): f64 (a matrix product also f32), column-major, as
// their references define them.
//
// Invariant: element (i, j) of a matrix with leading dimension ld is data[j·ld + i], ld ≥ max(1, rows). A row-major
// caller swaps: row-major C = A·B is column-major Cᵀ = Bᵀ·Aᵀ, that is gemm with A and B, m and n exchanged.
// Invariant: a dimension beyond 2³¹ − 1 throws; nothing wraps.
#pragma once

#include <cstddef>
#include <string>

#include "saddlescope/linalg/block.h"

namespace saddlescope {

/// How many threads BLAS and LAPACK calls of this thread may use while the object lives: BlasThreads one(1) inside a
/// body of parallel_for, BlasThreads all(context.threads) around a large call outside. Threads of other callers are
/// not touched (OpenMP's own per-thread setting). Within an active parallel region BLAS always runs on one thread;
/// the object is still needed there, since a region of one thread isn't "active".
class BlasThreads {
 public:
  explicit BlasThreads(int threads);
  ~BlasThreads();
  BlasThreads(const BlasThreads&) = delete;
  BlasThreads& operator=(const BlasThreads&) = delete;

 private:
  int before_;
};

/// context.threads where each call of the work does at least 2·10⁶ flops (about a millisecond where memory sets the
/// pace), else 1: waking threads costs tens of microseconds, and up to 24 ms where a core is taken by others.
int worthwhile_threads(double flops_per_call, int threads);

enum class Transpose : char { no = 'N', yes = 'T' };
enum class Triangle : char { lower = 'L', upper = 'U' };

/// C = alpha·op(A)·op(B) + beta·C; op(A): m × k, op(B): k × n, C: m × n. With beta = 0, C needn't be initialized.
/// Cost: 2mnk flops. The result's bits don't depend on what else runs; they may depend on the number of BLAS threads.
void gemm(Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n, std::size_t k, double alpha,
          const double* A, std::size_t lda, const double* B, std::size_t ldb, double beta, double* C, std::size_t ldc);
/// The same in f32.
void gemm(Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n, std::size_t k, float alpha,
          const float* A, std::size_t lda, const float* B, std::size_t ldb, float beta, float* C, std::size_t ldc);

/// y = alpha·op(A)·x + beta·y; A: m × n as stored.
void gemv(Transpose transpose_a, std::size_t m, std::size_t n, double alpha, const double* A, std::size_t lda,
          const double* x, double beta, double* y);

/// The named triangle of C = alpha·op(A)·op(A)ᵀ + beta·C; op(A): n × k. The other triangle isn't touched. Cost: n²k.
void syrk(Triangle triangle, Transpose transpose_a, std::size_t n, std::size_t k, double alpha, const double* A,
          std::size_t lda, double beta, double* C, std::size_t ldc);

/// C = A·B for symmetric A: n × n (named triangle read); B, C: n × k. Cost: 2n²k.
void symm(Triangle triangle, std::size_t n, std::size_t k, const double* A, std::size_t lda, const double* B,
          std::size_t ldb, double* C, std::size_t ldc);

/// B := B·L⁻ᵀ for lower triangular L: n × n; B: m × n. Cost: mn².
void solve_right_transposed(std::size_t m, std::size_t n, const double* L, std::size_t ldl, double* B, std::size_t ldb);
/// x := L⁻¹·x or L⁻ᵀ·x for lower triangular L: n × n. Cost: n².
void solve_lower(Transpose transpose_l, std::size_t n, const double* L, std::size_t ldl, double* x);
/// x := L·x or Lᵀ·x. Cost: n².
void multiply_lower(Transpose transpose_l, std::size_t n, const double* L, std::size_t ldl, double* x);

/// y = alpha·A·x for symmetric A: n × n, lower triangle read.
void symv_lower(std::size_t n, double alpha, const double* A, std::size_t lda, const double* x, double* y);

/// C = op(A)·op(B) of whole blocks; throws unless the shapes fit.
void multiply(ConstBlock A, Transpose transpose_a, ConstBlock B, Transpose transpose_b, Block C);

/// Which library computes, for the record: "OpenBLAS 0.3.21, core Zen".
std::string blas_name();

/// Throws Error(internal) unless the library loaded is the OpenMP build of OpenBLAS and gets small products, a small
/// factorization and small eigenproblem right (old releases compute wrong on some processors). About a millisecond;
/// front doors call it once at their start.
void blas_self_test();

}  // namespace saddlescope
