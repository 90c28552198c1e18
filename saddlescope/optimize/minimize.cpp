#include "saddlescope/optimize/minimize.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/optimize/batch_run.h"
#include "saddlescope/optimize/run.h"

namespace saddlescope {
namespace {

// Every step on the whole data set: each iterate is measured.
class FullRun final : public Run {
 public:
  using Run::Run;

 private:
  Vector& iterate() override { return point_.theta; }

  void record(bool checkpoint) override {
    window_.add(point_.loss);
    history_.add(training_point(), checkpoint);
  }

  std::optional<Stop> stop_test() override {
    if (auto stop = interrupted(context_, step_)) return stop;
    if (auto stop = floor_reached(floor_, point_)) return stop;
    if (auto stop = falls_without_bound(floor_, point_)) return stop;
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

  std::optional<Stop> step() override {
    Point next;
    if (std::optional<Stop> stop = optimizer_->step(objective_, point_, next, context_)) return stop;
    if (!next.finite()) return not_finite(next, step_ + 1, floor_, has_learning_rate());
    point_ = std::move(next);
    ++step_;
    return std::nullopt;
  }
};

bool first_order(const OptimizerOptions& options) {
  return dynamic_cast<const FirstOrderOptimizer*>(make_optimizer(options).get()) != nullptr;
}

void require_batches(const Objective& objective, const MinimizeOptions& options) {
  const std::string where = fmt::format("--batch-size {}", *options.batch_size);
  if (!objective.samples()) {
    throw Error(ErrorKind::usage, "the loss is no mean over samples: it has no batches.", where,
                "Leave --batch-size out, or train a network on data.");
  }
  if (first_order(options.optimizer)) return;
  std::vector<std::string_view> names;
  for (const OptimizerEntry& entry : optimizers()) {
    if (first_order({std::string(entry.name), {}, {}, {}})) names.push_back(entry.name);
  }
  throw Error(ErrorKind::usage,
              fmt::format("{} needs loss and gradient of the whole data set; those of batches would mislead it.",
                          options.optimizer.name),
              where, fmt::format("Leave --batch-size out, or take --optimizer {}.", fmt::join(names, ", ")));
}

}  // namespace

void MinimizeOptions::validate() const {
  make_optimizer(optimizer);
  if (!(gradient_tolerance >= 0) || std::isinf(gradient_tolerance)) {
    throw_bad_input("the gradient tolerance must be a finite number, at least 0.",
                    fmt::format("gradient tolerance {}", gradient_tolerance), "0 means its rounding error.");
  }
  if (batch_size && *batch_size == 0) {
    throw_bad_input("a batch has at least one sample.", "--batch-size 0", "Left out, every step takes all samples.");
  }
}

Training minimize(const Objective& objective, std::span<const double> theta, const MinimizeOptions& options,
                  const TrainingObserver& observer, Context& context) {
  options.validate();
  objective.require_size(theta);
  if (options.batch_size) require_batches(objective, options);
  if (options.batch_size && *options.batch_size < objective.samples()->count()) {
    return BatchRun(objective, options, observer, context).from(theta);
  }
  return FullRun(objective, options, observer, context, LossWindow(options.stall)).from(theta);
}

}  // namespace saddlescope
