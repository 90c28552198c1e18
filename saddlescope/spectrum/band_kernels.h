// Reflectors on blocks of a band matrix that fit the first-level cache: the inner loops of two_stage.h's second stage.
//
//   block         B := B·(I − τvvᵀ);  τ', v' from its first column;  B := (I − τ'v'v'ᵀ)·B       rows × columns
//   both sides    D := (I − τvvᵀ)·D·(I − τvvᵀ) = D − vwᵀ − wvᵀ,  w = τDv − ½τ²(vᵀDv)v         symmetric, lower triangle
// Each entry of B is read and written twice, where four BLAS calls touch it six times and cost as much again to begin
// with.
//
// Invariant: fused multiply-adds where the processor has them, sums in an order that depends on the sizes alone.
// Preconditions: entries near 1 at most, so that no square overflows.
#pragma once

#include <cstddef>

namespace saddlescope {

/// Rows for which the loops are unrolled: others are slower.
inline constexpr std::size_t kUnrolledRows = 48;

/// x := (β, 0, …) by I − τ·v·vᵀ with v[0] = 1; returns τ. n ≥ 1; x and v don't overlap.
double make_reflector(std::size_t n, double* x, double* v);

/// Entry (i, j) of B at B[j·ld + i]; next: `rows` doubles, becomes v'; work: `rows` doubles. Returns τ'.
double reflect_block(double* B, std::size_t ld, std::size_t rows, std::size_t columns, const double* v, double tau,
                     double* next, double* work);

/// Entry (i, j) of D at D[j·ld + i], i ≥ j < n; work: n doubles.
void reflect_both_sides(double* D, std::size_t ld, std::size_t n, const double* v, double tau, double* work);

/// X := (I − τvvᵀ)·X for `columns` columns of length `rows`, ldx apart.
void reflect_columns(std::size_t rows, const double* v, double tau, double* X, std::size_t ldx, std::size_t columns);

}  // namespace saddlescope
