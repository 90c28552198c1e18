// A = L·Lᵀ of a positive definite matrix that fits a second-level cache, where LAPACK's blocks are too small for its
// own copies to pay: at 128 rows dpotrf spends most of its time on packing. Left-looking, eight columns at a time:
//   C = A[:, J] − L[:, <J]·L[J, <J]ᵀ in registers;  L[J, J] = chol C[J];  L[>J, J] = C·L[J, J]⁻ᵀ
// Each entry is one sum over columns in ascending order: the same bits on any number of threads, and whatever the width
// of vectors. Multiply-adds are fused where the instruction set has them (AVX2 and later, NEON, POWER); on SSE2 to
// SSE4, which hasn't, the last bits are others. Backward stable: ‖A − LLᵀ‖ ≤ n·eps·‖A‖ (Higham 2002, thm 10.3).
#pragma once

#include <cstddef>

namespace saddlescope {

/// Rows up to which this is the faster way.
inline constexpr std::size_t kSmallCholesky = 384;

/// A: n × n, column-major, lower triangle read and overwritten, the upper one not touched. False where it isn't
/// positive definite to rounding; the lower triangle is then destroyed. Cost: n³/3 flops.
bool small_cholesky(std::size_t n, double* A);

}  // namespace saddlescope
