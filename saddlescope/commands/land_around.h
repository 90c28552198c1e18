// The land around a diagnosed point, for its page: what can be drawn of it, beside what the picture leaves out.
//
//   plane         the way out, by curvature or of higher order, and the highest eigenvector (without a way out: the
//                 lowest), the loss and its quadratic model; where the loss doesn't change on it another one, with a word
//                 (telling_plane.h)
//   taylor        along the lowest and highest eigenvector and minus the gradient
//   line search   the loss along the way out beside the model that predicted it
//   appearance    in how many lines and planes the point, unless it is called not critical, looks like a minimum
//                 (landscape/appearance.h), and one such line
// On a kink derivatives prove nothing: no model is drawn there and no look counted.
// Cheap beside the diagnosis: up to some 2,400 losses and 250 products, a third of it where the loss is dear, 7,300 losses
// where it is a formula of few variables; it is left away with a word in Landscape::why where memory, a stop or numbers that aren't finite
// are in the way.
#pragma once

#include <optional>

#include "saddlescope/objective/objective.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

/// Eigenvectors of H at the point, where a diagnosis has them already: of norm 1.
struct OuterVectors {
  Vector lowest, highest;
};

/// d: the diagnosis of at's θ. Sets d.landscape, and d.interrupted where a stop ended it early.
void add_landscape(Diagnosis& d, const Linearization& at, const std::optional<OuterVectors>& known, Context& context);

}  // namespace saddlescope
