#include "saddlescope/optimize/strong_wolfe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace saddlescope {
namespace {

constexpr double kSufficient = 1e-4;  // c₁
constexpr double kCurvature = 0.9;    // c₂
constexpr double kGrowth = 4;         // of t while expanding
constexpr int kMostTrials = 50;

struct Trial {
  double t = 0, slope = 0;
  Point point;
  bool finite = true;
};

class Search {
 public:
  Search(const Objective& objective, const Point& start, std::span<const double> d, double loss_error, Context& context)
      : objective_(objective), start_(start), d_(d), error_(loss_error), context_(context) {
    slope_ = dot(start.gradient, d);
  }

  WolfeSearch run(double first) {
    Trial previous{0, slope_, start_, true};
    for (double t = first; result_.evaluations < kMostTrials; t *= kGrowth) {
      Trial trial = evaluate_at(t);
      if (too_high(trial) || higher(trial, previous)) return zoom(std::move(previous), std::move(trial));
      if (flat_enough(trial)) return accept(std::move(trial));
      if (trial.slope >= 0) return zoom(std::move(trial), std::move(previous));
      previous = std::move(trial);
    }
    return give_up(previous, fmt::format("the loss still falls at {:.3g} times the direction", previous.t));
  }

 private:
  Trial evaluate_at(double t) {
    context_.throw_if_stopped();
    Trial trial{t, 0, {plus(start_.theta, t, d_), 0, {}}, true};
    evaluate(objective_, trial.point, context_);
    ++result_.evaluations;
    trial.finite = trial.point.finite();
    trial.slope = dot(trial.point.gradient, d_);
    return trial;
  }

  bool too_high(const Trial& trial) const {
    return !trial.finite || trial.point.loss > start_.loss + kSufficient * trial.t * slope_ + error_;
  }
  bool higher(const Trial& trial, const Trial& than) const { return trial.point.loss > than.point.loss + error_; }
  bool flat_enough(const Trial& trial) const { return std::abs(trial.slope) <= kCurvature * std::abs(slope_); }

  // Invariant: `low` meets the first condition and is the lowest so far; a minimizer lies between it and `high`.
  WolfeSearch zoom(Trial low, Trial high) {
    const double length = std::max(norm(d_), std::numeric_limits<double>::min());
    const double shortest =
        objective_.traits().epsilon * std::max(norm(start_.theta), std::numeric_limits<double>::min()) / length;
    double width = 2 * std::abs(high.t - low.t);
    while (result_.evaluations < kMostTrials) {
      const double now = std::abs(high.t - low.t);
      if (now <= shortest) return give_up(low, "the bracket shrank to the rounding of the weights");
      const bool bisect = now > 0.66 * width;  // interpolation doesn't shrink the bracket
      width = now;
      Trial trial = evaluate_at(bisect ? 0.5 * (low.t + high.t) : interpolate(low, high));
      if (too_high(trial) || higher(trial, low)) {
        high = std::move(trial);
        continue;
      }
      if (flat_enough(trial)) return accept(std::move(trial));
      if (trial.slope * (high.t - low.t) >= 0) high = std::move(low);
      low = std::move(trial);
    }
    return give_up(low, fmt::format("no trial among {} met both Wolfe conditions", kMostTrials));
  }

  // Minimizer of the cubic through both ends, or where slopes say more than losses do, the zero of the secant.
  double interpolate(const Trial& low, const Trial& high) const {
    const double w = high.t - low.t, middle = low.t + 0.5 * w;
    if (!high.finite) return low.t + 0.1 * w;
    double t = middle;
    if (std::abs(high.point.loss - low.point.loss) <= 10 * error_ && low.slope * high.slope < 0) {
      t = low.t - low.slope * w / (high.slope - low.slope);
    } else {
      const double a = low.slope + high.slope - 3 * (high.point.loss - low.point.loss) / w;
      const double root = std::sqrt(a * a - low.slope * high.slope);
      t = high.t -
          w * (high.slope + std::copysign(root, w) - a) / (high.slope - low.slope + 2 * std::copysign(root, w));
    }
    if (!std::isfinite(t)) return middle;
    const double near = low.t + 0.1 * w, far = high.t - 0.1 * w;
    return std::clamp(t, std::min(near, far), std::max(near, far));
  }

  WolfeSearch accept(Trial trial) {
    result_.found = true;
    result_.step = trial.t;
    result_.point = std::move(trial.point);
    return std::move(result_);
  }

  WolfeSearch give_up(Trial& best, std::string why) {
    if (best.t > 0 && best.point.loss < start_.loss - error_) return accept(std::move(best));
    result_.failure = std::move(why);
    return std::move(result_);
  }

  const Objective& objective_;
  const Point& start_;
  std::span<const double> d_;
  double error_, slope_ = 0;
  Context& context_;
  WolfeSearch result_;
};

}  // namespace

WolfeSearch strong_wolfe_search(const Objective& objective, const Point& point, std::span<const double> d, double first,
                                double loss_error, Context& context) {
  return Search(objective, point, d, loss_error, context).run(first);
}

}  // namespace saddlescope
