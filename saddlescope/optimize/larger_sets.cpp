#include "saddlescope/optimize/larger_sets.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "saddlescope/optimize/open_regions.h"

namespace saddlescope {
namespace {

constexpr std::size_t kLooks = 3;  // at a curve

std::vector<Vector> looks_at(const CriticalSet& set) {
  if (set.sample.empty()) return {set.at};
  std::vector<Vector> looks;
  for (std::size_t i = 1; i <= kLooks; ++i) looks.push_back(set.sample[i * set.sample.size() / (kLooks + 1)]);
  return looks;
}

// What the set has around all of its points looked at; 0 where that differs.
std::size_t dimension_around(const Corrector& corrector, const CriticalSet& set) {
  const double radius = Corrector::kShapeRadius * set.reach.diameter();
  std::size_t dimension = 0;
  for (const Vector& look : looks_at(set)) {
    const LocalShape shape = corrector.shape(look, radius);
    const bool first = dimension == 0, same = first || shape.dimension == dimension;
    if (shape.dimension <= set.dimension || !same || !corrector.connected(look, shape, radius)) return 0;
    dimension = shape.dimension;
  }
  return dimension;
}

double from_sample(const CriticalSet& larger, const CriticalSet& set) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const Vector& look : looks_at(set)) {
    for (const Vector& point : larger.sample) nearest = std::min(nearest, distance(point, look));
  }
  return nearest;
}

}  // namespace

void mark_parts_of_larger_sets(const Corrector& corrector, std::vector<CriticalSet>& found) {
  for (CriticalSet& set : found) {
    const double size = set.reach.diameter();
    const bool larger_one =
        std::ranges::any_of(found, [&](const CriticalSet& other) { return other.dimension > set.dimension; });
    if (set.proved || set.on_larger || size == 0 || !larger_one) continue;
    const std::size_t dimension = dimension_around(corrector, set);
    for (CriticalSet& larger : found) {
      if (larger.dimension != dimension || dimension <= set.dimension) continue;
      const double apart = from_sample(larger, set);
      if (apart > size) continue;
      set.on_larger = true;
      larger.extent = std::max(larger.extent, apart + size);
      larger.reach = hull(larger.reach, set.reach);
      break;
    }
  }
}

}  // namespace saddlescope
