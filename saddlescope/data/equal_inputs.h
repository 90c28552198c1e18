// Samples with equal inputs but different targets: no network, whatever its weights, can give them different outputs.
// What is left of the loss when each group gets its own best output is a lower bound of the loss (docs/methods §1:
// floor; Loss::best_constant says what is left).
//
// Inputs are equal when all their numbers are (0 = −0); inputs equal to rounding are not found.
#pragma once

#include <cstddef>
#include <vector>

#include "saddlescope/base/shape.h"

namespace saddlescope {

/// group[i] of sample i, numbered by first appearance; groups ≤ samples.
struct EqualInputs {
  std::vector<std::size_t> group;
  std::size_t groups = 0;
};
/// Cost: N log N comparisons of rows.
EqualInputs equal_inputs(const Tensor& x);

}  // namespace saddlescope
