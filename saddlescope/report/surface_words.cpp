#include "saddlescope/report/surface_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "saddlescope/report/heights.h"

namespace saddlescope::report {

// Older documents don't say it: there θ was listed wherever it was asked about and short enough.
bool over_box(const Surface& s) {
  const bool unlisted = s.problem.at.empty() && s.problem.parameters <= kListedParameters;
  return s.of_box || (s.asked.empty() && unlisted);
}

std::optional<std::pair<double, double>> loss_range(const Surface& s) {
  std::optional<std::pair<double, double>> range = finite_range(s.section.loss);
  const double here = s.section.centre_loss;
  if (range && !over_box(s) && std::isfinite(here)) {
    range = {std::min(range->first, here), std::max(range->second, here)};
  }
  return range;
}

std::string grid_words(const CrossSection& section) {
  std::string words;
  for (const std::vector<double>& axis : section.axes) {
    words += fmt::format("{}{}", words.empty() ? "" : " × ", axis.size());
  }
  return words;
}

}  // namespace saddlescope::report
