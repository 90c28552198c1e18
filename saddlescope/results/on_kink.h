// Whether a diagnosed point lies on a kink, where derivatives jump: gradient, Hessian and its signs then prove nothing of
// the loss, and a way out is what was measured (docs/methods.md §5).
#pragma once

#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

inline bool on_kink(const Diagnosis& d) { return d.kink_distance == 0.0; }

}  // namespace saddlescope
