// Sum over the named axes, which vanish. Along the innermost axis eight partial sums run side by side (so that the loop
// is vector code) and are added in a fixed order: the result depends on the shape alone.
#pragma once

#include "saddlescope/engine/kinds.h"
#include "saddlescope/engine/ops/layout.h"

namespace saddlescope::engine {

struct Sum : Linear {
  static constexpr std::string_view name = "sum";
  std::uint32_t axes = 0;
  OpKey key() const { return {axes, 0}; }

  Shape shape(Shapes in) const {
    if (std::uint64_t{axes} >> in[0]->size() != 0) throw_shape(name, "no such axis", in);
    return without_axes(*in[0], Axes::from_mask(axes));
  }
  template <class T>
  void eval(Shapes in, const T* const* x, T* y) const {
    AxisRun runs[33];
    const std::size_t count = axis_runs(*in[0], Axes::from_mask(axes), runs);
    std::size_t results = 1;
    for (std::size_t r = 0; r < count; ++r) results *= runs[r].named ? 1 : runs[r].extent;
    for (std::size_t j = 0; j < results; ++j) y[j] = 0;
    const std::size_t length = runs[0].extent;
    for_each_run(runs, count, [&](std::size_t i, std::size_t j) {
      if (runs[0].named) {
        y[j] += total(x[0] + i, length);
      } else {
        for (std::size_t l = 0; l < length; ++l) y[j + l] += x[0][i + l];
      }
    });
  }
  Value transpose(std::span<const Value> x, Value c) const { return broadcast(c, x[0].shape(), Axes::from_mask(axes)); }

 private:
  template <class T>
  static T total(const T* x, std::size_t length) {
    T part[8] = {};
    std::size_t l = 0;
    for (; l + 8 <= length; l += 8)
      for (std::size_t p = 0; p < 8; ++p) part[p] += x[l + p];
    for (; l < length; ++l) part[l % 8] += x[l];
    return ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
  }
};

}  // namespace saddlescope::engine
