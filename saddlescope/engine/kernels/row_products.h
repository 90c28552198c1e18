// Products of all pairs of rows of a Jacobian that are themselves sums of outer products, without the rows:
//   K[m, n] = Σ_l (Σ_i D_l[i, m]·D_l[i, n])·(b_l + Σ_p A_l[p, m]·A_l[p, n])
// for rows ∂r_n/∂W_l = D_l[·, n]·A_l[·, n]ᵀ, and ∂r_n/∂b_l = D_l[·, n] where b_l = 1: Σ_l (h_l + d_l) flops a pair
// where the rows themselves take Σ_l h_l·d_l. Fused multiply-adds in a fixed order: the result depends on the numbers
// alone.
#pragma once

#include <cstddef>
#include <span>

namespace saddlescope::engine {

inline constexpr std::size_t kRowsTile = 16;  // rows are counted in whole tiles: stride is a multiple of it

/// D: units × stride, A: inputs × stride, samples contiguous; entries beyond the last row are read, and finite.
struct RowFactors {
  const double* D = nullptr;
  std::size_t units = 0;
  const double* A = nullptr;
  std::size_t inputs = 0;
  bool bias = false;
};

/// K: rows × rows, column-major, columns first … end − 1 from the diagonal down; some entries above it are written too.
void row_products(std::span<const RowFactors> layers, std::size_t rows, std::size_t stride, std::size_t first,
                  std::size_t end, double* K);

}  // namespace saddlescope::engine
