// σ(x) = 1/(1 + e⁻ˣ), from e^−|x|, which never overflows. Its derivative σ(x)·σ(−x) is accurate on both tails.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Sigmoid : Unary {
  static constexpr std::string_view name = "sigmoid";
  static constexpr double max_ulp = 4;
  template <class T>
  static T f(T x) {
    const T e = std::exp(-std::fabs(x));
    return (x < 0 ? e : T(1)) / (1 + e);
  }
  static Value derivative(Value x, Value y) { return y * sigmoid(-x); }
};

}  // namespace saddlescope::engine
