// One entry of each column: x [C, n], indices [n] → y[i] = x[indices[i], i]. Linear in x; indices are inactive and must
// be integers in [0, C) (whoever reads the data checks them; others make NaN here, never a read out of bounds).
#pragma once

#include <limits>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Pick : Linear {
  static constexpr std::string_view name = "pick";
  static constexpr std::size_t arity = 2;
  static constexpr bool exact = true;

  Shape shape(Shapes in) const {
    if (in[0]->size() != 2 || in[1]->size() != 1 || (*in[0])[1] != (*in[1])[0])
      throw_shape(name, "needs [C, n] and [n]", in);
    return *in[1];
  }
  template <class T>
  void eval(Shapes in, const T* const* x, T* y) const {
    const std::size_t classes = (*in[0])[0], n = (*in[0])[1];
    for (std::size_t i = 0; i < n; ++i) {
      const T index = x[1][i];
      const bool valid = index >= 0 && index < static_cast<T>(classes);
      y[i] = valid ? x[0][static_cast<std::size_t>(index) * n + i] : std::numeric_limits<T>::quiet_NaN();
    }
  }
  Value transpose(std::span<const Value> x, Value c) const { return scatter(c, x[1], x[0].shape()[0]); }
};

}  // namespace saddlescope::engine
