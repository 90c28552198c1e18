// What directions, marks and curves of a picture are called on a page, by their kind. Names of a user's own (parameters,
// files) stay as they are.
#pragma once

#include <string>

#include "saddlescope/report/language.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// "eigenvector 1 of 275", "w1", "towards last.npz".
std::string direction_name(const Direction& direction, Language language);

std::string mark_name(const Mark& mark, Language language);
std::string curve_name(const Curve& curve, Language language);

}  // namespace saddlescope::report
