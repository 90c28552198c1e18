// The largest eigenvalue of a symmetric operator as far as Lanczos from a random start sees it.
//
// Proves: an eigenvalue lies within `bound` of `value`, so that λmax ≥ value − bound. Not that none lies higher, which is
// improbable only. Steps until the bound is 1e-6·‖A‖, at most 100 products, and no more than fit a quarter of the memory.
#pragma once

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/operator.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

/// Steps of Lanczos, at most `wanted`, whose basis fits a quarter of the memory; at least one.
std::size_t affordable_steps(std::size_t wanted, std::size_t size, const Context& context);

BoundedEigenvalue top_eigenvalue(const SymmetricOperator& A, Context& context);

}  // namespace saddlescope
