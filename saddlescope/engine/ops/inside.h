// 1 where low ≤ x ≤ high, else 0: the derivative of clamp.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Inside : ConstantKind {
  static constexpr std::string_view name = "inside";
  double low = 0, high = 0;
  OpKey key() const { return {key_of(low), key_of(high)}; }
  double f(double x) const { return x >= low && x <= high ? 1 : x != x ? x : 0; }
  std::vector<double> kinks() const { return {low, high}; }
};

}  // namespace saddlescope::engine
