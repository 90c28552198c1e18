#include "saddlescope/commands/escape.h"

#include <fmt/format.h>

#include <cmath>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/summary.h"

namespace saddlescope {
namespace {

// The rounds take the cheap way while it leads down; that none is left only the dense Hessian and its reduction say.
void require_memory(std::size_t P, const Context& context) {
  const double bytes = 8 * 2 * static_cast<double>(P) * static_cast<double>(P);
  context.require_memory(
      bytes, fmt::format("The Hessian of {} parameters and its eigenvalues", P),
      fmt::format("Raise --memory to {:.0f}MiB, or take a smaller model.", std::ceil(bytes / 0x1p20)));
}

}  // namespace

Escape run_escape(const Objective& objective, std::span<const double> theta, const EscapeCommandOptions& options,
                  Context& context) {
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is nothing to escape from.");
  require_memory(theta.size(), context);
  Vector gradient(theta.size());
  const double loss = objective.gradient(theta, gradient, context);
  require_finite(objective, theta, loss, gradient, context);
  Escape result = escape(objective, theta, options.escape, context);
  result.problem = summarize(objective, theta, options.problem);
  result.seed = context.seed;
  result.engine = objective.traits().engine;
  result.environment = environment(context);
  return result;
}

Escape run_escape(const Objective& objective, std::span<const double> theta, const EscapeCommandOptions& options) {
  Context context = checked_context();
  return run_escape(objective, theta, options, context);
}

}  // namespace saddlescope
