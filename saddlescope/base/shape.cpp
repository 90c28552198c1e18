#include "saddlescope/base/shape.h"

#include <limits>

#include "saddlescope/base/error.h"

namespace saddlescope {

std::optional<std::size_t> checked_element_count(const Shape& shape) {
  std::size_t count = 1;
  for (const std::size_t extent : shape) {
    if (extent == 0) return 0;
  }
  for (const std::size_t extent : shape) {
    if (count > std::numeric_limits<std::size_t>::max() / extent) return std::nullopt;
    count *= extent;
  }
  return count;
}

std::size_t element_count(const Shape& shape) {
  const std::optional<std::size_t> count = checked_element_count(shape);
  if (!count) throw_internal("the number of elements of shape " + to_string(shape) + " fits an integer");
  return *count;
}

std::string to_string(const Shape& shape) {
  std::string text = "(";
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (axis > 0) text += " ";
    text += std::to_string(shape[axis]);
    if (axis + 1 < shape.size() || shape.size() == 1) text += ",";
  }
  return text + ")";
}

}  // namespace saddlescope
