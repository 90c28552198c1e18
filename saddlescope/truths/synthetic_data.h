// Data whose second moments are known exactly, so that closed forms hold: Q has orthonormal columns, each orthogonal to
// the vector of ones where centred, and everything else is built from its columns.
#pragma once

#include <cstddef>

#include "saddlescope/base/random.h"
#include "saddlescope/data/dataset.h"
#include "saddlescope/linalg/block.h"

namespace saddlescope {

Vector normals(RandomStream& stream, std::size_t count);

/// rows × columns, columns ≤ rows (less 1 where centred): Gram–Schmidt, twice. Cost: 4·rows·columns² flops.
Matrix orthonormal(std::size_t rows, std::size_t columns, bool centred, RandomStream& stream);

/// Distinct singular values 0.5 … 3 of distinct sums of squares, descending, so that a loss tells which are learned.
Vector distinct_singular_values(std::size_t count, RandomStream& stream);

/// Σᵢ s[i]·U(o, i)·(√N·Q·V)(n, i) added to column o of Y, all o: targets with the singular values s.
void add_linear_targets(const Matrix& Q, const Matrix& U, const Matrix& V, std::span<const double> s, Matrix& Y);

/// Columns of Q from `first` on, times normal numbers, added to Y: what no linear network fits. Returns ‖E‖²_F.
double add_residual(const Matrix& Q, std::size_t first, RandomStream& stream, Matrix& Y);

/// Rows one after another.
Vector row_major(const Matrix& A);

DataSet regression(const Matrix& X, const Matrix& Y);

}  // namespace saddlescope
