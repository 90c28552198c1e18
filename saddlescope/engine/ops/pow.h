// xʸ with both variable: real for x > 0. At x ≤ 0 as libm has it; derivatives there may be NaN or infinite.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Pow : Binary {
  static constexpr std::string_view name = "pow";
  static constexpr double max_ulp = 1;
  template <class T>
  static T f(T x, T y) {
    return std::pow(x, y);
  }
  template <std::size_t i>
  static Value derivative(Value x, Value y, Value f) {
    if constexpr (i == 0) return y * pow(x, y - 1);
    return f * log(x);
  }
};

}  // namespace saddlescope::engine
