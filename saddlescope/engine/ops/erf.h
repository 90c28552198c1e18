// The error function 2/√π·∫₀ˣ e^(−t²) dt.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct Erf : Unary {
  static constexpr std::string_view name = "erf";
  static constexpr double max_ulp = 4;
  static constexpr double two_over_sqrt_pi = 1.1283791670955125739;
  template <class T>
  static T f(T x) {
    return std::erf(x);
  }
  static Value derivative(Value x, Value /*y*/) { return two_over_sqrt_pi * engine::exp(-square(x)); }
};

}  // namespace saddlescope::engine
