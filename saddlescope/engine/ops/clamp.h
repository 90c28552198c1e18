// min(max(x, low), high), derivative 1 on [low, high]. NaN stays NaN.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Clamp : Unary {
  static constexpr std::string_view name = "clamp";
  static constexpr bool exact = true;
  double low = 0, high = 0;
  OpKey key() const { return {key_of(low), key_of(high)}; }
  template <class T>
  T f(T x) const {
    return x < static_cast<T>(low) ? static_cast<T>(low) : x > static_cast<T>(high) ? static_cast<T>(high) : x;
  }
  Value derivative(Value x, Value /*y*/) const { return inside(x, low, high); }
};

}  // namespace saddlescope::engine
