// log(1 + eˣ) = max(x, 0) + log1p(e^−|x|), which never overflows.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Softplus : Unary {
  static constexpr std::string_view name = "softplus";
  static constexpr double max_ulp = 5;
  template <class T>
  static T f(T x) {
    return (x < 0 ? T(0) : x) + std::log1p(std::exp(-std::fabs(x)));
  }
  static Value derivative(Value x, Value /*y*/) { return sigmoid(x); }
};

}  // namespace saddlescope::engine
