// |x|, derivative sign(x): 0 at 0.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Abs : Unary {
  static constexpr std::string_view name = "abs";
  static constexpr bool exact = true;
  template <class T>
  static T f(T x) {
    return std::fabs(x);
  }
  static Value derivative(Value x, Value /*y*/) { return sign(x); }
};

}  // namespace saddlescope::engine
