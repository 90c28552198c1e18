#include "saddlescope/optimize/regularized_newton.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {
namespace {

constexpr double kTaken = 0.1;           // ratio from which a step is taken
constexpr double kModelGradient = 0.1;   // of ‖g‖, at most
constexpr double kRatioErrors = 10;      // times the error of a loss, in the ratio
constexpr double kArrived = 1e-3;         // of max(1, ‖θ‖): a step that moves on
constexpr int kMostTrials = 2200;        // a bound that doubles each time has passed every f64 by then

// Of what the model promised, how much came. Where the promise has underflowed to 0 and so has the fall, that says
// nothing: the step is no success.
double ratio_of(double before, double after, double promise, double relative_error) {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  if (!std::isfinite(after)) return kNone;
  const double error = kRatioErrors * relative_error * std::max(std::abs(before), std::abs(after));
  const double ratio = (before - after + error) / (promise + error);
  return std::isnan(ratio) ? kNone : ratio;
}

Stop nothing_promised(const KrylovModel& model, const Point& point, const ModelStep& step, double least) {
  if (step.length > kArrived * std::max(1.0, norm(point.theta))) {
    return {StopReason::stalled, "decrease that the model promises", step.decrease, least,
            fmt::format(
                "a step of {:.3g} promises a decrease of {:.3g}, which the rounding of the loss, {:.3g}, would hide: "
                "its size, {:.3g}, leaves nothing to compare. The gradient isn't zero, its norm is {:.3g}; without a "
                "constant in the loss the run could go on.",
                step.length, step.decrease, least, std::abs(point.loss), norm(point.gradient))};
  }
  return {StopReason::converged, "decrease that the model promises", step.decrease, least,
          fmt::format("the second-order model promises no decrease beyond rounding: the gradient's norm is {:.3g}, the "
                      "lowest curvature seen by {} products, {} from a random start, {:.3g}. That is no proof that "
                      "none is lower; diagnose gives one.",
                      norm(point.gradient), model.products(), model.widened() ? "some" : "none", model.lowest())};
}

}  // namespace

ModelStep RegularizedNewton::best_step(KrylovModel& model, const Point& point, double least, Context& context) {
  const double scale = std::max(1.0, norm(point.theta)), g = norm(point.gradient);
  largest_gradient_ = std::max(largest_gradient_, g);
  const auto solve_model = [&](const DiagonalModel& diagonal) {
    if (steps_ == 0) begin(diagonal, scale);
    return solve(diagonal);
  };
  const double relative = g > 0 ? std::min(kModelGradient, std::sqrt(g / largest_gradient_)) : 0;
  ModelStep step = model.grow(solve_model, relative, context);
  return model.blind(step, least) ? model.widen(solve_model, context) : step;
}

std::optional<Stop> RegularizedNewton::step(const Objective& objective, const Point& point, Point& next,
                                            Context& context) {
  const std::shared_ptr<const Linearization> at = linearization(objective, point, context);
  const double relative_error = objective.traits().relative_error;
  const double shortest = objective.traits().epsilon * std::max(norm(point.theta), std::numeric_limits<double>::min());
  KrylovModel model(*at, steps_, context);
  ModelStep step = best_step(model, point, relative_error * std::abs(point.loss), context);
  const double promised = step.decrease, least = relative_error * std::abs(point.loss);
  if (!(promised > least)) return nothing_promised(model, point, step, least);
  for (int trial = 0; trial < kMostTrials; ++trial) {
    context.throw_if_stopped();
    const Vector theta = plus(point.theta, 1, model.vector(step.y));
    const double ratio = ratio_of(point.loss, objective.value(theta, context), step.decrease, relative_error);
    adapt(ratio, step);
    if (ratio >= kTaken) {
      next = point_of(objective.linearize(theta, context));
      ++steps_;
      return std::nullopt;
    }
    if (!(step.length > shortest)) break;
    step = solve(model.diagonal());
  }
  return steps_collapsed(step.length, shortest, "the loss didn't fall as the second-order model promised",
                         "it may not be smooth here, or its domain may end");
}

void RegularizedNewton::state(StateArchive& archive) {
  archive("largest_gradient", largest_gradient_);
  archive("steps", steps_);
}

}  // namespace saddlescope
