// max(x, 0), derivative step(x): 0 at 0. NaN stays NaN.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Relu : Unary {
  static constexpr std::string_view name = "relu";
  static constexpr bool exact = true;
  template <class T>
  static T f(T x) {
    return x < 0 ? T(0) : x;
  }
  static Value derivative(Value x, Value /*y*/) { return step(x); }
};

}  // namespace saddlescope::engine
