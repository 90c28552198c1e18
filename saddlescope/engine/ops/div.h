// x/y
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Div : Binary {
  static constexpr std::string_view name = "div";
  template <class T>
  static T f(T x, T y) {
    return x / y;
  }
  template <std::size_t i>
  static Value derivative(Value /*x*/, Value y, Value f) {
    return i == 0 ? 1 / y : -(f / y);
  }
};

}  // namespace saddlescope::engine
