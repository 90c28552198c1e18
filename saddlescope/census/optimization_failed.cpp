#include "saddlescope/census/optimization_failed.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "saddlescope/census/containment.h"
#include "saddlescope/optimize/finder.h"

namespace saddlescope {
namespace {

constexpr double kNothing = 1e-8;  // share of S: what a verdict calls nothing, docs/methods §1
constexpr double kRoundings = 16;  // of an output, one after another, each by eps

// Of a loss L above its floor. Outputs that are off by kRoundings·eps of their size, about √S, move a mean square by
// 2√L times that, and the sum itself is off by eps·L.
double rounding(double loss, const CensusModel& model, const std::string& precision) {
  const double eps =
      precision == "f32" ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  const double above = std::max(loss - model.floor.value_or(0), 0.0);
  return kRoundings * eps * (std::abs(loss) + std::sqrt(above * std::max(model.stake, 0.0)));
}

// Whether its loss was minimized as far as that goes: by the whole training, or by a finder that goes down. A finder
// that goes to whatever critical point is near, saddles among them, optimises nothing.
bool was_optimised(const CensusNetwork& network) {
  if (network.start == 1) return true;
  const auto entry = std::ranges::find(finders(), network.finder, &FinderEntry::name);
  return entry != finders().end() && entry->minimizes;
}

// The lowest that was seen of any of them, at the end of training or of a finder, where one at least was optimised.
std::optional<double> lowest_loss(const Census& census, const std::string& model) {
  std::optional<double> lowest;
  bool optimised = false;
  for (const CensusNetwork& network : census.networks) {
    if (network.model != model || !network.failed.empty()) continue;
    optimised = optimised || was_optimised(network);
    lowest = std::min({lowest.value_or(network.loss), network.loss, network.start_loss});
  }
  return optimised ? lowest : std::nullopt;
}

// The same data and loss, as far as numbers tell: another data set or loss has another best constant prediction.
bool same_task(const CensusModel& a, const CensusModel& b) {
  return a.loss == b.loss && a.samples == b.samples && a.outputs == b.outputs && a.floor == b.floor &&
         a.best_constant_loss == b.best_constant_loss;
}

}  // namespace

std::vector<OptimizationFailed> optimization_failed(std::span<const CensusEntry> entries, const Census& census) {
  std::vector<OptimizationFailed> found;
  for (std::size_t deep = 0; deep < entries.size(); ++deep) {
    for (std::size_t shallow = 0; shallow < entries.size(); ++shallow) {
      if (!entries[deep].spec || !entries[shallow].spec) continue;
      if (entries[deep].weight_decay != 0 || entries[shallow].weight_decay != 0) continue;
      if (!same_task(census.models[deep], census.models[shallow])) continue;
      const auto containment = contains(*entries[deep].spec, *entries[shallow].spec);
      const auto high = lowest_loss(census, entries[deep].name), low = lowest_loss(census, entries[shallow].name);
      if (!containment || !high || !low || !(*high > *low)) continue;
      const CensusModel &a = census.models[deep], &b = census.models[shallow];
      const std::string& precision = census.problem.precision;
      if (!(*high - *low > kNothing * b.stake + rounding(*high, a, precision) + rounding(*low, b, precision))) continue;
      found.push_back(
          {entries[deep].name, entries[shallow].name, *high, *low, *high - *low, containment->exact, containment->how});
    }
  }
  return found;
}

}  // namespace saddlescope
