// log(1 + x)
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Log1p : Unary {
  static constexpr std::string_view name = "log1p";
  static constexpr double max_ulp = 4;
  template <class T>
  static T f(T x) {
    return std::log1p(x);
  }
  static Value derivative(Value x, Value /*y*/) { return 1 / (x + 1); }
};

}  // namespace saddlescope::engine
