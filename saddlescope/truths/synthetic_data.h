// Data whose second moments are known exactly, so that closed forms hold: Q has orthonormal columns, each orthogonal to
// the vector of ones where centred, and everything else is built from its columns.
#pragma once

#include <cstddef>

#include "saddlescope/base/context.h"
#include "saddlescope/base/random.h"
#include "saddlescope/data/dataset.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

Vector normals(RandomStream& stream, std::size_t count);

/// rows × columns, columns ≤ rows (less 1 where centred): Gram–Schmidt, twice. Cost: 4·rows·columns² flops. Throws
/// Error(interrupted), as all do that take a context.
Matrix orthonormal(std::size_t rows, std::size_t columns, bool centred, RandomStream& stream, const Context& context);

/// A·B. Cost: 2·rows·inner·columns flops.
Matrix product(const Matrix& A, const Matrix& B, const Context& context);

/// Distinct singular values 0.5 … 3 of distinct sums of squares, descending, so that a loss tells which are learned.
Vector distinct_singular_values(std::size_t count, RandomStream& stream);

/// √N·Q·V·S·Uᵀ added to Y, Q without the columns beyond V's rows: targets with the singular values s. Cost: with r of
/// them 2N·r·(d + C) flops, N·r doubles.
void add_linear_targets(const Matrix& Q, const Matrix& U, const Matrix& V, std::span<const double> s, Matrix& Y,
                        const Context& context);

/// Columns of Q from `first` on, times normal numbers, added to Y: what no linear network fits. Returns ‖E‖²_F.
double add_residual(const Matrix& Q, std::size_t first, RandomStream& stream, Matrix& Y);

/// Rows one after another.
Vector row_major(const Matrix& A);

DataSet regression(const Matrix& X, const Matrix& Y);

}  // namespace saddlescope
