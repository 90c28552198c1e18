// x, held constant.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct StopGradient : ConstantKind {
  static constexpr std::string_view name = "stop_gradient";
  static constexpr bool held = true;
  template <class T>
  static T f(T x) {
    return x;
  }
};

}  // namespace saddlescope::engine
