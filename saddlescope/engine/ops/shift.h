// x + c
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Shift : Unary {
  static constexpr std::string_view name = "shift";
  double c = 0;
  OpKey key() const { return {key_of(c), 0}; }
  template <class T>
  T f(T x) const {
    return x + static_cast<T>(c);
  }
  static Value derivative(Value x, Value /*y*/) { return constant_like(x, 1); }
};

}  // namespace saddlescope::engine
