#include "saddlescope/commands/census.h"

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"

namespace saddlescope {

Census census(std::span<const CensusEntry> entries, const CensusCommandOptions& options, Context& context) {
  if (entries.empty()) throw_bad_input("a census needs a model.", {}, "Give one or more.");
  Census result = run_census(entries, options.points, options.census, options.done, options.observer, context);
  const std::string precision = result.problem.precision;
  result.problem = options.problem;
  result.problem.precision = precision;
  const CensusModel& first = result.models.front();
  result.problem.parameters = first.parameters;
  result.problem.samples = first.samples;
  result.problem.loss = first.loss;
  result.environment = environment(context);
  return result;
}

Census census(std::span<const CensusEntry> entries, const CensusCommandOptions& options) {
  Context context = checked_context();
  return census(entries, options, context);
}

}  // namespace saddlescope
