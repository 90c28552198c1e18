#include "saddlescope/optimize/budgeted.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "saddlescope/base/error.h"
#include "saddlescope/objective/counted.h"
#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {
namespace {

constexpr double kSpacing = 20;  // points of the history at s and s + max(1, s/20)

class Spending {
 public:
  Spending(const Objective& objective, const OptimizerOptions& options, double budget, Context& context)
      : counted_(objective, budget), floor_(objective.floor()), method_(make_optimizer(options)), context_(context) {}

  BudgetedRun from(std::span<const double> theta) {
    result_.theta.assign(theta.begin(), theta.end());
    result_.loss = result_.lowest = std::numeric_limits<double>::quiet_NaN();
    try {
      start();
      while (result_.why.empty()) advance();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::numerical && !point_.theta.empty()) {
        end(fmt::format("the curvature isn't finite any more at step {}", result_.steps));
      } else if (error.kind() == ErrorKind::interrupted) {
        result_.interrupted = !counted_.exhausted();
        end(counted_.exhausted() ? std::string(kBudgetSpent) : "stopped on request");
      } else if (error.kind() == ErrorKind::memory && !point_.theta.empty()) {
        end(error.what());  // this method's end, not that of those beside it
      } else {
        throw;
      }
    }
    if (!point_.theta.empty()) result_.theta = std::move(point_.theta);
    result_.spent = counted_.spent();
    if (!last_kept_) result_.history.push_back({last_spent_, result_.loss});
    return std::move(result_);
  }

 private:
  void start() {
    Point point{result_.theta, 0, {}};
    evaluate(counted_, point, context_);
    result_.lowest = point.loss;
    arrive(std::move(point));
  }

  void advance() {
    context_.throw_if_stopped();
    if (const auto stop = floor_reached(floor_, point_)) return end(stop->why);
    Point next;
    if (const auto stop = method_->step(counted_, point_, next, context_)) return end(stop->why);
    if (!next.finite()) return end(fmt::format("not finite any more at step {}: too long a step", result_.steps + 1));
    const bool stands = next.theta == point_.theta && norm(next.gradient) == 0 && !method_->leaves_critical_points();
    if (stands) return end("the gradient is exactly zero, and so is every step");
    ++result_.steps;
    arrive(std::move(next));
  }

  void arrive(Point point) {
    point_ = std::move(point);
    result_.loss = point_.loss;
    result_.lowest = std::min(result_.lowest, point_.loss);
    last_spent_ = counted_.spent();
    last_kept_ = last_spent_ >= due_;
    if (!last_kept_) return;
    result_.history.push_back({last_spent_, point_.loss});
    due_ = last_spent_ + std::max(1.0, last_spent_ / kSpacing);
  }

  void end(std::string why) { result_.why = std::move(why); }

  const CountedObjective counted_;
  const Floor floor_;
  const std::unique_ptr<Optimizer> method_;  // after counted_, which its linearization refers to
  Context& context_;
  Point point_;
  BudgetedRun result_;
  double last_spent_ = 0, due_ = 0;
  bool last_kept_ = true;
};

}  // namespace

BudgetedRun run_within(const Objective& objective, std::span<const double> theta, const OptimizerOptions& options,
                       double budget, Context& context) {
  objective.require_size(theta);
  return Spending(objective, options, budget, context).from(theta);
}

}  // namespace saddlescope
