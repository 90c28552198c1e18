// The same elements in the same order under another shape.
#pragma once

#include <algorithm>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Reshape : Linear {
  static constexpr std::string_view name = "reshape";
  static constexpr bool exact = true;
  Shape to;  // part of a node's identity as its shape

  Shape shape(Shapes in) const {
    if (element_count(*in[0]) != element_count(to))
      throw_shape(name, "target " + to_string(to) + " has another size", in);
    return to;
  }
  template <class T>
  void eval(Shapes in, const T* const* x, T* y) const {
    std::copy_n(x[0], element_count(*in[0]), y);
  }
  Value transpose(std::span<const Value> x, Value c) const { return reshape(c, x[0].shape()); }
};

}  // namespace saddlescope::engine
