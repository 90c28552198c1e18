// Shapes and plain row-major arrays of doubles.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace saddlescope {

using Vector = std::vector<double>;

/// Extents, outermost first; {} is a scalar.
using Shape = std::vector<std::size_t>;

/// Product of the extents (1 for a scalar), or nothing where it overflows: shapes come from strangers' files.
std::optional<std::size_t> checked_element_count(const Shape& shape);

/// The same for a shape known to be sound; throws an internal Error on overflow.
std::size_t element_count(const Shape& shape);

/// As NumPy prints it: "()", "(3,)", "(1797, 64)".
std::string to_string(const Shape& shape);

/// Row-major (last axis contiguous). Invariant: values.size() == element_count(shape).
struct Tensor {
  Shape shape;
  Vector values;
};

}  // namespace saddlescope
