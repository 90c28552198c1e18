// sin x
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Sin : Unary {
  static constexpr std::string_view name = "sin";
  static constexpr double max_ulp = 1, max_ulp_f32 = 1.5;  // libm's
  template <class T>
  static T f(T x) {
    return std::sin(x);
  }
  static Value derivative(Value x, Value /*y*/) { return engine::cos(x); }
};

}  // namespace saddlescope::engine
