// cos x
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Cos : Unary {
  static constexpr std::string_view name = "cos";
  static constexpr double max_ulp = 1, max_ulp_f32 = 1.5;  // libm's, so that cos 0 is 1
  template <class T>
  static T f(T x) {
    return std::cos(x);
  }
  static Value derivative(Value x, Value /*y*/) { return -engine::sin(x); }
};

}  // namespace saddlescope::engine
