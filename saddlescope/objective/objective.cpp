#include "saddlescope/objective/objective.h"

#include <fmt/format.h>

#include <limits>

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

std::string layout_fault(std::span<const Parameter> parameters) {
  std::size_t next = 0;
  for (const Parameter& parameter : parameters) {
    const std::optional<std::size_t> count = checked_element_count(parameter.shape);
    if (!count || *count > std::numeric_limits<std::size_t>::max() - next) {
      return fmt::format("{} has shape {}: more numbers than can be counted", parameter.name,
                         to_string(parameter.shape));
    }
    if (parameter.offset != next)
      return fmt::format("{} starts at {}, not at {}", parameter.name, parameter.offset, next);
    if (parameter.unit_axis && *parameter.unit_axis >= parameter.shape.size()) {
      return fmt::format("{} has no axis {}", parameter.name, *parameter.unit_axis);
    }
    next += *count;
  }
  return {};
}

void Objective::require_size(std::span<const double> theta) const {
  if (const std::string fault = layout_fault(parameters()); !fault.empty()) {
    throw_bad_input(fault + ".", "parameters() of the objective",
                    "They lie in theta one after another, without gaps, in the order in which they are listed.");
  }
  if (theta.size() == size()) return;
  throw_bad_input(fmt::format("theta has {} entries; the objective has {} parameters.", theta.size(), size()));
}

std::optional<double> Anatomy::accuracy(std::span<const double> /*theta*/, Context& /*context*/) const { return {}; }

double Anatomy::penalty(std::span<const double> /*theta*/) const { return 0; }
std::optional<PredictionSpread> Anatomy::prediction_spread(std::span<const double> /*theta*/,
                                                           Context& /*context*/) const {
  return {};
}
std::vector<double> Anatomy::output_gains(std::span<const double> /*theta*/, Context& /*context*/) const { return {}; }
std::optional<Margins> Anatomy::margins(std::span<const double> /*theta*/, Context& /*context*/) const { return {}; }
std::optional<double> Anatomy::value_with_last_layer_scaled(std::span<const double> /*theta*/, double /*factor*/,
                                                            Context& /*context*/) const {
  return {};
}

std::string Objective::where_not_finite(std::span<const double> /*theta*/, Context& /*context*/) const { return {}; }

std::string entry_name(const Objective& objective, std::size_t index) {
  for (const Parameter& parameter : objective.parameters()) {
    const std::size_t count = element_count(parameter.shape);
    if (index < parameter.offset || index >= parameter.offset + count) continue;
    if (parameter.shape.empty()) return parameter.name;
    std::string position;
    std::size_t rest = index - parameter.offset;
    for (std::size_t axis = parameter.shape.size(); axis-- > 0; rest /= parameter.shape[axis]) {
      position = fmt::format("{}{}{}", rest % parameter.shape[axis], position.empty() ? "" : ",", position);
    }
    return fmt::format("{}[{}]", parameter.name, position);
  }
  return fmt::format("theta[{}]", index);
}

}  // namespace saddlescope
