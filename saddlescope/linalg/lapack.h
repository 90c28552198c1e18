// LAPACK's routines for symmetric matrices, one function each, with checked dimensions, workspace and status. What they
// are for: saddlescope/spectrum. All take the lower triangle, column-major, leading dimension = rows.
//
// None of them looks for NaN or infinity (callers do) or scales (callers bring the largest entry near 1). Workspace
// beyond the arguments is O(n) but where stated. Sources: LAPACK Users' Guide, 3rd ed.; routine names in parentheses.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "saddlescope/linalg/blas.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

/// A = Q·T·Qᵀ (dsytrd): diagonal d (n) and subdiagonal e (n, last entry unused) of T; Q as n−1 reflectors in A's lower
/// triangle and tau (n). Cost: 4n³/3 flops, half of them in products of matrix and vector. Backward error O(n·eps·‖A‖).
void tridiagonalize(Block A, std::span<double> d, std::span<double> e, std::span<double> tau);

/// C := Q·C or Qᵀ·C for the Q of tridiagonalize (dormtr). C: n × k. Cost: 2n²k flops. Calls may share A at one time
/// only where n > 65: for fewer reflectors LAPACK runs unblocked code that writes into A and puts it back.
void apply_reflectors(ConstBlock A, std::span<const double> tau, Transpose transpose_q, Block C);

/// d := all eigenvalues of T, ascending (dsterf); e is destroyed. Cost: O(n²).
void tridiagonal_values(std::span<double> d, std::span<double> e);

/// Z (n × count) := eigenvectors of T that belong to the eigenvalues first … first + count − 1, ascending (dstemr:
/// multiple relatively robust representations). d and e are destroyed. False where the method gave up (rare: glued
/// matrices): use tridiagonal_all_vectors. Cost: O(n·count).
bool tridiagonal_vectors(std::span<double> d, std::span<double> e, std::size_t first, Block Z);

/// Z (n × n) := all eigenvectors of T (dstedc: divide and conquer), d := eigenvalues, ascending; e is destroyed. Takes
/// another n² doubles. Cost: up to 8n³/3 flops, far less with many equal eigenvalues. n ≤ 46,000 (its workspace is
/// counted in 32 bits): beyond, throws.
void tridiagonal_all_vectors(std::span<double> d, std::span<double> e, Block Z);

/// A = Q·R (dgeqrf): R in the upper triangle of A, m × n with leading dimension lda, Q as min(m, n) reflectors below it
/// and in tau. Cost: 2mn² flops.
void factor_qr(std::size_t m, std::size_t n, double* A, std::size_t lda, std::span<double> tau);

/// S (k × k, upper triangle written) of the product of k reflectors I − tauⱼ·vⱼ·vⱼᵀ = I − V·S·Vᵀ (dlarft). V: m × k,
/// unit lower trapezoidal, ones and zeros given. Cost: mk² flops.
void form_block_reflector(ConstBlock V, std::span<const double> tau, Block S);
/// X := (I − V·S·Vᵀ)·X, or its transpose (dlarfb). X: V's rows × columns, leading dimension ldx. Cost: 4mk·columns
/// flops.
void apply_block_reflector(Transpose transpose, ConstBlock V, ConstBlock S, double* X, std::size_t ldx,
                           std::size_t columns);

/// A = P·L·D·Lᵀ·Pᵀ with 1×1 and 2×2 blocks in D (dsytrf, Bunch–Kaufman), in A's lower triangle, or P·U·D·Uᵀ·Pᵀ in its
/// upper one; the other triangle is neither read nor written. pivots: n, as LAPACK gives them. A zero block in D is no
/// error.
/// Cost: n³/3 flops.
void factor_ldlt(Triangle triangle, Block A, std::span<int> pivots);

/// B := (the matrix that factor_ldlt factored)⁻¹·B (dsytrs). B: n × k. A singular block of D gives what isn't finite.
/// Cost: 2n²k flops, in products of matrix and vector.
void solve_ldlt(Triangle triangle, ConstBlock A, std::span<const int> pivots, Block B);

/// A = L·Lᵀ of the n × n block at A, leading dimension lda (dpotrf), in its lower triangle; the upper one isn't
/// touched. False where a pivot isn't positive: A isn't definite to rounding, and holds anything. Cost: n³/3 flops.
bool factor_cholesky(std::size_t n, double* A, std::size_t lda);

/// x := T⁻¹·x for tridiagonal T, n × n, by elimination with row exchanges (dgtsv). d, below and above (diagonals of T,
/// n, n − 1, n − 1) are destroyed. False where a pivot is zero: T is singular. Cost: some 10n flops.
bool solve_tridiagonal(std::span<double> below, std::span<double> d, std::span<double> above, std::span<double> x);

/// The same of a whole matrix.
bool factor_cholesky(Block A);

/// x := (the matrix that factor_cholesky factored)⁻¹·x (dpotrs). Cost: 2n² flops.
void solve_cholesky(ConstBlock A, std::span<double> x);

}  // namespace saddlescope
