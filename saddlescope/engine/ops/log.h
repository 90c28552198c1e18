// log x; NaN below 0, −∞ at 0. The pole at 0 is no kink: no derivative is finite on either side.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Log : Unary {
  static constexpr std::string_view name = "log";
  static constexpr double max_ulp = 2;
  template <class T>
  static T f(T x) {
    return std::log(x);
  }
  static Value derivative(Value x, Value /*y*/) { return 1 / x; }
};

}  // namespace saddlescope::engine
