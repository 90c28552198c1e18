// When a run ends: each test is one function that returns criterion, measured value, threshold and the sentence for a
// person, or nothing. None of them says that a point is a minimum: a gradient can't tell a minimum from a saddle.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/optimize/optimizer.h"

namespace saddlescope {

/// A run has stalled when its last N steps lowered the loss by at most this part of what it still is above the floor:
/// the lowest loss where every step is measured; where only some are, between which batches lead up and down by chance,
/// the mean as well, and that beyond two standard errors.
inline constexpr double kStallDecrease = 1e-3;

/// The losses of the last 2N steps, or of the last 2N iterates that were measured, every `interval` steps.
class LossWindow {
 public:
  explicit LossWindow(std::size_t N) : N_(N) {}
  LossWindow(std::size_t N, std::size_t interval) : N_(N), interval_(interval) {}

  void add(double loss);
  /// What the last N steps lowered the loss by; none before N steps. For a falling loss L(k−N) − L(k); an oscillating
  /// one is judged by lows, not by chance: the larger of (lowest of the N before − lowest of the last N) and (lowest
  /// of the first half of the last N − lowest of the second).
  std::optional<double> decrease() const;
  /// Mean of the N before − mean of the last N, and its standard error were they independent; none before 2N, N ≥ 2.
  std::optional<Estimate<double>> mean_decrease() const;
  double lowest() const { return lowest(0, N_ - 1); }  ///< of the last N; after add()
  double mean() const { return mean(0, N_ - 1); }
  std::size_t steps_since_lowest() const;  ///< of the last N
  std::size_t steps() const { return N_ * interval_; }  ///< that a decrease covers
  std::size_t measurements() const { return N_; }
  bool every_step() const { return interval_ == 1; }
  void state(StateArchive& archive);

 private:
  double at(std::size_t age) const { return ring_[(added_ - 1 - age) % ring_.size()]; }  ///< 0: the newest
  double lowest(std::size_t first_age, std::size_t last_age) const;
  double mean(std::size_t first_age, std::size_t last_age) const;
  double variance(std::size_t first_age, std::size_t last_age) const;

  std::size_t N_, interval_ = 1, added_ = 0;
  std::vector<double> ring_;
};

/// L above its floor, |L| where none is known: what a decrease is measured against.
double excess(const Floor& floor, double loss);

/// "‖g‖ ≤ its own rounding error", measured by perturbed evaluations. As that costs several gradients, only at the
/// start, where g = 0, and whenever ‖g‖, once below 1e-6 of the largest seen, has halved again.
class GradientRoundingTest {
 public:
  std::optional<Stop> operator()(const Objective& objective, const Point& point, Context& context);
  /// The same, measured now.
  std::optional<Stop> measure(const Objective& objective, const Point& point, Context& context);
  void state(StateArchive& archive);

 private:
  double largest_ = 0;  ///< of ‖g‖ so far
  double next_ = 0;     ///< measured again once ‖g‖ is at most this
  bool first_ = true;
};

std::optional<Stop> interrupted(const Context& context, std::size_t step);
std::string steps_done(std::size_t steps);  ///< "all 500 steps are done"
std::optional<Stop> out_of_budget(std::size_t step, std::size_t steps);
/// The loss has reached a proven lower bound.
std::optional<Stop> floor_reached(const Floor& floor, const Point& point);
/// ‖g‖ ≤ tolerance; never with a tolerance of 0.
std::optional<Stop> gradient_below(double tolerance, const Point& point);
/// Says in `why` whether the loss rises, the gradient is tiny, ‖g‖·max(1, ‖θ‖) ≤ 1e-3·excess, or neither. `point` is
/// the newest in the window.
std::optional<Stop> stalled(const LossWindow& window, const Floor& floor, const Point& point);
/// Without a floor, a loss below −√(largest number): falling without bound, and beyond what can be squared.
std::optional<Stop> falls_without_bound(const Floor& floor, const Point& point);
/// `step` led from a finite point to one that isn't. learning_rate: the method has one, that may be too long.
Stop not_finite(const Point& next, std::size_t step, const Floor& floor, bool learning_rate);
/// At a point whose loss and gradient are finite a method's products aren't: `error` says which.
Stop curvature_not_finite(const Point& point, std::size_t step, const std::string& error);
/// Steps shrank to the rounding of θ, `shortest`. still: what didn't come of them; perhaps: what that may mean.
Stop steps_collapsed(double length, double shortest, std::string_view still, std::string_view perhaps);
/// H takes no more of the gradient than `measured`, against `threshold` of the criterion. so: what that means here.
Stop gradient_in_kernel(double gradient_norm, std::string criterion, double measured, double threshold,
                        std::string_view so);

}  // namespace saddlescope
