// Repeats x along the named axes of the result; the transpose sums them.
#pragma once

#include <algorithm>

#include "saddlescope/engine/kinds.h"
#include "saddlescope/engine/ops/layout.h"

namespace saddlescope::engine {

struct Broadcast : Linear {
  static constexpr std::string_view name = "broadcast";
  static constexpr bool exact = true;
  std::uint32_t axes = 0;
  Shape to;  // part of a node's identity as its shape
  OpKey key() const { return {axes, 0}; }

  Shape shape(Shapes in) const {
    if (std::uint64_t{axes} >> to.size() != 0 || without_axes(to, Axes::from_mask(axes)) != *in[0])
      throw_shape(name, "operand isn't the target " + to_string(to) + " without the named axes", in);
    return to;
  }
  template <class T>
  void eval(Shapes /*in*/, const T* const* x, T* y) const {
    AxisRun runs[33];
    const std::size_t count = axis_runs(to, Axes::from_mask(axes), runs);
    for_each_run(runs, count, [&](std::size_t i, std::size_t j) {
      if (runs[0].named) {
        std::fill_n(y + i, runs[0].extent, x[0][j]);
      } else {
        std::copy_n(x[0] + j, runs[0].extent, y + i);
      }
    });
  }
  Value transpose(std::span<const Value> /*x*/, Value c) const { return sum(c, Axes::from_mask(axes)); }
};

}  // namespace saddlescope::engine
