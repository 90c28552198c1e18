#include "saddlescope/commands/escape.h"

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/spectrum_cost.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/critical/escape.h"

namespace saddlescope {
Escape run_escape(const Objective& objective, std::span<const double> theta, const EscapeCommandOptions& options,
                  Context& context) {
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is nothing to escape from.");
  Vector gradient(theta.size());
  const double loss = objective.gradient(theta, gradient, context);
  require_finite(objective, theta, loss, gradient, context);
  EscapeOptions walk = options.escape;
  walk.dense = walk.dense && choose_spectrum(SpectrumMethod::automatic, objective, context) == SpectrumMethod::exact;
  walk.dense_first = walk.higher_orders = walk.dense;  // the way that `diagnose` shows
  Escape result = escape(objective, theta, walk, context);
  result.problem = summarize(objective, theta, options.problem);
  set_provenance(result, objective, context);
  return result;
}

Escape run_escape(const Objective& objective, std::span<const double> theta, const EscapeCommandOptions& options) {
  Context context = checked_context();
  return run_escape(objective, theta, options, context);
}

}  // namespace saddlescope
