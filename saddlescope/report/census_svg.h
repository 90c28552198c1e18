// The picture of a census: for each model training loss against the naive minimum ratio, as the lecture drew it, and
// beside it what the ratio hides: certainly negative eigenvalues here, and those of the critical point nearby
// (charts.h).
#pragma once

#include <string>

#include "saddlescope/report/language.h"
#include "saddlescope/results/census.h"

namespace saddlescope {

/// A pure function of the result. Colour: the verdict; shape: the finder; hollow: no critical point. Lines: the best
/// constant prediction (Var(y) for mse) and the rank bound N·C/P. The axis of losses is that of all models.
std::string to_svg(const Census& census, Language language = Language::english);

}  // namespace saddlescope
