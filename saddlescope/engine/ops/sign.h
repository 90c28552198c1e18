// −1, 0 or 1: the derivative of abs.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Sign : ConstantKind {
  static constexpr std::string_view name = "sign";
  template <class T>
  static T f(T x) {
    return x > 0 ? T(1) : x < 0 ? T(-1) : x == 0 ? T(0) : x;
  }
};

}  // namespace saddlescope::engine
