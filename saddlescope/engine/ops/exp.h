// eˣ
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Exp : Unary {
  static constexpr std::string_view name = "exp";
  static constexpr double max_ulp = 2;
  template <class T>
  static T f(T x) {
    return std::exp(x);
  }
  static Value derivative(Value /*x*/, Value y) { return y; }
};

}  // namespace saddlescope::engine
