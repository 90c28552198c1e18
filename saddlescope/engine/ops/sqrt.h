// √x; its derivatives don't exist at 0.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Sqrt : Unary {
  static constexpr std::string_view name = "sqrt";
  template <class T>
  static T f(T x) {
    return std::sqrt(x);
  }
  static Value derivative(Value /*x*/, Value y) { return 0.5 / y; }
};

}  // namespace saddlescope::engine
