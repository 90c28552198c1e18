#include "saddlescope/optimize/optimizer.h"

#include <cmath>

namespace saddlescope {

bool Point::finite() const { return std::isfinite(loss) && all_finite(gradient) && all_finite(theta); }

void evaluate(const Objective& objective, Point& point, Context& context) {
  point.gradient.resize(point.theta.size());
  point.loss = objective.gradient(point.theta, point.gradient, context);
}

std::optional<Stop> FirstOrderOptimizer::step(const Objective& objective, const Point& point, Point& next,
                                              Context& context) {
  next.theta = point.theta;
  move(point.gradient, next.theta);
  evaluate(objective, next, context);
  return std::nullopt;
}

}  // namespace saddlescope
