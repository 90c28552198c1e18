#include "saddlescope/critical/stationarity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <limits>
#include "saddlescope/curvature/fall_along.h"

namespace saddlescope {
namespace {

constexpr double kFormulaStep = 1e-4;  // a formula's step that counts as none, and the gradient in the band beside τ
constexpr double kShareOfLoss = 30;  // Δ at most this fraction of what is left above the floor
constexpr double kFormulaGradient = 2e-4;  // of ‖H‖: not critical for a formula
constexpr std::size_t kProbes = 8;    // random points at which a constant must show

Stationarity of_data(const MeasuredPoint& point, const Reach& reach, const Floor& floor, double stake, double tolerance,
                     Context& context) {
  const double limit = tolerance * stake;
  if (floor.value && floor.attained && point.at.value() - *floor.value + point.rounding.value <= limit) {
    return {true, true,
            fmt::format("L − floor = {:.3g} is within {:.3g} of what is at stake ({:.4g}).",
                        point.at.value() - *floor.value, tolerance, stake)};
  }
  double outside = 0;
  double most = limit;
  if (floor.value) most = std::min(most, (point.at.value() - *floor.value) / kShareOfLoss);
  if (point.regular && reach.band.begin == reach.band.end && point.regular->gain <= most) {
    return {true, true,
            fmt::format("At most {:.3g} could be gained nearby; up to {:.3g} counts as nothing.", point.regular->gain,
                        most)};
  }
  const Vector parts = parts_outside(point, reach.band, point.at.gradient()),
               values = values_outside(point, reach.band);
  for (std::size_t i = 0; i < parts.size(); ++i) outside += parts[i] * parts[i] / std::abs(values[i]) / 2;
  const double ceiling = norm(reach.gradient_band) * reach_of_a_step(point.at);
  if (outside > most) {
    return {false, true,
            fmt::format("A Newton step would still gain {:.3g}; a critical point would leave at most {:.3g} (gradient "
                        "norm {:.3g}).",
                        outside, most, point.gradient_norm)};
  }
  if (outside + ceiling <= most) {
    return {
        true, true,
        fmt::format("At most {:.3g} could be gained nearby; up to {:.3g} counts as nothing.", outside + ceiling, most)};
  }
  const double fall = fall_along(point.at, reach.gradient_band, kBandDoublings, context);
  const double gain = outside + std::min(ceiling, fall);
  // That something is there to gain is proved by the fall itself; that nothing is, only sought.
  return {
      gain <= most, gain > most && fall > most + 2 * point.rounding.value,
      fmt::format(
          "A search along {} finds {:.3g} to gain in all; a critical point would leave at most {:.3g} (gradient norm "
          "{:.3g}).",
          reach.in_reach ? "the part of the gradient where curvature isn't told from none" : "the gradient", gain, most,
          point.gradient_norm)};
}

Stationarity of_formula(const MeasuredPoint& point, const Reach& reach) {
  const double step = norm(reach.s), inside = norm(reach.gradient_band);
  const double curvature = reach.in_reach ? reach.band.tau : point.norm;
  const double allowed = 10 * point.rounding.gradient + kFormulaStep * curvature;
  if (step > kFormulaStep) {
    return {false, true,
            fmt::format("Newton's step is {:.3g} long, a critical point would be within {:.0e} (gradient norm {:.3g}).",
                        step, kFormulaStep, point.gradient_norm)};
  }
  if (inside > allowed && !reach.in_reach) {
    return {
        false, true,
        fmt::format("No critical point is in reach: no step that the curvature here promises is short enough for that "
                    "curvature to hold all along it. The gradient is {:.3g}, a critical point could leave {:.3g}.",
                    point.gradient_norm, allowed)};
  }
  if (inside > allowed) {
    return {false, true,
            fmt::format("Of the gradient {:.3g} lies where curvature isn't told from none, more than a critical point "
                        "could leave ({:.3g}).",
                        inside, allowed)};
  }
  return {true, true,
          fmt::format("Newton's step is only {:.3g} long, and the gradient that it leaves is {:.3g}.", step, inside)};
}

}  // namespace

Stationarity stationarity(const MeasuredPoint& point, const Reach& reach, const Floor& floor,
                          std::optional<double> stake, double tolerance, Context& context) {
  if (point.gradient_norm <= point.rounding.gradient) {
    return {true, true,
            point.gradient_norm == 0 ? "The gradient computes to exactly zero."
                                     : fmt::format("The gradient, {:.3g}, is within its own rounding error, {:.3g}.",
                                                   point.gradient_norm, point.rounding.gradient)};
  }
  return stake ? of_data(point, reach, floor, *stake, tolerance, context) : of_formula(point, reach);
}

std::optional<std::string> plainly_not_critical(const Linearization& at, double gradient_error, double hessian,
                                                const Floor& floor, std::optional<double> stake, double tolerance) {
  const double g = norm(at.gradient());
  if (g <= gradient_error) return std::nullopt;
  if (!stake) {
    const double most = kFormulaGradient * hessian + 10 * gradient_error;
    if (g <= most) return std::nullopt;
    return fmt::format("The gradient's norm is {:.3g}; at a critical point it would be at most {:.3g}.", g, most);
  }
  const double nothing = tolerance * *stake, left = g - gradient_error;
  if (floor.value && at.value() - *floor.value <= nothing) return std::nullopt;
  const double gain = hessian > 0 ? 0.5 * left * left / hessian : std::numeric_limits<double>::infinity();
  if (gain <= nothing) return std::nullopt;
  return fmt::format(
      "A step of 1/‖H‖ along the gradient (norm {:.3g}, ‖H‖ at most about {:.3g}) promises {:.3g}; at a critical point "
      "up to {:.3g} counts as nothing.",
      g, hessian, gain, nothing);
}

std::optional<double> gradient_flatness(const MeasuredPoint& point) {
  if (point.gradient_norm == 0 || point.norm == 0) return std::nullopt;
  return std::min(1.0, point.curvature_along_gradient / point.norm);
}

bool is_gradient_flat(const Linearization& at, std::optional<double> flatness, std::optional<double> stake,
                      Context& context) {
  if (flatness.value_or(0) > kFlatness) return false;
  const double scale = stake.value_or(norm(at.gradient()) * reach_of_a_step(at));
  return fall_along(at, at.gradient(), kFlatDoublings, context) < kFlatDecrease * scale;
}

bool is_gradient_flat(const MeasuredPoint& point, std::optional<double> stake, Context& context) {
  return is_gradient_flat(point.at, gradient_flatness(point), stake, context);
}

bool floor_in_reach(const Linearization& at, double left, const Floor& floor, Context& context) {
  return floor.value && floor.attained && left * reach_of_a_step(at) >= at.above_floor(context).value;
}

bool looks_constant(const MeasuredPoint& point, Context& context) {
  if (point.norm != 0 || point.gradient_norm != 0) return false;
  RandomStream random = context.random("verdict: is it constant");
  Vector theta(point.at.size()), gradient(point.at.size());
  for (std::size_t probe = 0; probe < kProbes; ++probe) {
    for (std::size_t i = 0; i < theta.size(); ++i) theta[i] = point.at.theta()[i] + random.normal();
    const double value = point.at.objective().gradient(theta, gradient, context);
    if (value != point.at.value() || norm(gradient) != 0) return false;
  }
  return true;
}

}  // namespace saddlescope
