#include "saddlescope/optimize/stop_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace saddlescope {
namespace {

const double kSquarable = std::sqrt(std::numeric_limits<double>::max());
constexpr double kSmall = 1e-6;  // of the largest ‖g‖ seen: from here on rounding is worth measuring

constexpr double kErrors = 2;  // standard errors that a mean's decrease must stay below

std::string above(const Floor& floor, double loss) {
  return floor.value ? fmt::format("the {:.6g} that it still is above its floor", excess(floor, loss))
                     : fmt::format("its size {:.6g} (no floor is known)", std::abs(loss));
}

// What the last N steps did to the loss, and to which loss.
struct Change {
  double decrease, level;  // level: the lowest loss of the last N, or their mean
  bool stalled;
  std::string did;  // "lowered the lowest loss by 2e-5"
};

std::string lowered(std::string_view what, double decrease) {
  return decrease < 0 ? fmt::format("raised {} by {:.3g}; stalled is less", what, -decrease)
                      : fmt::format("lowered {} by {:.3g}, less", what, decrease);
}

std::optional<Change> lowest_change(const LossWindow& window, const Floor& floor, const Point& point) {
  const std::optional<double> decrease = window.decrease();
  if (!decrease) return std::nullopt;
  const double level = window.lowest();
  const std::string_view what = level < point.loss ? "the lowest loss" : "the loss";
  return Change{*decrease, level, *decrease <= kStallDecrease * excess(floor, level), lowered(what, *decrease)};
}

// Of batches: neither the mean, beyond what the scatter of single measurements could hide, nor the lowest has fallen.
std::optional<Change> mean_change(const LossWindow& window, const Floor& floor) {
  const auto decrease = window.mean_decrease();
  if (!decrease) return std::nullopt;
  const double level = window.mean(), most = decrease->value + kErrors * decrease->error;
  return Change{decrease->value, level, std::max(most, *window.decrease()) <= kStallDecrease * excess(floor, level),
                lowered(fmt::format("the mean of {} measured losses", window.measurements()), decrease->value)};
}

// Where the newest loss is another than the one that was judged.
std::string where_it_is(const LossWindow& window, const Floor& floor, const Point& point) {
  if (!window.every_step()) return fmt::format(" The loss measured last is {:.6g}.", point.loss);
  if (excess(floor, point.loss) <= (1 + kStallDecrease) * excess(floor, window.lowest())) return {};
  return fmt::format(" The loss at the end, {:.6g}, is higher: the lowest of these steps, {:.6g}, was {} before it.",
                     point.loss, window.lowest(), window.steps_since_lowest());
}

std::string gradient_sentence(const LossWindow& window, const Floor& floor, const Point& point, const Change& change) {
  const double g = norm(point.gradient), reach = std::max(1.0, norm(point.theta));
  const double promise = g * reach, threshold = kStallDecrease * excess(floor, change.level);
  if (promise <= threshold) {
    return fmt::format(
        "The gradient is tiny: a norm of {:.3g} promises, even over a step of {:.3g} (the length of the "
        "weights, at least 1), no more than {:.3g}.",
        g, reach, promise);
  }
  if (change.decrease < -threshold) {
    return fmt::format(
        "The loss rises, though along the gradient, of norm {:.3g}, it falls at first: steps too long "
        "lead up{}. A smaller learning rate is the first thing to try.",
        g, window.every_step() ? "" : ", and so does the noise of the batches");
  }
  const bool at_lowest = excess(floor, point.loss) <= (1 + kStallDecrease) * excess(floor, window.lowest());
  return fmt::format(
      "The {}, but the gradient isn't tiny: a norm of {:.3g} could promise up to {:.3g} over a "
      "step of {:.3g}. The steps taken don't use it: too short, so long that they oscillate, or across a "
      "narrow valley{}.",
      !window.every_step() ? "mean loss no longer falls"
      : at_lowest          ? "loss is flat"
                           : "lowest loss no longer falls",
      g, promise, reach, window.every_step() ? "" : ", or led astray by the noise of the batches");
}

}  // namespace

void LossWindow::add(double loss) {
  if (N_ == 0) return;
  if (ring_.size() / 2 < N_) {  // 2N may be beyond a size_t
    ring_.push_back(loss);
  } else {
    ring_[added_ % ring_.size()] = loss;
  }
  ++added_;
}

double LossWindow::lowest(std::size_t first_age, std::size_t last_age) const {
  double low = std::numeric_limits<double>::infinity();
  for (std::size_t age = first_age; age <= std::min(last_age, ring_.size() - 1); ++age) low = std::min(low, at(age));
  return low;
}

double LossWindow::mean(std::size_t first_age, std::size_t last_age) const {
  const std::size_t last = std::min(last_age, ring_.size() - 1);
  double sum = 0;
  for (std::size_t age = first_age; age <= last; ++age) sum += at(age);
  return sum / static_cast<double>(last - first_age + 1);
}

double LossWindow::variance(std::size_t first_age, std::size_t last_age) const {
  const double middle = mean(first_age, last_age);
  double sum = 0;
  for (std::size_t age = first_age; age <= last_age; ++age) sum += (at(age) - middle) * (at(age) - middle);
  return sum / static_cast<double>(last_age - first_age);
}

std::size_t LossWindow::steps_since_lowest() const {
  const double low = lowest();
  std::size_t age = 0;
  while (at(age) != low) ++age;
  return age * interval_;
}

std::optional<Estimate<double>> LossWindow::mean_decrease() const {
  if (N_ < 2 || ring_.size() / 2 < N_) return std::nullopt;
  const std::size_t last = 2 * N_ - 1;
  const double spread = variance(0, N_ - 1) + variance(N_, last);
  return Estimate<double>{mean(N_, last) - mean(0, N_ - 1), std::sqrt(spread / static_cast<double>(N_))};
}

std::optional<double> LossWindow::decrease() const {
  if (N_ == 0 || added_ <= N_) return std::nullopt;
  const double against_before = lowest(N_, 2 * N_ - 1) - lowest(0, N_ - 1);
  if (N_ == 1) return against_before;
  const double within = lowest(N_ / 2, N_ - 1) - lowest(0, N_ / 2 - 1);
  return std::max(against_before, within);
}

void LossWindow::state(StateArchive& archive) {
  archive.list("losses", ring_);
  archive("added", added_);
  if (ring_.size() / 2 > N_ || (added_ > 0 && N_ > 0) != !ring_.empty() || ring_.size() > added_) {
    archive.refuse("losses", fmt::format("are {} of {}; the window has room for {}", ring_.size(), added_, 2 * N_));
  }
}

double excess(const Floor& floor, double loss) { return floor.value ? loss - *floor.value : std::abs(loss); }

std::optional<Stop> GradientRoundingTest::operator()(const Objective& objective, const Point& point, Context& context) {
  const GradientRoundingTest before = *this;
  const double g = norm(point.gradient);
  largest_ = std::max(largest_, g);
  const bool small = g <= kSmall * largest_;
  const bool due = first_ || g == 0 || (small && g <= next_);
  if (!small) next_ = std::numeric_limits<double>::infinity();
  if (small && due) next_ = 0.5 * g;
  first_ = false;
  std::optional<Stop> stop = due ? measure(objective, point, context) : std::nullopt;
  if (stop) *this = before;  // a run that is gone on with from its end must stop there again
  return stop;
}

std::optional<Stop> GradientRoundingTest::measure(const Objective& objective, const Point& point, Context& context) {
  const double g = norm(point.gradient);
  double error = 0;
  if (g > 0) {
    const ConstBlock no_columns(nullptr, point.theta.size(), 0);
    error = objective.linearize(point.theta, context)->rounding(no_columns, context).gradient;
  }
  if (!(g <= error)) return std::nullopt;
  return Stop{StopReason::converged, "gradient norm against its rounding error", g, error,
              g == 0
                  ? std::string("the gradient is exactly zero: no gradient step can move. Whether this is a minimum or "
                                "a saddle, a gradient can't tell; diagnose does.")
                  : fmt::format("the gradient's norm {:.3g} lies within its own rounding error {:.3g}: it is zero as "
                                "far as can be computed. Whether this is a minimum or a saddle, a gradient can't "
                                "tell; diagnose does.",
                                g, error)};
}

void GradientRoundingTest::state(StateArchive& archive) {
  archive("largest", largest_);
  archive("next", next_);
  archive("first", first_);
}

std::optional<Stop> interrupted(const Context& context, std::size_t step) {
  if (!context.stop_requested()) return std::nullopt;
  return Stop{StopReason::interrupted, "request to stop", static_cast<double>(step), 0,
              fmt::format("stopped on request after {} step{}; the weights are those of the last step.", step,
                          step == 1 ? "" : "s")};
}

std::string steps_done(std::size_t steps) {
  return steps == 1 ? "the one step is done" : fmt::format("all {} steps are done", steps);
}

std::optional<Stop> out_of_budget(std::size_t step, std::size_t steps) {
  if (step < steps) return std::nullopt;
  return Stop{StopReason::budget, "steps", static_cast<double>(step), static_cast<double>(steps),
              steps_done(steps) + "; the loss could still be falling."};
}

std::optional<Stop> floor_reached(const Floor& floor, const Point& point) {
  if (!floor.value || point.loss > *floor.value) return std::nullopt;
  return Stop{StopReason::converged, "loss against its floor", point.loss, *floor.value,
              fmt::format("the loss has reached its floor {:.6g} ({}): it can't get lower.", *floor.value, floor.why)};
}

std::optional<Stop> gradient_below(double tolerance, const Point& point) {
  if (tolerance <= 0) return std::nullopt;
  const double g = norm(point.gradient);
  if (g > tolerance) return std::nullopt;
  return Stop{StopReason::converged, "gradient norm", g, tolerance,
              fmt::format("the gradient's norm {:.3g} is within the tolerance {:.3g} asked for.", g, tolerance)};
}

std::optional<Stop> stalled(const LossWindow& window, const Floor& floor, const Point& point) {
  const std::optional<Change> change =
      window.every_step() ? lowest_change(window, floor, point) : mean_change(window, floor);
  if (!change || !change->stalled) return std::nullopt;
  return Stop{StopReason::stalled, fmt::format("decrease over the last {} steps", window.steps()), change->decrease,
              kStallDecrease * excess(floor, change->level),
              fmt::format("the last {} steps {} than {:g} of {}.{} {}", window.steps(), change->did, kStallDecrease,
                          above(floor, change->level), where_it_is(window, floor, point),
                          gradient_sentence(window, floor, point, *change))};
}

std::optional<Stop> falls_without_bound(const Floor& floor, const Point& point) {
  if (floor.value || !(point.loss < -kSquarable)) return std::nullopt;
  return Stop{
      StopReason::not_finite, "loss against the largest number that can be squared", point.loss, -kSquarable,
      fmt::format("the loss has fallen to {:.3g} and still falls (gradient norm {:.3g}, weights of norm {:.3g}): it "
                  "has no lower bound this way, and nothing to converge to. A term that keeps the weights small "
                  "would give it one.",
                  point.loss, norm(point.gradient), norm(point.theta))};
}

Stop not_finite(const Point& next, std::size_t step, const Floor& floor, bool learning_rate) {
  const std::string_view what = !all_finite(next.theta) ? "weights" : !std::isfinite(next.loss) ? "loss" : "gradient";
  std::string kept = "This is the start: nothing finite could be kept.";
  if (step > 0) {
    const std::string_view reason =
        what == "gradient" && floor.value && next.loss <= *floor.value
            ? "The loss is at its floor there, and its domain ends: that edge is the minimum."
        : learning_rate
            ? "A step that is too long is the usual reason: lower the learning rate."
            : "The method chooses its own steps: the loss's domain may end there, or its values run off. Start "
              "elsewhere, or add a term that keeps the weights away.";
    kept = fmt::format("Those of step {} are the last finite weights. {}", step - 1, reason);
  }
  return {StopReason::not_finite, fmt::format("finite {} at step {}", what, step), next.loss, 0,
          fmt::format("the {} at step {} {} not finite. {}", what, step, what == "weights" ? "are" : "is", kept)};
}

Stop curvature_not_finite(const Point& point, std::size_t step, const std::string& error) {
  return {
      StopReason::not_finite, fmt::format("finite curvature at step {}", step), norm(point.gradient), 0,
      fmt::format("at the weights of step {} the loss, {:.6g}, and its gradient, {:.3g}, are finite, but the curvature "
                  "that the method needs isn't ({}). The loss's domain may end near there, or its values run off. The "
                  "weights kept are those; start elsewhere, or take a method of first order.",
                  step, point.loss, norm(point.gradient), error)};
}

Stop steps_collapsed(double length, double shortest, std::string_view still, std::string_view perhaps) {
  return {
      StopReason::line_search_failed, "length of the step", length, shortest,
      fmt::format("steps shrank to {:.3g}, the rounding of the weights, and still {}: {}.", length, still, perhaps)};
}

Stop gradient_in_kernel(double gradient_norm, std::string criterion, double measured, double threshold,
                        std::string_view so) {
  return {StopReason::stalled, std::move(criterion), measured, threshold,
          fmt::format("the gradient, of norm {:.3g}, lies in the kernel of the Hessian to rounding: {}.", gradient_norm,
                      so)};
}

}  // namespace saddlescope
