// x + y
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Add : Binary {
  static constexpr std::string_view name = "add";
  static constexpr bool commutative = true;
  static constexpr bool adds = true;
  template <class T>
  static T f(T x, T y) {
    return x + y;
  }
  template <std::size_t>
  static Value derivative(Value x, Value /*y*/, Value /*f*/) {
    return constant_like(x, 1);
  }
};

}  // namespace saddlescope::engine
