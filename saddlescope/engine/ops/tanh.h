// tanh x, derivative 1 − tanh²: of absolute accuracy eps where a unit saturates, as in every framework.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Tanh : Unary {
  static constexpr std::string_view name = "tanh";
  static constexpr double max_ulp = 5;
  template <class T>
  static T f(T x) {
    return std::tanh(x);
  }
  static Value derivative(Value /*x*/, Value y) { return 1 - square(y); }
};

}  // namespace saddlescope::engine
