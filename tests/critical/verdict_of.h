// The verdict of the dense Hessian.
#pragma once

#include <cstdint>

#include "saddlescope/critical/verdict.h"
#include "saddlescope/curvature/dense_hessian.h"

namespace saddlescope {

inline Verdict verdict_of(const Objective& objective, const Vector& theta, std::uint64_t seed = 0) {
  Context context;
  context.seed = seed;
  const auto at = objective.linearize(theta, context);
  const DenseHessian hessian = dense_hessian(*at, context);
  return classify(*at, hessian.H, hessian.asymmetry, {}, context).verdict;
}

}  // namespace saddlescope
