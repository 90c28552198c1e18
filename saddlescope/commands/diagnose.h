// Where am I, proved from the Hessian, and which way out: from any objective to a Diagnosis.
#pragma once

#include <span>

#include "saddlescope/critical/verdict.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct DiagnoseOptions {
  ClassifyOptions classify;
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty
};

/// Linearizes at theta, forms the dense Hessian, all eigenvalues, the verdict and, wherever negative curvature is
/// certain, the way out. Throws Error: bad input (theta of the wrong length, P = 0), numerical (L, ∇L or H not finite;
/// NotFinite), memory (the dense Hessian doesn't fit: says how much it takes), interrupted.
/// Cost: P Hessian-vector products, up to 6P³ flops for eigenvectors, 48 P² bytes.
Diagnosis diagnose(const Objective& objective, std::span<const double> theta, const DiagnoseOptions& options,
                   Context& context);

}  // namespace saddlescope
