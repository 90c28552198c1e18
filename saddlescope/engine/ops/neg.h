// −x
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Neg : Unary {
  static constexpr std::string_view name = "neg";
  static constexpr bool exact = true;
  template <class T>
  static T f(T x) {
    return -x;
  }
  static Value derivative(Value x, Value /*y*/) { return constant_like(x, -1); }
};

}  // namespace saddlescope::engine
