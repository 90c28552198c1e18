#include "saddlescope/report/surface_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "saddlescope/linalg/epsilon.h"

namespace saddlescope::report {

// Older documents don't say it: there θ was listed wherever it was asked about and short enough.
bool over_box(const Surface& s) {
  const bool unlisted = s.problem.at.empty() && s.problem.parameters <= kListedParameters;
  return s.of_box || (s.asked.empty() && unlisted);
}

double percent(double share) { return std::round(1e4 * share) / 100; }

SurfaceLosses::SurfaceLosses(const CrossSection& section, const std::optional<double>& floor) {
  for (const double x : section.loss) nothing_ = std::max(nothing_, std::isfinite(x) ? kEps * kEps * std::abs(x) : 0);
  std::vector<double> losses;
  losses.reserve(section.marks.size() + section.curves.size() + 1);
  for (const Mark& mark : section.marks) losses.push_back(told(mark.kind, mark.loss));
  for (const Curve& curve : section.curves) losses.push_back(told(curve.kind, curve.loss));
  if (floor) losses.push_back(*floor);
  list_ = LossList(std::move(losses));
}

double SurfaceLosses::told(MarkKind kind, double loss) const {
  return kind == MarkKind::critical && std::abs(loss) <= nothing_ ? 0 : loss;
}

std::string grid_words(const CrossSection& section) {
  std::string words;
  for (const std::vector<double>& axis : section.axes) {
    words += fmt::format("{}{}", words.empty() ? "" : " × ", axis.size());
  }
  return words;
}

}  // namespace saddlescope::report
