// x/c: not x·(1/c), which rounds twice.
#pragma once

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Divide : Unary {
  static constexpr std::string_view name = "divide";
  double c = 1;
  OpKey key() const { return {key_of(c), 0}; }
  template <class T>
  T f(T x) const {
    return x / static_cast<T>(c);
  }
  Value derivative(Value x, Value /*y*/) const { return constant_like(x, 1) / c; }
};

}  // namespace saddlescope::engine
