// tan x, derivative 1 + tan²
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Tan : Unary {
  static constexpr std::string_view name = "tan";
  static constexpr double max_ulp = 1, max_ulp_f32 = 1.5;  // libm's, either way
  template <class T>
  static T f(T x) {
    return std::tan(x);
  }
  static Value derivative(Value /*x*/, Value y) { return square(y) + 1; }
};

}  // namespace saddlescope::engine
