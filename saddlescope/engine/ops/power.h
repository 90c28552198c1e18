// xᵖ with a constant exponent: its own op because pow(x, y) has no derivative in y at x = 0, where (1 − w₁w₂)² has its
// minimum. Small integer exponents are products, others are libm's pow.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Power : Unary {
  static constexpr std::string_view name = "power";
  static constexpr int largest_product = 9;
  static constexpr double max_ulp = largest_product - 1;  // p − 1 roundings of half an eps: at most p − 1 ulp
  double p = 1;
  OpKey key() const { return {key_of(p), 0}; }

  template <class T>
  T f(T x) const {
    if (p < 3 || p > largest_product || p != std::floor(p)) return std::pow(x, static_cast<T>(p));
    T result = 1, factor = x;
    for (int rest = static_cast<int>(p);; factor *= factor) {
      if ((rest & 1) != 0) result *= factor;
      rest >>= 1;
      if (rest == 0) return result;
    }
  }
  Value derivative(Value x, Value /*y*/) const { return p * power(x, p - 1); }
  /// Non-integer powers exist on one side of 0 only.
};

}  // namespace saddlescope::engine
