#include "saddlescope/linalg/lapack.h"

#include <fmt/format.h>

#include <algorithm>

#include "saddlescope/base/error.h"
#include "saddlescope/linalg/cholesky.h"
#include "saddlescope/linalg/fortran.h"

// Fortran passes the length of each character argument last, hidden; leaving it out breaks with some compilers.
using Length = std::size_t;
extern "C" {
void dsytrd_(const char*, const int*, double*, const int*, double*, double*, double*, double*, const int*, int*,
             Length);
void dormtr_(const char*, const char*, const char*, const int*, const int*, const double*, const int*, const double*,
             double*, const int*, double*, const int*, int*, Length, Length, Length);
void dgeqrf_(const int*, const int*, double*, const int*, double*, double*, const int*, int*);
void dlarft_(const char*, const char*, const int*, const int*, const double*, const int*, const double*, double*,
             const int*, Length, Length);
void dlarfb_(const char*, const char*, const char*, const char*, const int*, const int*, const int*, const double*,
             const int*, const double*, const int*, double*, const int*, double*, const int*, Length, Length, Length,
             Length);
void dsterf_(const int*, double*, double*, int*);
void dstemr_(const char*, const char*, const int*, double*, double*, const double*, const double*, const int*,
             const int*, int*, double*, double*, const int*, const int*, int*, int*, double*, const int*, int*,
             const int*, int*, Length, Length);
void dstedc_(const char*, const int*, double*, double*, double*, const int*, double*, const int*, int*, const int*,
             int*, Length);
void dpotrf_(const char*, const int*, double*, const int*, int*, Length);
void dpotrs_(const char*, const int*, const int*, const double*, const int*, double*, const int*, int*, Length);
void dsytrf_(const char*, const int*, double*, const int*, int*, double*, const int*, int*, Length);
void dsytrs_(const char*, const int*, const int*, const double*, const int*, const int*, double*, const int*, int*,
             Length);
void dgtsv_(const int*, const int*, double*, double*, double*, double*, const int*, int*);
}

namespace saddlescope {
namespace {

constexpr char kLower = 'L';
constexpr int kQuery = -1;  // as workspace length: "tell me how much"

/// A negative status names an argument that LAPACK found illegal: ours to get right.
void require_legal(int info, const char* routine) {
  if (info < 0) throw_internal(fmt::format("argument {} of {} is legal", -info, routine));
}

int leading(std::size_t rows) { return std::max(1, fortran_int(rows)); }

}  // namespace

void tridiagonalize(Block A, std::span<double> d, std::span<double> e, std::span<double> tau) {
  const int n = fortran_int(A.rows()), lda = leading(A.rows());
  int info = 0;
  double best = 1;
  dsytrd_(&kLower, &n, A.data(), &lda, d.data(), e.data(), tau.data(), &best, &kQuery, &info, 1);
  Vector work(std::max<std::size_t>(1, static_cast<std::size_t>(best)));
  const int lwork = fortran_int(work.size());
  dsytrd_(&kLower, &n, A.data(), &lda, d.data(), e.data(), tau.data(), work.data(), &lwork, &info, 1);
  require_legal(info, "dsytrd");
}

void apply_reflectors(ConstBlock A, std::span<const double> tau, Transpose transpose_q, Block C) {
  const char left = 'L', trans = static_cast<char>(transpose_q);
  const int n = fortran_int(A.rows()), k = fortran_int(C.columns()), lda = leading(A.rows()), ldc = leading(C.rows());
  // Enough for dormqr's largest block of reflectors and its triangle. dormtr's own answer to a workspace query leaves
  // the triangle out, and dormqr then falls back on unblocked code: slow, and it writes into A (and puts it back).
  constexpr std::size_t kLargestBlock = 64;
  Vector work(kLargestBlock * (C.columns() + kLargestBlock + 1));
  const int lwork = fortran_int(work.size());
  int info = 0;
  dormtr_(&left, &kLower, &trans, &n, &k, A.data(), &lda, tau.data(), C.data(), &ldc, work.data(), &lwork, &info, 1, 1,
          1);
  require_legal(info, "dormtr");
}

void tridiagonal_values(std::span<double> d, std::span<double> e) {
  const int n = fortran_int(d.size());
  int info = 0;
  dsterf_(&n, d.data(), e.data(), &info);
  require_legal(info, "dsterf");
  if (info > 0) {
    throw Error(ErrorKind::numerical,
                fmt::format("{} of {} eigenvalues did not converge (LAPACK dsterf).", info, d.size()), {},
                "Please report the matrix; --spectrum inertia counts its signs without eigenvalues.");
  }
}

bool tridiagonal_vectors(std::span<double> d, std::span<double> e, std::size_t first, Block Z) {
  const std::size_t n = d.size();
  if (Z.columns() == 0) return true;
  const char vectors = 'V', by_index = 'I';
  const int N = fortran_int(n), il = fortran_int(first + 1), iu = fortran_int(first + Z.columns());
  const int ldz = leading(n), nzc = fortran_int(Z.columns());
  const int lwork = fortran_int(18 * n), liwork = fortran_int(10 * n);
  int found = 0, try_high_accuracy = 1, info = 0;
  const double unused = 0;
  Vector values(n), work(lwork);
  std::vector<int> support(2 * n), iwork(liwork);
  dstemr_(&vectors, &by_index, &N, d.data(), e.data(), &unused, &unused, &il, &iu, &found, values.data(), Z.data(),
          &ldz, &nzc, support.data(), &try_high_accuracy, work.data(), &lwork, iwork.data(), &liwork, &info, 1, 1);
  require_legal(info, "dstemr");
  return info == 0 && found == nzc;
}

void tridiagonal_all_vectors(std::span<double> d, std::span<double> e, Block Z) {
  const std::size_t n = d.size();
  const char of_tridiagonal = 'I';
  const int N = fortran_int(n), ldz = leading(n);
  const int lwork = fortran_int(1 + 4 * n + n * n), liwork = fortran_int(3 + 5 * n);
  int info = 0;
  Vector work(lwork);
  std::vector<int> iwork(liwork);
  dstedc_(&of_tridiagonal, &N, d.data(), e.data(), Z.data(), &ldz, work.data(), &lwork, iwork.data(), &liwork, &info,
          1);
  require_legal(info, "dstedc");
  if (info > 0) {
    throw Error(ErrorKind::numerical, "the eigenvectors of a tridiagonal matrix did not converge (LAPACK dstedc).", {},
                "Please report the matrix; --spectrum inertia counts its signs without eigenvectors.");
  }
}

void factor_qr(std::size_t m, std::size_t n, double* A, std::size_t lda, std::span<double> tau) {
  const int M = fortran_int(m), N = fortran_int(n), LDA = leading(lda);
  int info = 0;
  double best = 1;
  dgeqrf_(&M, &N, A, &LDA, tau.data(), &best, &kQuery, &info);
  Vector work(std::max<std::size_t>(1, static_cast<std::size_t>(best)));
  const int lwork = fortran_int(work.size());
  dgeqrf_(&M, &N, A, &LDA, tau.data(), work.data(), &lwork, &info);
  require_legal(info, "dgeqrf");
}

void form_block_reflector(ConstBlock V, std::span<const double> tau, Block S) {
  const char forward = 'F', columns = 'C';
  const int m = fortran_int(V.rows()), k = fortran_int(V.columns()), ldv = leading(V.rows()), lds = leading(S.rows());
  dlarft_(&forward, &columns, &m, &k, V.data(), &ldv, tau.data(), S.data(), &lds, 1, 1);
}

void apply_block_reflector(Transpose transpose, ConstBlock V, ConstBlock S, double* X, std::size_t ldx,
                           std::size_t columns) {
  const char left = 'L', trans = static_cast<char>(transpose), forward = 'F', stored = 'C';
  const int m = fortran_int(V.rows()), n = fortran_int(columns), k = fortran_int(V.columns());
  const int ldv = leading(V.rows()), lds = leading(S.rows()), LDX = leading(ldx), ldwork = leading(columns);
  Vector work(columns * V.columns());
  dlarfb_(&left, &trans, &forward, &stored, &m, &n, &k, V.data(), &ldv, S.data(), &lds, X, &LDX, work.data(), &ldwork,
          1, 1, 1, 1);
}

void factor_ldlt(Triangle triangle, Block A, std::span<int> pivots) {
  const char uplo = static_cast<char>(triangle);
  const int n = fortran_int(A.rows()), lda = leading(A.rows());
  int info = 0;
  double best = 1;
  dsytrf_(&uplo, &n, A.data(), &lda, pivots.data(), &best, &kQuery, &info, 1);
  Vector work(std::max<std::size_t>(1, static_cast<std::size_t>(best)));
  const int lwork = fortran_int(work.size());
  dsytrf_(&uplo, &n, A.data(), &lda, pivots.data(), work.data(), &lwork, &info, 1);
  require_legal(info, "dsytrf");
}

void solve_ldlt(Triangle triangle, ConstBlock A, std::span<const int> pivots, Block B) {
  const char uplo = static_cast<char>(triangle);
  const int n = fortran_int(A.rows()), k = fortran_int(B.columns()), lda = leading(A.rows()), ldb = leading(B.rows());
  int info = 0;
  dsytrs_(&uplo, &n, &k, A.data(), &lda, pivots.data(), B.data(), &ldb, &info, 1);
  require_legal(info, "dsytrs");
}

bool factor_cholesky(std::size_t n, double* A, std::size_t lda) {
  const int N = fortran_int(n), LDA = leading(lda);
  int info = 0;
  dpotrf_(&kLower, &N, A, &LDA, &info, 1);
  require_legal(info, "dpotrf");
  return info == 0;
}

bool solve_tridiagonal(std::span<double> below, std::span<double> d, std::span<double> above, std::span<double> x) {
  const int n = fortran_int(d.size()), one = 1, ldx = leading(d.size());
  int info = 0;
  dgtsv_(&n, &one, below.data(), d.data(), above.data(), x.data(), &ldx, &info);
  require_legal(info, "dgtsv");
  return info == 0;
}

bool factor_cholesky(Block A) {
  return A.rows() <= kSmallCholesky ? small_cholesky(A.rows(), A.data())
                                    : factor_cholesky(A.rows(), A.data(), A.rows());
}

void solve_cholesky(ConstBlock A, std::span<double> x) {
  const int n = fortran_int(A.rows()), one = 1, lda = leading(A.rows());
  int info = 0;
  dpotrs_(&kLower, &n, &one, A.data(), &lda, x.data(), &lda, &info, 1);
  require_legal(info, "dpotrs");
}

}  // namespace saddlescope
