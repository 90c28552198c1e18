// c − x
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Reflect : Unary {
  static constexpr std::string_view name = "reflect";
  double c = 0;
  OpKey key() const { return {key_of(c), 0}; }
  template <class T>
  T f(T x) const {
    return static_cast<T>(c) - x;
  }
  static Value derivative(Value x, Value /*y*/) { return constant_like(x, -1); }
};

}  // namespace saddlescope::engine
