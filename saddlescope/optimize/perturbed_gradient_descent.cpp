#include "saddlescope/optimize/perturbed_gradient_descent.h"

#include <algorithm>
#include <cmath>

#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {

bool PerturbedGradientDescent::gradient_is_small(const Objective& objective, const Point& point) {
  if (!floor_) floor_ = objective.floor();
  const double promise = norm(point.gradient) * std::max(1.0, norm(point.theta));
  return promise <= kStallDecrease * excess(*floor_, point.loss);
}

std::optional<Stop> PerturbedGradientDescent::step(const Objective& objective, const Point& point, Point& next,
                                                   Context& context) {
  next.theta = plus(point.theta, -learning_rate_, point.gradient);
  if (step_ >= next_noise_ && gradient_is_small(objective, point)) {
    RandomStream random = context.random("perturbed gradient descent", step_);
    axpy(1, uniform_in_ball(point.theta.size(), kRadius * std::max(1.0, norm(point.theta)), random), next.theta);
    next_noise_ = step_ + kPause;
  }
  ++step_;
  evaluate(objective, next, context);
  return std::nullopt;
}

Vector uniform_in_ball(std::size_t n, double radius, RandomStream& random) {
  Vector x(n);
  for (double& entry : x) entry = random.normal();
  const double length = norm(x);
  if (length > 0) scale(radius * std::pow(random.uniform(), 1 / static_cast<double>(n)) / length, x);
  return x;
}

}  // namespace saddlescope
