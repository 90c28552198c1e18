// Some of a list, by their places in it.
#pragma once

#include <cstddef>
#include <vector>

namespace saddlescope::report {

/// of: as long as the list that the indices are of, or empty, as what a chart doesn't have is; then so is the answer.
template <class T>
std::vector<T> chosen(const std::vector<T>& of, const std::vector<std::size_t>& indices) {
  std::vector<T> list;
  if (of.empty()) return list;
  list.reserve(indices.size());
  for (const std::size_t i : indices) list.push_back(of[i]);
  return list;
}

}  // namespace saddlescope::report
