// The transpose of a matrix. Matrix products carry flags instead and copy nothing.
#pragma once

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Transpose : Linear {
  static constexpr std::string_view name = "transpose";
  static constexpr bool exact = true;

  Shape shape(Shapes in) const {
    if (in[0]->size() != 2) throw_shape(name, "not a matrix", in);
    return {(*in[0])[1], (*in[0])[0]};
  }
  template <class T>
  void eval(Shapes in, const T* const* x, T* y) const {
    const std::size_t rows = (*in[0])[0], columns = (*in[0])[1];
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) y[c * rows + r] = x[0][r * columns + c];
  }
  Value transpose(std::span<const Value> /*x*/, Value c) const { return engine::transpose(c); }
};

}  // namespace saddlescope::engine
