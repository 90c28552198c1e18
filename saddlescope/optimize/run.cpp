#include "saddlescope/optimize/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saddlescope/base/error.h"

namespace saddlescope {

Run::Run(const Objective& objective, const MinimizeOptions& options, const TrainingObserver& observer, Context& context,
         LossWindow stall)
    : objective_(objective),
      options_(options),
      context_(context),
      floor_(objective.floor()),
      optimizer_(make_optimizer(options.optimizer)),
      window_(std::move(stall)),
      observer_(observer) {}

Training Run::from(std::span<const double> theta) {
  point_.theta.assign(theta.begin(), theta.end());
  if (options_.resume) {
    restore(*options_.resume);
  } else {
    evaluate(objective_, point_, context_);
    result_.loss_before = point_.loss;
    if (!point_.finite()) return finish(not_finite(point_, 0, floor_, has_learning_rate()));
    begin();
    observe();
  }
  while (true) {
    if (std::optional<Stop> stop = advance()) return finish(std::move(*stop));
    observe();
  }
}

// The stop tests, then a step. A request to stop may arrive in either.
std::optional<Stop> Run::advance() {
  try {
    between_steps_ = false;
    std::optional<Stop> stop = stop_test();
    between_steps_ = stop.has_value();
    return stop ? stop : step();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::numerical && point_.finite()) {
      return curvature_not_finite(point_, step_, error.message());
    }
    if (error.kind() != ErrorKind::interrupted) throw;
    return Stop{StopReason::interrupted, "request to stop", static_cast<double>(step_), 0,
                fmt::format("stopped on request after {} steps; the weights are those of the last step.", step_)};
  }
}

bool Run::has_learning_rate() const { return find_optimizer(options_.optimizer.name).learning_rate.has_value(); }

double Run::seconds() const {
  return seconds_before_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void Run::observe() {
  const std::size_t every = options_.checkpoint_every;
  const bool checkpoint = every > 0 && step_ % every == 0;
  record(checkpoint);
  context_.report("training", static_cast<double>(step_), static_cast<double>(options_.steps));
  if (!observer_) return;
  Observation seen{step_, std::nan(""), std::nan(""), seconds(), iterate(), checkpoint, [this] { return save(); }};
  if (point_.theta.data() == seen.theta.data() ||
      std::equal(seen.theta.begin(), seen.theta.end(), point_.theta.begin())) {
    seen.loss = point_.loss;
    seen.gradient_norm = norm(point_.gradient);
  }
  observer_(seen);
}

void Run::state(StateArchive& archive) {
  archive("step", step_);
  archive("loss_before", result_.loss_before);
  double elapsed = seconds();
  archive("seconds", elapsed);
  if (archive.restoring()) seconds_before_ = elapsed;
  archive.parameters("theta", iterate());
  archive.parameters("gradient", point_.gradient);
  archive("loss", point_.loss);
  archive.section("window", [this](StateArchive& a) { window_.state(a); });
  archive.section("rounding", [this](StateArchive& a) { gradient_is_rounding_.state(a); });
  archive.section("history", [this](StateArchive& a) { history_.state(a); });
  archive.section("optimizer", [this](StateArchive& a) { optimizer_->state(a); });
}

NamedVectors Run::save() {
  StateArchive archive(point_.theta.size());
  state(archive);
  return archive.take();
}

void Run::restore(const NamedVectors& saved) {
  StateArchive archive(point_.theta.size(), saved);
  state(archive);
  archive.require_all_restored();
  if (!all_finite(iterate())) archive.refuse("theta", "holds a number that isn't finite");
  if (!point_.finite()) archive.refuse("loss", "or its gradient isn't finite");
}

Training Run::finish(Stop stop) {
  if (options_.keep_state && between_steps_ && point_.finite()) result_.state = save();
  last_look(stop);
  result_.optimizer = options_.optimizer.name;
  result_.interrupted = stop.reason == StopReason::interrupted;
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

}  // namespace saddlescope
