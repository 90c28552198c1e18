#include "saddlescope/optimize/minimize.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/optimize/history.h"
#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {
namespace {

using Clock = std::chrono::steady_clock;

class Run {
 public:
  Run(const Objective& objective, const MinimizeOptions& options, const TrainingObserver& observer, Context& context)
      : objective_(objective),
        options_(options),
        observer_(observer),
        context_(context),
        floor_(objective.floor()),
        optimizer_(make_optimizer(options.optimizer)),
        window_(options.stall) {}

  Training from(std::span<const double> theta) {
    point_.theta.assign(theta.begin(), theta.end());
    evaluate(objective_, point_, context_);
    result_.loss_before = point_.loss;
    if (!point_.finite()) return finish(not_finite(point_, 0));
    while (true) {
      observe();
      if (std::optional<Stop> stop = advance()) return finish(std::move(*stop));
    }
  }

 private:
  // The stop tests, then a step. A request to stop may arrive in either.
  std::optional<Stop> advance() {
    try {
      if (std::optional<Stop> stop = stop_test()) return stop;
      return step();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::interrupted) throw;
      return Stop{StopReason::interrupted, "request to stop", static_cast<double>(step_), 0,
                  fmt::format("stopped on request after {} steps; the weights are those of the last step.", step_)};
    }
  }

  std::optional<Stop> stop_test() {
    if (auto stop = interrupted(context_, step_)) return stop;
    if (auto stop = at_floor(floor_, point_)) return stop;
    if (auto stop = gradient_below(options_.gradient_tolerance, point_)) return stop;
    if (!optimizer_->leaves_critical_points()) {
      if (auto stop = gradient_is_rounding_(objective_, point_, context_)) return stop;
    }
    if (auto stop = stall_test()) return stop;
    return out_of_budget(step_, options_.steps);
  }

  // Ten times in N steps is often enough, and keeps the cost of the window below that of a step.
  std::optional<Stop> stall_test() {
    if (options_.stall == 0 || step_ % std::max<std::size_t>(1, options_.stall / 10) != 0) return std::nullopt;
    std::optional<Stop> stop = stalled(window_, floor_, point_);
    if (!stop || optimizer_->leaves_critical_points()) return stop;
    std::optional<Stop> zero = gradient_is_rounding_.measure(objective_, point_, context_);
    return zero ? zero : stop;
  }

  std::optional<Stop> step() {
    Point next;
    if (std::optional<Stop> stop = optimizer_->step(objective_, point_, next, context_)) return stop;
    if (!next.finite()) return not_finite(next, step_ + 1);
    point_ = std::move(next);
    ++step_;
    return std::nullopt;
  }

  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  void observe() {
    const std::size_t every = options_.checkpoint_every;
    const bool checkpoint = every > 0 && step_ % every == 0;
    const TrainingPoint point{step_, point_.loss, norm(point_.gradient), seconds()};
    window_.add(point_.loss);
    history_.add(point, checkpoint);
    context_.report("training", static_cast<double>(step_), static_cast<double>(options_.steps));
    if (observer_) observer_({step_, point.loss, point.gradient_norm, point.seconds, point_.theta, checkpoint});
  }

  Training finish(Stop stop) {
    result_.optimizer = options_.optimizer.name;
    result_.stop = std::move(stop);
    result_.steps = step_;
    result_.loss = point_.loss;
    result_.gradient_norm = norm(point_.gradient);
    result_.seconds = seconds();
    result_.history = history_.take();
    result_.theta = std::move(point_.theta);
    result_.seed = context_.seed;
    result_.engine = objective_.traits().engine;
    return std::move(result_);
  }

  const Objective& objective_;
  const MinimizeOptions& options_;
  const TrainingObserver& observer_;
  Context& context_;
  const Floor floor_;
  std::unique_ptr<Optimizer> optimizer_;
  LossWindow window_;
  GradientRoundingTest gradient_is_rounding_;
  History history_;
  Point point_;
  std::size_t step_ = 0;
  Clock::time_point start_ = Clock::now();
  Training result_;
};

}  // namespace

void MinimizeOptions::validate() const {
  make_optimizer(optimizer);
  if (!(gradient_tolerance >= 0) || std::isinf(gradient_tolerance)) {
    throw_bad_input("the gradient tolerance must be a finite number, at least 0.",
                    fmt::format("gradient tolerance {}", gradient_tolerance), "0 means its rounding error.");
  }
}

Training minimize(const Objective& objective, std::span<const double> theta, const MinimizeOptions& options,
                  const TrainingObserver& observer, Context& context) {
  options.validate();
  objective.require_size(theta);
  return Run(objective, options, observer, context).from(theta);
}

}  // namespace saddlescope
