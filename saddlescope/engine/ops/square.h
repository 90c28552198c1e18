// x²
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Square : Unary {
  static constexpr std::string_view name = "square";
  template <class T>
  static T f(T x) {
    return x * x;
  }
  static Value derivative(Value x, Value /*y*/) { return 2 * x; }
};

}  // namespace saddlescope::engine
