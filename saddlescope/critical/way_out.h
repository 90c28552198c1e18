// The way out of a point that was classified, and what it says of the verdict.
#pragma once

#include <optional>

#include "saddlescope/critical/verdict.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// escape_route() along the lowest eigenvectors, or Ritz vectors where there are no others.
std::optional<EscapeRoute> way_out(const Classification& classification, Context& context);

/// Where the gradient is zero the critical point is θ itself, and no minimum curves down beyond doubt: the band, made
/// wide by one noisy or stiff direction, has hidden a sign that a measurement along it alone tells. Such a minimum
/// becomes `undetermined`.
void withdraw_a_minimum_that_curves_down(Verdict& verdict, const std::optional<Nearby>& nearby,
                                         const std::optional<EscapeRoute>& escape);

}  // namespace saddlescope
