// x − y
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Sub : Binary {
  static constexpr std::string_view name = "sub";
  template <class T>
  static T f(T x, T y) {
    return x - y;
  }
  template <std::size_t i>
  static Value derivative(Value x, Value /*y*/, Value /*f*/) {
    return constant_like(x, i == 0 ? 1 : -1);
  }
};

}  // namespace saddlescope::engine
