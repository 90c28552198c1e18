// c/x
#pragma once

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Quotient : Unary {
  static constexpr std::string_view name = "quotient";
  double c = 1;
  OpKey key() const { return {key_of(c), 0}; }
  double f(double x) const { return c / x; }
  static Value derivative(Value x, Value y) { return -(y / x); }
};

}  // namespace saddlescope::engine
