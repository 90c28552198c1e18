#include "saddlescope/optimize/trust_region_newton.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "saddlescope/curvature/hessian_operator.h"
#include "saddlescope/optimize/secular.h"
#include "saddlescope/optimize/stop_tests.h"
#include "saddlescope/spectrum/affordable_steps.h"
#include "saddlescope/spectrum/dense.h"
#include "saddlescope/spectrum/lanczos.h"
#include "saddlescope/spectrum/scaling.h"

namespace saddlescope {
namespace {

constexpr std::size_t kFirstSpace = 3, kMostSpace = 120;
constexpr double kMoreIsIdle = 0.01;  // more of the promise, by a larger space
constexpr double kTaken = 1e-4, kPoor = 0.25, kGood = 0.75, kShrink = 0.25, kGrow = 2, kOnBorder = 0.99;
constexpr double kFirstRadius = 0.1, kLargestRadius = 1e4;  // of max(1, ‖θ‖)

// ½‖g + H·s‖²/‖g‖² on a Krylov space, in its Ritz basis, as a diagonal model of y/unit: with Θ and e over the largest
// of them, h, and unit = ‖g‖/h, B = Θ² + e·eᵀ = Z·M·Zᵀ holds no square that is no number, whatever L is measured in.
struct NormModel {
  double unit = 1;
  Matrix Z;
  DiagonalModel model;

  NormModel(const RitzPairs& ritz, double g, Context& context) {
    const std::size_t j = ritz.values.size();
    const double h = std::max(largest_magnitude(ritz.values), largest_magnitude(ritz.ends));
    Matrix B(j, j);
    Vector c(j);
    if (h > 0) {  // else g in the kernel: B = 0, c = 0
      unit = g / h;
      for (std::size_t k = 0; k < j; ++k) {
        const double value = ritz.values[k] / h;
        for (std::size_t i = 0; i < j; ++i) B(i, k) = (ritz.ends[i] / h) * (ritz.ends[k] / h);
        B(k, k) += value * value;
        c[k] = value * (ritz.parts[k] / g);
      }
    }
    const DenseSpectrum spectrum(B, context);
    Z = spectrum.vectors({0, j}, context);
    for (std::size_t k = 0; k < j; ++k) {
      model.values.push_back(std::max(0.0, spectrum.values()[k]));  // B is positive semidefinite
      model.parts.push_back(dot(Z.column(k), c));
    }
  }

  // In the Ritz basis; its decrease a share of ‖g‖², ½ at most.
  ModelStep minimize(double radius) const {
    ModelStep step = minimize_in_ball(model, radius / unit);
    Vector y(step.y.size());
    for (std::size_t k = 0; k < y.size(); ++k) axpy(step.y[k] * unit, Z.column(k), y);
    step.y = std::move(y);
    step.length *= unit;
    return step;
  }
};

struct Grown {
  NormModel model;
  ModelStep step;
};

Grown grow(Lanczos& krylov, double g, double radius, std::size_t most, Context& context) {
  krylov.steps(std::min(kFirstSpace, most), context);
  NormModel model(krylov.ritz(), g, context);
  ModelStep step = model.minimize(radius);
  while (!krylov.exhausted() && krylov.steps_taken() < most) {
    const std::size_t more = std::max<std::size_t>(1, krylov.steps_taken() / 3);
    krylov.steps(std::min(more, most - krylov.steps_taken()), context);
    NormModel larger(krylov.ritz(), g, context);
    ModelStep better = larger.minimize(radius);
    const bool idle = better.decrease <= (1 + kMoreIsIdle) * step.decrease;
    model = std::move(larger);
    step = std::move(better);
    if (idle) break;
  }
  return {std::move(model), std::move(step)};
}

Stop collapsed(double g, const ModelStep& step, double shortest) {
  return steps_collapsed(step.length, shortest,
                         fmt::format("the gradient's norm, {:.3g}, didn't fall as the model promised", g),
                         "what is left may be rounding, or the loss not smooth here");
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
  const double shortest = kEps * norm(point.theta);
  Lanczos krylov(H, point.gradient, context);
  Grown grown = grow(krylov, g, radius_, affordable_steps(kMostSpace, point.theta.size(), context), context);
  ModelStep step = std::move(grown.step);
  if (!(step.decrease > kEps)) {
    return gradient_in_kernel(g, "share of the squared gradient norm that the model promises to lower it by",
                              step.decrease, kEps, "no step within reach lowers it");
  }
  Point next;
  while (true) {
    context.throw_if_stopped();
    next.theta = plus(point.theta, 1, krylov.combination(step.y));
    evaluate(objective, next, context);
    const double there = next.finite() ? norm(next.gradient) / g : std::numeric_limits<double>::infinity();
    const double ratio = 0.5 * (1 - there) * (1 + there) / step.decrease;
    if (!(ratio >= kPoor)) {
      radius_ = kShrink * step.length;
    } else if (ratio > kGood && step.length >= kOnBorder * radius_) {
      radius_ = std::min(kGrow * radius_, kLargestRadius * scale_of_theta);
    }
    if (ratio >= kTaken) {
      point = std::move(next);
      return std::nullopt;
    }
    if (!(step.length > shortest)) return collapsed(g, step, shortest);
    step = grown.model.minimize(radius_);
    if (!(step.decrease > 0)) return collapsed(g, step, shortest);
  }
}

}  // namespace saddlescope
