// Maximum along one axis, which vanishes; held constant (logsumexp is unchanged by its shift). NaN wins.
#pragma once

#include "saddlescope/engine/kinds.h"
#include "saddlescope/engine/ops/layout.h"

namespace saddlescope::engine {

struct MaxAlong : ConstantKind {
  static constexpr std::string_view name = "max_along";
  static constexpr bool held = true;
  std::size_t axis = 0;
  OpKey key() const { return {axis, 0}; }

  Shape shape(Shapes in) const {
    if (axis >= in[0]->size() || (*in[0])[axis] == 0) throw_shape(name, "no such axis, or an empty one", in);
    return without_axes(*in[0], Axes{axis});
  }
  template <class T>
  void eval(Shapes in, const T* const* x, T* y) const {
    const auto [outer, middle, inner] = split_at(*in[0], axis);
    for (std::size_t o = 0; o < outer; ++o) {
      const T* from = x[0] + o * middle * inner;
      T* to = y + o * inner;
      for (std::size_t i = 0; i < inner; ++i) to[i] = from[i];
      for (std::size_t m = 1; m < middle; ++m)
        for (std::size_t i = 0; i < inner; ++i) {
          const T value = from[m * inner + i];
          if (value > to[i] || value != value) to[i] = value;
        }
    }
  }
};

}  // namespace saddlescope::engine
