#include "saddlescope/commands/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/stall.h"
#include "saddlescope/commands/summary.h"
#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {
namespace {

// A run that spent its steps without lowering the loss stands as still as one that was stopped for it.
bool never_moved(const Objective& objective, const Training& t) {
  return t.steps > 0 && t.loss_before - t.loss <= kStallDecrease * excess(objective.floor(), t.loss);
}

// A run that is done with all its steps and ends above where it began has no hope in it. Along its gradient a loss
// falls at first: what led up is the length of steps, or a batch's noise.
void say_rise(Training& t, const MinimizeOptions& options) {
  if (t.stop.reason != StopReason::budget || !(t.loss > t.loss_before)) return;
  const std::string done = steps_done(options.steps);
  const double times = t.loss / t.loss_before;
  t.stop.why = t.loss_before > 0 && times >= 2
                   ? fmt::format("{}; the loss rose, to {:.3g} times what it was at the start.", done, times)
                   : fmt::format("{}; the loss rose, by {:.3g}.", done, t.loss - t.loss_before);
  if (!find_optimizer(options.optimizer.name).learning_rate) return;
  t.stop.why += fmt::format(" Steps too long lead up{}. A smaller learning rate is the first thing to try.",
                            options.batch_size ? ", and so does the noise of the batches" : "");
}

bool came_to_rest(const Objective& objective, const Training& t) {
  switch (t.stop.reason) {
    case StopReason::stalled:
    case StopReason::converged:
    case StopReason::line_search_failed:
    case StopReason::not_finite:
      return true;
    case StopReason::budget:
      return never_moved(objective, t);
    case StopReason::interrupted:
      return false;
  }
  return false;
}

// The causes at the weights the run ended with, which are finite. Whatever keeps them from being found, the run stands.
void find_causes(Training& t, const Objective& objective, const MinimizeOptions& options, Context& context) {
  TrainedBy by = trained_by(options.optimizer);
  by.batch_size = options.batch_size;
  by.preconditioner = preconditioner(by, t.state);
  by.steps = t.stop.reason == StopReason::stalled ? options.stall
             : never_moved(objective, t)          ? t.steps
                                                  : std::size_t{0};
  const auto at = objective.linearize(t.theta, context);
  StallAnswer answer = why_stalled({.at = *at, .trained_by = by, .arguments = t.problem.arguments}, context);
  if (t.stop.reason == StopReason::not_finite) {
    const bool learning_rate = find_optimizer(options.optimizer.name).learning_rate.has_value();
    t.stall.push_back({"not_finite", t.stop.why,
                       learning_rate ? "Go on from the weights kept with a smaller learning rate."
                                     : "Start elsewhere, or add a term that keeps the weights from there."});
  }
  std::move(answer.causes.begin(), answer.causes.end(), std::back_inserter(t.stall));
  t.stall_undecided = std::move(answer.undecided);
  t.interrupted = t.interrupted || answer.interrupted;
}

void add_stall(Training& t, const Objective& objective, const MinimizeOptions& options, Context& context) {
  try {
    find_causes(t, objective, options, context);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) {
      t.interrupted = true;
    } else if (leaves_open(error)) {
      t.stall_undecided.push_back({"all_causes", error.what()});
    } else {
      throw;
    }
  }
}

}  // namespace

Training train(const Objective& objective, std::span<const double> theta, const TrainCommandOptions& options,
               Context& context) {
  objective.require_size(theta);
  if (theta.empty()) throw_bad_input("the objective has no parameters: there is nothing to train.");
  Vector gradient(theta.size());
  const double loss = objective.gradient(theta, gradient, context);
  require_finite(objective, theta, loss, gradient, context);
  MinimizeOptions with_state = options.minimize;
  with_state.keep_state = true;  // what a method remembers tells why it stalled
  Training result = minimize(objective, theta, with_state, options.observer, context);
  result.problem = summarize(objective, theta, options.problem);
  result.environment = environment(context);
  say_rise(result, options.minimize);
  if (came_to_rest(objective, result)) add_stall(result, objective, options.minimize, context);
  if (!options.minimize.keep_state) result.state.clear();
  return result;
}

Training train(const Objective& objective, std::span<const double> theta, const TrainCommandOptions& options) {
  Context context = checked_context();
  return train(objective, theta, options, context);
}

}  // namespace saddlescope
