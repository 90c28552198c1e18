// The largest eigenvalue of a symmetric operator as far as Lanczos from a random start sees it.
//
// Proves: an eigenvalue lies within `bound` of `value`, so that λmax ≥ value − bound. Not that none lies higher, which
// is improbable only. Steps until the bound is 1e-6·‖A‖, at most 100 products, and no more than fit a quarter of the
// memory.
#pragma once

#include "saddlescope/base/context.h"
#include "saddlescope/linalg/operator.h"
#include "saddlescope/results/spectrum.h"

namespace saddlescope {

BoundedEigenvalue top_eigenvalue(const SymmetricOperator& A, Context& context);

}  // namespace saddlescope
