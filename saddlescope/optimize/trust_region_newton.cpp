#include "saddlescope/optimize/trust_region_newton.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/optimize/secular.h"
#include "saddlescope/spectrum/affordable_steps.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/lanczos.h"

namespace saddlescope {
namespace {

constexpr std::size_t kFirstSpace = 3, kMostSpace = 120;
constexpr double kMoreIsIdle = 0.01;  // more of the promise, by a larger space
constexpr double kTaken = 1e-4, kPoor = 0.25, kGood = 0.75, kShrink = 0.25, kGrow = 2, kOnBorder = 0.99;
constexpr double kFirstRadius = 0.1, kLargestRadius = 1e4;  // of max(1, ‖θ‖)

// ½‖g + H·s‖² on a Krylov space, in its Ritz basis, as a diagonal model: B = Θ² + e·eᵀ = Z·M·Zᵀ.
struct NormModel {
  Matrix Z;
  DiagonalModel model;

  NormModel(const RitzPairs& ritz, Context& context) {
    const std::size_t j = ritz.values.size();
    Matrix B(j, j);
    Vector c(j);
    for (std::size_t k = 0; k < j; ++k) {
      for (std::size_t i = 0; i < j; ++i) B(i, k) = ritz.ends[i] * ritz.ends[k];
      B(k, k) += ritz.values[k] * ritz.values[k];
      c[k] = ritz.values[k] * ritz.parts[k];
    }
    const DenseSpectrum spectrum(B, context);
    Z = spectrum.vectors({0, j}, context);
    for (std::size_t k = 0; k < j; ++k) {
      model.values.push_back(std::max(0.0, spectrum.values()[k]));  // B is positive semidefinite
      model.parts.push_back(dot(Z.column(k), c));
    }
  }

  // In the Ritz basis.
  ModelStep minimize(double radius) const {
    ModelStep step = minimize_in_ball(model, radius);
    Vector y(step.y.size());
    for (std::size_t k = 0; k < y.size(); ++k) axpy(step.y[k], Z.column(k), y);
    step.y = std::move(y);
    return step;
  }
};

struct Grown {
  NormModel model;
  ModelStep step;
};

Grown grow(Lanczos& krylov, double radius, std::size_t most, Context& context) {
  krylov.steps(std::min(kFirstSpace, most), context);
  NormModel model(krylov.ritz(), context);
  ModelStep step = model.minimize(radius);
  while (!krylov.exhausted() && krylov.steps_taken() < most) {
    const std::size_t more = std::max<std::size_t>(1, krylov.steps_taken() / 3);
    krylov.steps(std::min(more, most - krylov.steps_taken()), context);
    NormModel larger(krylov.ritz(), context);
    ModelStep better = larger.minimize(radius);
    const bool idle = better.decrease <= (1 + kMoreIsIdle) * step.decrease;
    model = std::move(larger);
    step = std::move(better);
    if (idle) break;
  }
  return {std::move(model), std::move(step)};
}

Stop nothing_promised(double g, double promise, double least) {
  return {
      StopReason::stalled, "decrease of half the squared gradient norm that the model promises", promise, least,
      fmt::format("the gradient, of norm {:.3g}, lies in the kernel of the Hessian to rounding: no step within reach "
                  "lowers it.",
                  g)};
}

Stop collapsed(double g, double length, double shortest) {
  return {
      StopReason::line_search_failed, "length of the step", length, shortest,
      fmt::format("steps shrank to {:.3g}, the rounding of the weights, and still the gradient's norm, {:.3g}, didn't "
                  "fall as the model promised: what is left may be rounding, or the loss not smooth here.",
                  length, g)};
}

}  // namespace

Point TrustRegionNewton::start(const Objective& objective, std::span<const double> theta, Context& context) {
  radius_ = kFirstRadius * std::max(1.0, norm(theta));
  return point_of(objective.linearize(theta, context));
}

std::optional<Stop> TrustRegionNewton::step(const Objective& objective, Point& point, Context& context) {
  const std::shared_ptr<const Linearization> at = linearization(objective, point, context);
  const HessianOperator H(*at);
  const double g = norm(point.gradient), scale_of_theta = std::max(1.0, norm(point.theta));
  const double least = kEps * g * g, shortest = kEps * norm(point.theta);
  Lanczos krylov(H, point.gradient, context);
  Grown grown = grow(krylov, radius_, affordable_steps(kMostSpace, point.theta.size(), context), context);
  ModelStep step = std::move(grown.step);
  if (!(step.decrease > least)) return nothing_promised(g, step.decrease, least);
  Point next;
  while (true) {
    context.throw_if_stopped();
    next.theta = plus(point.theta, 1, krylov.combination(step.y));
    evaluate(objective, next, context);
    const double there = next.finite() ? norm(next.gradient) : std::numeric_limits<double>::infinity();
    const double ratio = 0.5 * (g - there) * (g + there) / step.decrease;
    if (!(ratio >= kPoor)) {
      radius_ = kShrink * step.length;
    } else if (ratio > kGood && step.length >= kOnBorder * radius_) {
      radius_ = std::min(kGrow * radius_, kLargestRadius * scale_of_theta);
    }
    if (ratio >= kTaken) {
      point = std::move(next);
      return std::nullopt;
    }
    if (!(step.length > shortest)) return collapsed(g, step.length, shortest);
    step = grown.model.minimize(radius_);
    if (!(step.decrease > 0)) return collapsed(g, step.length, shortest);
  }
}

}  // namespace saddlescope
