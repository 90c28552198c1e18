#include "saddlescope/network/floor.h"

#include <fmt/format.h>

#include <numeric>
#include <vector>

#include "saddlescope/data/equal_inputs.h"

namespace saddlescope {
namespace {

using Group = std::vector<std::size_t>;

std::vector<Group> groups_of_equal_inputs(const DataSet& data) {
  const EqualInputs equal = equal_inputs(data.x);
  std::vector<Group> groups(equal.groups);
  for (std::size_t n = 0; n < data.samples(); ++n) groups[equal.group[n]].push_back(n);
  return groups;
}

// The sums are formed in extended precision; what rounding to f64 may add is taken off again: a floor is a lower bound.
double rounded_down(long double value) { return value > 0 ? static_cast<double>(value * (1 - 2 * kEps)) : 0.0; }

// A best constant equal to the floor up to the rounding of its own sum.
constexpr double kEqualToFloor = 1e-12;

}  // namespace

LossScale loss_scale(const DataSet& data, const Targets& targets, const Loss& loss, double weight_decay) {
  const long double divisor = loss.divisor(targets.samples, targets.width);
  const std::vector<Group> groups = groups_of_equal_inputs(data);
  ConstantFit grouped;
  for (const Group& group : groups) {
    const ConstantFit fit = loss.best_constant(targets, group);
    grouped.sum += fit.sum;
    grouped.attained = grouped.attained && fit.attained;
  }
  Group everyone(targets.samples);
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});

  LossScale scale;
  const double floor = rounded_down(grouped.sum / divisor);
  const double zero = loss.at_zero(targets);
  scale.best_constant = static_cast<double>(loss.best_constant(targets, everyone).sum / divisor);
  scale.stake = scale.best_constant - floor;
  if (scale.stake <= kEqualToFloor * (floor + zero)) scale.stake = zero - floor;
  scale.floor.value = floor;
  scale.floor.attained = grouped.attained;
  scale.floor.why = loss.floor_reason();
  if (groups.size() < targets.samples) {
    std::size_t sharing = 0;
    for (const Group& group : groups) sharing += group.size() > 1 ? group.size() : 0;
    scale.floor.why += fmt::format("; {} samples share their inputs with others", sharing);
  }
  if (weight_decay > 0) {
    scale.floor.attained = grouped.attained && zero - floor <= kEqualToFloor * (floor + zero);
    scale.floor.why += "; weight decay only adds to it";
  }
  return scale;
}

}  // namespace saddlescope
