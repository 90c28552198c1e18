// Arithmetic of shapes that ops share.
#pragma once

#include <cstddef>

#include "saddlescope/engine/value.h"

namespace saddlescope::engine {

inline Shape without_axes(const Shape& shape, Axes axes) {
  Shape rest;
  for (std::size_t a = 0; a < shape.size(); ++a)
    if (!axes.has(a)) rest.push_back(shape[a]);
  return rest;
}

struct Split {
  std::size_t outer = 1, middle = 1, inner = 1;
};

/// Elements before, along and after one axis of a row-major array.
inline Split split_at(const Shape& shape, std::size_t axis) {
  Split split;
  for (std::size_t a = 0; a < shape.size(); ++a)
    (a < axis ? split.outer : a == axis ? split.middle : split.inner) *= shape[a];
  return split;
}

/// A maximal group of neighbouring axes that are all named or all unnamed.
struct AxisRun {
  std::size_t extent = 1;
  bool named = false;
};

/// The runs of a shape, innermost first; axes of extent 1 belong to any run. At least one.
inline std::size_t axis_runs(const Shape& shape, Axes axes, AxisRun (&runs)[33]) {
  std::size_t count = 0;
  for (std::size_t a = shape.size(); a-- > 0;) {
    if (shape[a] == 1) continue;
    if (count == 0 || runs[count - 1].named != axes.has(a)) runs[count++] = {1, axes.has(a)};
    runs[count - 1].extent *= shape[a];
  }
  if (count == 0) runs[count++] = {1, false};
  return count;
}

/// Calls visit(i, j) for every innermost run of `full`, i its first element, j the element of `full` without `axes`
/// that i belongs to, in order of i. Returns nothing; the innermost run is runs[0] of axis_runs.
template <class Visit>
void for_each_run(const AxisRun* runs, std::size_t count, Visit&& visit) {
  std::size_t index[33] = {}, strides[33] = {}, total = 1, kept = runs[0].named ? 1 : runs[0].extent;
  for (std::size_t r = 1; r < count; ++r) {
    strides[r] = runs[r].named ? 0 : kept;
    if (!runs[r].named) kept *= runs[r].extent;
    total *= runs[r].extent;
  }
  std::size_t j = 0;
  for (std::size_t i = 0; i < total; ++i) {
    visit(i * runs[0].extent, j);
    for (std::size_t r = 1; r < count; ++r) {
      j += strides[r];
      if (++index[r] < runs[r].extent) break;
      j -= strides[r] * runs[r].extent;
      index[r] = 0;
    }
  }
}

}  // namespace saddlescope::engine
