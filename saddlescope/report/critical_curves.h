// Curves of critical points as they are told: those of one name whose losses are the same but for rounding together.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saddlescope/report/language.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// A box may hold a curve in several pieces (Curve::piece_of).
struct CriticalCurves {
  const Curve* lowest = nullptr;
  std::size_t curves = 0, pieces = 0;
};

/// "curve of minima", "2 curves: degenerate minimum".
std::string curves_name(const CriticalCurves& curves, Language language);

std::vector<CriticalCurves> critical_curves(const CrossSection& section);

}  // namespace saddlescope::report
