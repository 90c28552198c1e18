#include "saddlescope/critical/polish.h"

#include <cmath>

namespace saddlescope {
namespace {

constexpr int kSteps = 8;

}  // namespace

std::optional<Vector> polish(const MeasuredPoint& point, const Reach& reach, Context& context) {
  Vector theta(point.at.theta().begin(), point.at.theta().end());
  const double radius = 2 * norm(reach.s);
  if (radius == 0 || point.gradient_norm <= point.rounding.gradient) return theta;
  Vector step = reach.s, gradient(point.size());
  double last = norm(step);
  for (int k = 0; k < kSteps; ++k) {
    const Vector next = plus(theta, 1, step);
    if (distance(next, point.at.theta()) > radius) return std::nullopt;
    if (next == theta) break;  // below the spacing of the numbers
    theta = next;
    if (!std::isfinite(point.at.objective().gradient(theta, gradient, context)) || !all_finite(gradient)) {
      return std::nullopt;
    }
    step = newton_step_outside(point, reach.band, gradient);
    const double length = norm(step);
    if (length >= last) break;  // down to rounding: further steps only stir
    last = length;
  }
  return theta;
}

}  // namespace saddlescope
