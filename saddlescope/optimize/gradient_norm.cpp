#include "saddlescope/optimize/gradient_norm.h"

#include <fmt/format.h>

#include <utility>

#include "saddlescope/optimize/squared_gradient.h"

namespace saddlescope {

Point GradientNorm::start(const Objective& objective, std::span<const double> theta, Context& context) {
  Point point{{theta.begin(), theta.end()}, 0, {}};
  evaluate(objective, point, context);
  if (!point.finite()) return point;
  squared_ = {point.theta, 0, {}};
  evaluate(SquaredGradient(objective), squared_, context);
  return point;
}

std::optional<Stop> GradientNorm::step(const Objective& objective, Point& point, Context& context) {
  const SquaredGradient half_square(objective);
  const double g = norm(point.gradient), slope = norm(squared_.gradient);
  if (!(slope > 0)) {
    return Stop{StopReason::stalled, "norm of H*g", slope, 0,
                fmt::format("the gradient, of norm {:.3g}, lies in the kernel of the Hessian: half its square is "
                            "stationary here.",
                            g)};
  }
  Point next;
  if (const std::optional<Stop> stop = method_.step(half_square, squared_, next, context)) {
    return Stop{StopReason::line_search_failed, "norm of H*g", slope, 0,
                fmt::format("the line search found no smaller gradient than the present one, of norm {:.3g}, along "
                            "H*g, of norm {:.3g}, either: what is left is rounding, or lies where the loss hardly "
                            "curves.",
                            g, slope)};
  }
  Point there{next.theta, 0, {}};
  evaluate(objective, there, context);
  if (!there.finite()) {
    return Stop{StopReason::not_finite, "finite loss", g, 0, "a step led to where the loss isn't finite."};
  }
  squared_ = std::move(next);
  point = std::move(there);
  return std::nullopt;
}

}  // namespace saddlescope
