#include "saddlescope/report/surface_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "saddlescope/linalg/epsilon.h"

namespace saddlescope::report {

// Older documents don't say it: there θ was listed wherever it was asked about and short enough.
bool over_box(const Surface& s) {
  const bool unlisted = s.problem.at.empty() && s.problem.parameters <= kListedParameters;
  return s.of_box || (s.asked.empty() && unlisted);
}

double percent(double share) { return std::round(1e4 * share) / 100; }

double told_loss(const CrossSection& section, MarkKind kind, double loss) {
  if (kind != MarkKind::critical) return loss;
  double largest = 0;
  for (const double x : section.loss) largest = std::max(largest, std::isfinite(x) ? std::abs(x) : 0);
  return std::abs(loss) <= kEps * kEps * largest ? 0 : loss;
}

std::string grid_words(const CrossSection& section) {
  std::string words;
  for (const std::vector<double>& axis : section.axes) {
    words += fmt::format("{}{}", words.empty() ? "" : " × ", axis.size());
  }
  return words;
}

}  // namespace saddlescope::report
