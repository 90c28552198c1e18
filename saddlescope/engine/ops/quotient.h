// c/x
#pragma once

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Quotient : Unary {
  static constexpr std::string_view name = "quotient";
  double c = 1;
  OpKey key() const { return {key_of(c), 0}; }
  template <class T>
  T f(T x) const {
    return static_cast<T>(c) / x;
  }
  static Value derivative(Value x, Value y) { return -(y / x); }
};

}  // namespace saddlescope::engine
