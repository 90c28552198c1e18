// 1 where low ≤ x ≤ high, else 0: the derivative of clamp.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Inside : ConstantKind {
  static constexpr std::string_view name = "inside";
  double low = 0, high = 0;
  OpKey key() const { return {key_of(low), key_of(high)}; }
  template <class T>
  T f(T x) const {
    return x >= static_cast<T>(low) && x <= static_cast<T>(high) ? T(1) : x != x ? x : T(0);
  }
};

}  // namespace saddlescope::engine
