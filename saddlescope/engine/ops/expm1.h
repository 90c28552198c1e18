// eˣ − 1
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Expm1 : Unary {
  static constexpr std::string_view name = "expm1";
  static constexpr double max_ulp = 4;
  template <class T>
  static T f(T x) {
    return std::expm1(x);
  }
  static Value derivative(Value x, Value /*y*/) { return engine::exp(x); }
};

}  // namespace saddlescope::engine
