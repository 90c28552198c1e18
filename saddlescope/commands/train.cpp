#include "saddlescope/commands/train.h"

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/summary.h"

namespace saddlescope {

Training train(const Objective& objective, std::span<const double> theta, const TrainCommandOptions& options,
               Context& context) {
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is nothing to train.");
  Vector gradient(theta.size());
  const double loss = objective.gradient(theta, gradient, context);
  require_finite(objective, theta, loss, gradient, context);
  Training result = minimize(objective, theta, options.minimize, options.observer, context);
  result.problem = summarize(objective, result.theta, options.problem);
  result.environment = environment(context);
  return result;
}

}  // namespace saddlescope
