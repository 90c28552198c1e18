#include "saddlescope/optimize/newton_mr.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/linalg/minres_qlp.h"

namespace saddlescope {
namespace {

constexpr double kArmijo = 1e-4;
constexpr double kInexact = 1e-4;  // ‖H·r‖/(‖H‖‖r‖) that MINRES may leave: well below what counts as gradient-flat
constexpr std::size_t kProducts = 2, kMostProducts = 1000;  // a parameter, and at most

Stop gradient_in_kernel(double g, double residual) {
  return {
      StopReason::stalled, "share of the gradient that the Hessian reaches", (g - residual) / g, kEps,
      fmt::format("the gradient, of norm {:.3g}, lies in the kernel of the Hessian to rounding: no Newton step lowers "
                  "it.",
                  g)};
}

Stop collapsed(double g, double length, double shortest, double share) {
  return {
      StopReason::line_search_failed, "length of the step", length, shortest,
      fmt::format("steps shrank to {:.3g}, the rounding of the weights, and still the gradient's norm, {:.3g}, didn't "
                  "fall, of which the Hessian reaches {:.3g}: what is left may be rounding, or lie where the loss "
                  "hardly curves.",
                  length, g, share)};
}

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
  scale(-1, right);
  const MinresSolution newton = minres_qlp(H, right, options, context);
  const double slope = (g - newton.residual) * (g + newton.residual), length = norm(newton.x);
  if (!(slope > kEps * g * g) || !(length > 0)) return gradient_in_kernel(g, newton.residual);
  const double shortest = kEps * std::max(norm(point.theta), std::numeric_limits<double>::min());
  Point next;
  double alpha = 1;
  for (; alpha * length > shortest; alpha /= 2) {
    context.throw_if_stopped();
    next.theta = plus(point.theta, alpha, newton.x);
    evaluate(objective, next, context);
    const double there = norm(next.gradient);
    if (next.finite() && there * there <= g * g - 2 * kArmijo * alpha * slope && there < g) {
      point = std::move(next);
      return std::nullopt;
    }
  }
  return collapsed(g, alpha * length, shortest, slope / (g * g));
}

}  // namespace saddlescope
