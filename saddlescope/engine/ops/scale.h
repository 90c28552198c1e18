// c·x
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Scale : Unary {
  static constexpr std::string_view name = "scale";
  double c = 1;
  OpKey key() const { return {key_of(c), 0}; }
  template <class T>
  T f(T x) const {
    return static_cast<T>(c) * x;
  }
  Value derivative(Value x, Value /*y*/) const { return constant_like(x, c); }
};

}  // namespace saddlescope::engine
