#include "saddlescope/objective/objective.h"

#include <fmt/format.h>

#include "saddlescope/base/error.h"

namespace saddlescope {

Linearization::Linearization(const Objective& objective, std::span<const double> theta)
    : objective_(objective), theta_(theta.begin(), theta.end()) {
  objective.require_size(theta);
}

std::size_t Objective::size() const {
  std::size_t total = 0;
  for (const Parameter& parameter : parameters()) total += element_count(parameter.shape);
  return total;
}

void Objective::require_size(std::span<const double> theta) const {
  if (theta.size() == size()) return;
  throw_bad_input(fmt::format("theta has {} entries; the objective has {} parameters.", theta.size(), size()));
}

}  // namespace saddlescope
