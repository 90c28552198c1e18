// Where am I, proved from the Hessian, and which way out: from any objective to a Diagnosis. All eigenvalues where they
// can be had, products alone where not (spectrum_cost.h).
#pragma once

#include <optional>
#include <span>

#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/commands/stall.h"
#include "saddlescope/critical/verdict.h"
#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct DiagnoseOptions {
  ClassifyOptions classify;
  SpectrumMethod spectrum = SpectrumMethod::automatic;
  double held = 0;  ///< bytes that the objective takes already; products alone make do with the rest of context.memory
  HowTrained trained;  ///< how it was trained: causes that lie in the steps need it
  bool landscape = false;  ///< what can be drawn around the point (land_around.h), for a page or a picture
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty
  std::optional<Theory> theory;  ///< the known answer, to stand beside the one found
};

/// Linearizes at theta, gets the spectrum in the way chosen, the verdict, why training stalled (stall/stall.h) and,
/// wherever negative curvature is certain, the way out. A request to stop ends it with what is known so far
/// (Diagnosis::interrupted). Throws Error: usage (how it was trained without an optimizer), bad input (theta of the
/// wrong length, P = 0), numerical (L, ∇L or H not finite; NotFinite), memory (says how much it takes), interrupted
/// (before loss and gradient were there).
/// Cost: exact_cost() or matrix_free_cost().
Diagnosis diagnose(const Objective& objective, std::span<const double> theta, const DiagnoseOptions& options,
                   Context& context);

/// The same in surroundings of its own: checked_context().
Diagnosis diagnose(const Objective& objective, std::span<const double> theta, const DiagnoseOptions& options = {});

}  // namespace saddlescope
