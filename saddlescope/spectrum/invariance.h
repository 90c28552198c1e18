// What both Lanczos methods take for nothing beside the operator, and for its norm.
#pragma once

#include <cmath>
#include <cstddef>

#include "saddlescope/linalg/epsilon.h"

namespace saddlescope {

/// A remainder of at most this times ‖T‖ is rounding, and the space invariant: errors of products of length P grow like
/// √P·eps, and earlier small remainders amplify them (up to some ten times on spectra of few distinct values).
inline double invariance_tolerance(std::size_t P) { return 100 * std::sqrt(static_cast<double>(P)) * kEps; }

/// What stands for ‖A‖ where only the largest Ritz value and its residual are known. An estimate, not a bound
/// (docs/methods §2).
inline double norm_from_ritz(double largest, double residual) { return 1.1 * (largest + residual); }

}  // namespace saddlescope
