#include "saddlescope/commands/summary.h"

namespace saddlescope {

ProblemSummary summarize(const Objective& objective, std::span<const double> theta, ProblemSummary summary) {
  summary.parameters = theta.size();
  summary.samples = 1;
  if (objective.traits().epsilon > kEps) summary.precision = "f32";
  if (const Anatomy* anatomy = objective.anatomy()) {
    summary.samples = anatomy->sample_count();
    summary.loss = anatomy->loss_name();
  }
  if (theta.size() <= kListedParameters) {
    for (std::size_t i = 0; i < theta.size(); ++i) summary.variables.push_back(entry_name(objective, i));
    summary.at.assign(theta.begin(), theta.end());
  }
  return summary;
}

}  // namespace saddlescope
