// Which way round a file holds the matrix of a parameter.
#pragma once

#include <span>

#include "saddlescope/problem/weights.h"

namespace saddlescope {

/// A matrix is stored transposed where the file counts units along the other axis than the parameter does.
bool stored_transposed(const Parameter& parameter, WeightsLayout layout);

/// The parameter's shape as the file holds it.
Shape file_shape(const Parameter& parameter, WeightsLayout layout);

/// Row-major m × n to row-major n × m; `shape` is {m, n}.
Vector transpose(std::span<const double> values, const Shape& shape);

}  // namespace saddlescope
