#include "saddlescope/optimize/batch_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace saddlescope {
namespace {

constexpr std::size_t kSpacing = 4;  // epochs between measurements
constexpr std::size_t kMeasurements = 8;  // whose mean the stall test compares, at least: single ones scatter

std::size_t batches_in(std::size_t samples, std::size_t batch_size) { return (samples - 1) / batch_size + 1; }

LossWindow window_for(const MinimizeOptions& options, std::size_t samples) {
  if (options.stall == 0) return LossWindow(0);
  const std::size_t interval = kSpacing * batches_in(samples, *options.batch_size);
  return {std::max(kMeasurements, (options.stall - 1) / interval + 1), interval};
}

}  // namespace

Batches::Batches(std::size_t samples, std::size_t batch_size, std::uint64_t seed)
    : batch_size_(batch_size), per_epoch_(batches_in(samples, batch_size)), seed_(seed), order_(samples) {}

void Batches::shuffle(std::size_t epoch) {
  if (epoch_ == epoch) return;
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  RandomStream random(seed_, "batches", epoch);
  for (std::size_t n = order_.size(); n > 1; --n) std::swap(order_[n - 1], order_[random.below(n)]);
  epoch_ = epoch;
}

std::span<const std::size_t> Batches::at(std::size_t step) {
  shuffle(step / per_epoch_);
  const std::size_t first = step % per_epoch_ * batch_size_;
  return std::span(order_).subspan(first, std::min(batch_size_, order_.size() - first));
}

BatchRun::BatchRun(const Objective& objective, const MinimizeOptions& options, const TrainingObserver& observer,
                   Context& context)
    : Run(objective, options, observer, context, window_for(options, objective.samples()->count())),
      samples_(*objective.samples()),
      method_(dynamic_cast<FirstOrderOptimizer&>(*optimizer_)),
      batches_(samples_.count(), *options.batch_size, context.seed),
      g_(objective.size()) {}

bool BatchRun::due() const {
  const std::size_t S = batches_.per_epoch(), epoch = step_ / S;
  return step_ % S == 0 && (epoch <= kSpacing || epoch % kSpacing == 0);
}

// Whether the iterate is finite on the whole data set; if so, point_ is it.
bool BatchRun::measure(Context& context) {
  Point here{theta_, 0, {}};
  evaluate(objective_, here, context);
  if (!here.finite()) return false;
  point_ = std::move(here);
  measured_step_ = step_;
  return true;
}

void BatchRun::record(bool checkpoint) {
  if (measured_step_ != step_) return;
  TrainingPoint point = training_point();
  if (batch_count_ > 0) point.batch_loss = batch_sum_ / static_cast<double>(batch_count_);
  history_.add(point, checkpoint);
  if (step_ / batches_.per_epoch() % kSpacing == 0) window_.add(point_.loss);
  batch_sum_ = 0;
  batch_count_ = 0;
}

std::optional<Stop> BatchRun::stop_test() {
  if (auto stop = interrupted(context_, step_)) return stop;
  if (measured_step_ == step_) {
    if (auto stop = floor_reached(floor_, point_)) return stop;
    if (auto stop = gradient_below(options_.gradient_tolerance, point_)) return stop;
    if (auto stop = zero_everywhere(gradient_is_rounding_(objective_, point_, context_))) return stop;
    if (auto stop = stalled(window_, floor_, point_)) {
      auto zero = zero_everywhere(gradient_is_rounding_.measure(objective_, point_, context_));
      return zero ? zero : stop;
    }
  }
  return out_of_budget(step_, options_.steps);
}

// `stop` says that the mean of S batches is zero to within an error: each of them may be off by √S times as much.
std::optional<Stop> BatchRun::zero_everywhere(std::optional<Stop> stop) {
  if (!stop) return stop;
  const double allowed = std::sqrt(static_cast<double>(batches_.per_epoch())) * stop->threshold;
  for (std::size_t batch = 0; batch < batches_.per_epoch(); ++batch) {
    samples_.gradient(theta_, batches_.at(step_ + batch), g_, context_);
    if (!(norm(g_) <= allowed)) return std::nullopt;
  }
  stop->why += " The gradient of every batch is zero as well: no step moves.";
  return stop;
}

std::optional<Stop> BatchRun::gone(std::string_view what) {
  Stop stop{
      StopReason::not_finite, fmt::format("finite {} at step {}", what, step_ + 1), 0, 0,
      fmt::format(
          "the {} at step {} {} not finite. Step {} is the last at which the loss of all samples was "
          "measured: its weights are the last finite ones. A step that is too long is the usual reason: lower the "
          "learning rate.",
          what, step_ + 1, what == "weights" ? "are" : "is", measured_step_)};
  stop.measured = std::nan("");
  step_ = measured_step_;
  return stop;
}

std::optional<Stop> BatchRun::step() {
  const double loss = samples_.gradient(theta_, batches_.at(step_), g_, context_);
  if (!std::isfinite(loss)) return gone("loss of the batch");
  if (!all_finite(g_)) return gone("gradient of the batch");
  method_.move(g_, theta_);
  if (!all_finite(theta_)) return gone("weights");
  batch_sum_ += loss;
  ++batch_count_;
  ++step_;
  if (due() && !measure(context_)) return gone("loss");
  return std::nullopt;
}

void BatchRun::last_look(Stop& stop) {
  result_.batch_size = options_.batch_size;
  if (measured_step_ != step_) {
    Context last = context_;  // one evaluation more, also after a request to stop
    last.stop = {};
    if (measure(last)) {
      TrainingPoint point = training_point();
      if (batch_count_ > 0) point.batch_loss = batch_sum_ / static_cast<double>(batch_count_);
      history_.add(point, true);
    } else {
      stop = *gone("loss");
    }
  }
  result_.epochs = static_cast<double>(step_) / static_cast<double>(batches_.per_epoch());
}

void BatchRun::state(StateArchive& archive) {
  Run::state(archive);
  archive.section("batches", [this](StateArchive& a) {
    a.parameters("measured_theta", point_.theta);
    a("measured_step", measured_step_);
    a("sum", batch_sum_);
    a("count", batch_count_);
  });
}

}  // namespace saddlescope
