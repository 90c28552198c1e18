#include "saddlescope/network/losses/elementwise.h"

#include "saddlescope/network/take_targets.h"

namespace saddlescope {

long double mean(std::span<const double> column) {
  long double sum = 0;
  for (const double t : column) sum += t;
  return sum / static_cast<long double>(column.size());
}

Targets ElementwiseLoss::take(const DataSet& data, std::size_t outputs) const {
  Targets targets = take_numbers(data, outputs, *this);
  for (std::size_t i = 0; i < targets.values.size(); ++i) {
    check(targets.values[i], i / targets.width + 1, data.y.where);
  }
  return targets;
}

engine::Value ElementwiseLoss::graph(engine::Value outputs, engine::Value targets, std::size_t samples) const {
  const std::size_t width = outputs.shape()[0];
  return sum(element(outputs, targets)) * (1 / divisor(samples, width));
}

ConstantFit ElementwiseLoss::best_constant(const Targets& targets, std::span<const std::size_t> members) const {
  ConstantFit fit;
  Vector column(members.size());
  for (std::size_t c = 0; c < targets.width; ++c) {
    for (std::size_t i = 0; i < members.size(); ++i) column[i] = targets.of(members[i])[c];
    const Fit best_of_column = best(column);
    fit.sum += best_of_column.sum;
    fit.attained = fit.attained && best_of_column.attained;
  }
  return fit;
}

double ElementwiseLoss::at_zero(const Targets& targets) const {
  long double sum = 0;
  for (const double t : targets.values) sum += element_at_zero(t);
  return static_cast<double>(sum / static_cast<long double>(divisor(targets.samples, targets.width)));
}

double ElementwiseLoss::divisor(std::size_t samples, std::size_t outputs) const {
  return static_cast<double>(samples) * static_cast<double>(outputs);
}

}  // namespace saddlescope
