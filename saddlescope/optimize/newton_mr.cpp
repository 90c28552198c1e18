#include "saddlescope/optimize/newton_mr.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/linalg/minres_qlp.h"
#include "saddlescope/optimize/stop_tests.h"

namespace saddlescope {
namespace {

constexpr double kArmijo = 1e-4;
constexpr double kInexact = 1e-4;  // ‖H·r‖/(‖H‖‖r‖) that MINRES may leave: well below what counts as gradient-flat
constexpr std::size_t kProducts = 2, kMostProducts = 1000;  // a parameter, and at most

}  // namespace

Point NewtonMr::start(const Objective& objective, std::span<const double> theta, Context& context) {
  Point point = point_of(objective.linearize(theta, context));
  first_gradient_ = norm(point.gradient);
  return point;
}

std::optional<Stop> NewtonMr::step(const Objective& objective, Point& point, Context& context) {
  const std::shared_ptr<const Linearization> at = linearization(objective, point, context);
  const HessianOperator H(*at);
  const double g = norm(point.gradient);
  MinresOptions options;
  options.normal_residual = std::min(kInexact, g / std::max(g, first_gradient_));
  options.steps = std::min(kProducts * point.theta.size(), kMostProducts);
  Vector right = point.gradient;
  for (double& entry : right) entry /= -g;
  const MinresSolution newton = minres_qlp(H, right, options, context);  // in units of ‖g‖: its square may be no number
  const double left = newton.residual, slope = (1 - left) * (1 + left), length = norm(newton.x) * g;
  if (!(slope > kEps) || !(length > 0)) {
    return gradient_in_kernel(g, "share of the gradient that the Hessian reaches", 1 - left, kEps,
                              "no Newton step lowers it");
  }
  const double shortest = kEps * std::max(norm(point.theta), std::numeric_limits<double>::min());
  Point next;
  double alpha = 1;
  for (; alpha * length > shortest; alpha /= 2) {
    context.throw_if_stopped();
    next.theta = plus(point.theta, alpha * g, newton.x);
    evaluate(objective, next, context);
    const double there = norm(next.gradient) / g;
    if (next.finite() && there * there <= 1 - 2 * kArmijo * alpha * slope && there < 1) {
      point = std::move(next);
      return std::nullopt;
    }
  }
  return steps_collapsed(
      alpha * length, shortest,
      fmt::format("the gradient's norm, {:.3g}, didn't fall, of which the Hessian reaches {:.3g}", g, slope),
      "what is left may be rounding, or lie where the loss hardly curves");
}

}  // namespace saddlescope
