#include "saddlescope/optimize/saddle_free_newton.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "saddlescope/optimize/krylov_model.h"

namespace saddlescope {
namespace {

constexpr double kModelGradient = 0.1;  // of ‖g‖: from there on the space has what a step needs
constexpr std::array kDampings{1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
constexpr std::array kStrongDampings{1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

double largest_magnitude(std::span<const double> values) {
  double size = 0;
  for (const double value : values) size = std::max(size, std::abs(value));
  return size;
}

// y for damping δ; δ = 0 stands for a model without curvature: the gradient itself.
Vector damped(const DiagonalModel& model, double delta) {
  Vector y(model.values.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double denominator = std::abs(model.values[i]) + delta;
    y[i] = -model.parts[i] / (denominator > 0 ? denominator : 1);
  }
  return y;
}

struct Lowest {
  double loss = std::numeric_limits<double>::infinity();
  Vector theta;
};

Lowest lowest_of(const Objective& objective, const Point& point, const KrylovModel& model,
                 std::span<const double> dampings, Context& context) {
  const double size = largest_magnitude(model.diagonal().values);
  Matrix thetas(point.theta.size(), dampings.size());
  for (std::size_t k = 0; k < dampings.size(); ++k) {
    const Vector theta = plus(point.theta, 1, model.vector(damped(model.diagonal(), dampings[k] * size)));
    std::copy(theta.begin(), theta.end(), thetas.column(k).begin());
  }
  Vector losses(dampings.size());
  objective.values(thetas, losses, context);
  Lowest lowest;
  for (std::size_t k = 0; k < losses.size(); ++k) {
    if (!(losses[k] < lowest.loss)) continue;
    lowest.loss = losses[k];
    lowest.theta.assign(thetas.column(k).begin(), thetas.column(k).end());
  }
  return lowest;
}

}  // namespace

std::optional<Stop> SaddleFreeNewton::step(const Objective& objective, const Point& point, Point& next,
                                           Context& context) {
  if (norm(point.gradient) == 0) {
    next = point;
    return std::nullopt;
  }
  const std::shared_ptr<const Linearization> at = linearization(objective, point, context);
  KrylovModel model(*at, 0, context);
  const auto least_damped = [](const DiagonalModel& diagonal) {
    ModelStep step;
    step.y = damped(diagonal, kDampings.back() * largest_magnitude(diagonal.values));
    return step;
  };
  model.grow(least_damped, kModelGradient, context);
  Lowest best = lowest_of(objective, point, model, kDampings, context);
  if (!(best.loss < point.loss)) best = lowest_of(objective, point, model, kStrongDampings, context);
  if (!(best.loss < point.loss)) {
    return Stop{StopReason::line_search_failed, "lowest loss over the dampings", best.loss, point.loss,
                fmt::format("no damping from {:g} to {:g} times the largest curvature led to a loss below {:.6g}; the "
                            "gradient's norm is {:.3g}.",
                            kDampings.back(), kStrongDampings.back(), point.loss, norm(point.gradient))};
  }
  next = point_of(objective.linearize(best.theta, context));
  return std::nullopt;
}

}  // namespace saddlescope
