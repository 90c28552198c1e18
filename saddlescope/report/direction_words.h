// What directions, marks and curves of a picture are called on a page, by their kind. Names of a user's own (parameters,
// files) stay as they are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saddlescope/report/language.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// "eigenvector 1 of 275", "w1", "towards last.npz".
std::string direction_name(const Direction& direction, Language language);

std::string mark_name(const Mark& mark, Language language);
std::string curve_name(const Curve& curve, Language language);

/// A curve of critical points, which a grid or a box may hold in several pieces: those of one label and one loss are one.
struct CriticalCurve {
  const Curve* first = nullptr;
  std::size_t pieces = 0;
};
std::vector<CriticalCurve> critical_curves(const CrossSection& section);

}  // namespace saddlescope::report
