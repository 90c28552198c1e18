// 1 where x > 0, else 0: the derivative of relu.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Step : ConstantKind {
  static constexpr std::string_view name = "step";
  template <class T>
  static T f(T x) {
    return x > 0 ? T(1) : x <= 0 ? T(0) : x;
  }
};

}  // namespace saddlescope::engine
