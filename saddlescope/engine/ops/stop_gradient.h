// x, held constant.
#pragma once

#include <cmath>

#include "saddlescope/engine/kinds.h"

namespace saddlescope::engine {

struct StopGradient : ConstantKind {
  static constexpr std::string_view name = "stop_gradient";
  static double f(double x) { return x; }
};

}  // namespace saddlescope::engine
