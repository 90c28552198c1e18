// Samples with equal inputs but different targets: no network, whatever its weights, can give them different outputs.
// What is left of the loss when each group gets its own best output is a lower bound of the loss (docs/methods: Floor).
//
// Inputs are equal when all their numbers are (0 = −0); inputs equal to rounding are not found.
// Per group, over its own samples (n of them), the best output ŷ and what remains, as sums that the caller's mean divides:
//   mse            ŷ = mean        Σ (y − mean)²
//   l1             ŷ = median      Σ |y − median|
//   cross-entropy  p = mean of the targets' distributions    n·H(p) = −n Σ_c p_c log p_c
//   bce            each output by itself                     n·(−p log p − (1−p) log(1−p))
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

// Means over all samples and outputs (mse, l1, bce) or over samples (cross-entropy). Targets N × C, row-major; class
// indices as one-hot rows. 0 where every group agrees.
double within_group_variance(const EqualInputs& inputs, const Tensor& targets);
double within_group_deviation(const EqualInputs& inputs, const Tensor& targets);
double within_group_entropy(const EqualInputs& inputs, const Tensor& probabilities);
double within_group_binary_entropy(const EqualInputs& inputs, const Tensor& probabilities);

/// The same for class indices < classes, without their one-hot rows.
double within_group_entropy(const EqualInputs& inputs, const std::vector<std::size_t>& indices);

}  // namespace saddlescope
