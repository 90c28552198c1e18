#include "saddlescope/optimize/gradient_norm.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "saddlescope/optimize/squared_gradient.h"
#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {

namespace {

// ‖H·u‖ at a point, u along H·g; 1 where that is zero.
double curvature_along_image(const Linearization& at, Context& context) {
  Vector u(at.gradient().begin(), at.gradient().end()), Hu(u.size());
  for (int product = 0; product < 2; ++product) {
    const double length = norm(u);
    if (!(length > 0) || std::isinf(length)) return 1;
    for (double& entry : u) entry /= length;
    at.apply(u, Block(Hu), context);
    std::swap(u, Hu);
  }
  const double size = norm(u);
  return size > 0 && std::isfinite(size) ? size : 1;
}

}  // namespace

Point GradientNorm::start(const Objective& objective, std::span<const double> theta, Context& context) {
  Point point = point_of(objective.linearize(theta, context));
  if (!point.finite()) return point;
  sigma_ = curvature_along_image(*point.at, context);
  squared_ = {point.theta, 0, {}};
  evaluate(SquaredGradient(objective, sigma_), squared_, context);
  return point;
}

std::optional<Stop> GradientNorm::step(const Objective& objective, Point& point, Context& context) {
  const SquaredGradient half_square(objective, sigma_);
  const double g = norm(point.gradient), slope = norm(squared_.gradient) * (sigma_ / g) * sigma_;  // ‖Hg‖/‖g‖
  if (!(slope > 0)) {
    return gradient_in_kernel(g, "norm of H*g over that of g", slope, 0, "half its square is stationary here");
  }
  Point next;
  if (const std::optional<Stop> stop = method_.step(half_square, squared_, next, context)) {
    return Stop{StopReason::line_search_failed, "norm of H*g over that of g", slope, 0,
                fmt::format("the line search found no smaller gradient than the present one, of norm {:.3g}, along "
                            "H*g, {:.3g} times as long, either: what is left is rounding, or lies where the loss "
                            "hardly curves.",
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
