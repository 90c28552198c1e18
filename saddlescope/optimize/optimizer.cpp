#include "saddlescope/optimize/optimizer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saddlescope {

bool Point::finite() const { return std::isfinite(loss) && all_finite(gradient) && all_finite(theta); }

std::shared_ptr<const Linearization> linearization(const Objective& objective, const Point& point, Context& context) {
  const bool there =
      point.at && &point.at->objective() == &objective && std::ranges::equal(point.at->theta(), point.theta);
  return there ? point.at : std::shared_ptr<const Linearization>(objective.linearize(point.theta, context));
}

Point point_of(std::shared_ptr<const Linearization> at) {
  Point point{{at->theta().begin(), at->theta().end()}, at->value(), {at->gradient().begin(), at->gradient().end()}};
  point.at = std::move(at);
  return point;
}

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
