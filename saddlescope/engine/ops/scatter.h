// The transpose of pick: x [n], indices [n] → y [classes, n], y[indices[i], i] = x[i], 0 elsewhere.
#pragma once

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Scatter : Linear {
  static constexpr std::string_view name = "scatter";
  static constexpr std::size_t arity = 2;
  static constexpr bool exact = true;
  std::size_t classes = 0;
  OpKey key() const { return {classes, 0}; }

  Shape shape(Shapes in) const {
    if (in[0]->size() != 1 || *in[0] != *in[1]) throw_shape(name, "needs [n] and [n]", in);
    return {classes, (*in[0])[0]};
  }
  template <class T>
  void eval(Shapes in, const T* const* x, T* y) const {
    const std::size_t n = (*in[0])[0];
    for (std::size_t e = 0; e < classes * n; ++e) y[e] = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const T index = x[1][i];
      if (index >= 0 && index < static_cast<T>(classes)) y[static_cast<std::size_t>(index) * n + i] = x[0][i];
    }
  }
  Value transpose(std::span<const Value> x, Value c) const { return pick(c, x[1]); }
};

}  // namespace saddlescope::engine
