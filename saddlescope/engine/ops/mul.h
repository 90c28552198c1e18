// x·y, element by element
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Mul : Binary {
  static constexpr std::string_view name = "mul";
  static constexpr bool commutative = true;
  template <class T>
  static T f(T x, T y) {
    return x * y;
  }
  template <std::size_t i>
  static Value derivative(Value x, Value y, Value /*f*/) {
    return i == 0 ? y : x;
  }
};

}  // namespace saddlescope::engine
