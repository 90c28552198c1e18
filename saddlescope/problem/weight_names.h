// The order of a file's tensors, from their names and ranks (rule 3 of weights.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/formats/array.h"

namespace saddlescope {

/// Digits by their number, everything else by its bytes: "fc2" before "fc10".
bool naturally_less(std::string_view a, std::string_view b);

/// What stands before the last '.' or '/'; without either "#" and the number at the end; without a number the name.
std::string group_of(const std::string& name);

struct TensorOrder {
  std::string what;                  ///< "in the file's order", "in natural order"
  std::vector<std::size_t> arrays;   ///< indices into the file's arrays
  std::vector<std::string> groups;   ///< in this order
};

/// The orders in which the tensors at `candidates` may stand for layers, likeliest first, one or two.
std::vector<TensorOrder> tensor_orders(const ArrayFile& file, const std::vector<std::size_t>& candidates);

}  // namespace saddlescope
