#include "saddlescope/optimize/secular.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "saddlescope/linalg/block.h"

namespace saddlescope {
namespace {

const double kNearest = std::ldexp(1.0, -200);  // of λ's upper bound: where bisection begins; closer is the hard case
constexpr int kBisections = 70;  // of 200 binary orders of magnitude, down to rounding

// λ = base + mu, base = max(0, −min θ), so that θ + λ has no cancellation at the lowest θ.
struct Shift {
  double base = 0;
  std::size_t lowest = 0;  // index of min θ

  explicit Shift(std::span<const double> values) {
    if (values.empty()) return;
    lowest = static_cast<std::size_t>(std::min_element(values.begin(), values.end()) - values.begin());
    base = std::max(0.0, -values[lowest]);
  }
};

Vector shifted_step(const DiagonalModel& model, const Shift& shift, double mu) {
  Vector y(model.values.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double denominator = (model.values[i] + shift.base) + mu;
    y[i] = model.parts[i] == 0 ? 0 : -model.parts[i] / denominator;
  }
  return y;
}

// length_wanted(λ) doesn't fall with λ; most: a µ at which ‖y‖ ≤ length_wanted.
template <class Length>
ModelStep solve(const DiagonalModel& model, double most, Length length_wanted) {
  const Shift shift(model.values);
  ModelStep step;
  const auto too_long = [&](double mu) {
    step.y = shifted_step(model, shift, mu);
    step.length = norm(step.y);
    step.multiplier = shift.base + mu;
    return !(step.length <= length_wanted(step.multiplier));
  };
  double low = most * kNearest, high = most;
  if (!too_long(low)) {
    const double wanted = length_wanted(step.multiplier), missing = (wanted - step.length) * (wanted + step.length);
    if (shift.base > 0 && missing > 0) {
      double& y = step.y[shift.lowest];
      y += std::copysign(std::sqrt(missing), y);
      step.length = norm(step.y);
    }
    return step;
  }
  for (int i = 0; i < kBisections; ++i) {
    const double middle = std::sqrt(low) * std::sqrt(high);
    (too_long(middle) ? low : high) = middle;
  }
  too_long(high);
  return step;
}

double quadratic_decrease(const DiagonalModel& model, std::span<const double> y) {
  double value = 0;
  for (std::size_t i = 0; i < y.size(); ++i) value += y[i] * (model.parts[i] + 0.5 * model.values[i] * y[i]);
  return -value;
}

}  // namespace

ModelStep minimize_in_ball(const DiagonalModel& model, double radius) {
  const Shift shift(model.values);
  ModelStep inside;
  if (shift.base == 0) {  // no curvature down: perhaps Newton's step fits
    inside.y = shifted_step(model, shift, 0);
    inside.length = norm(inside.y);
  }
  const bool fits = shift.base == 0 && std::isfinite(inside.length) && inside.length <= radius;
  ModelStep step = fits ? std::move(inside) : solve(model, norm(model.parts) / radius, [&](double) { return radius; });
  step.decrease = std::max(0.0, quadratic_decrease(model, step.y));
  return step;
}

ModelStep minimize_cubic(const DiagonalModel& model, double sigma) {
  ModelStep step = solve(model, std::sqrt(sigma * norm(model.parts)), [&](double lambda) { return lambda / sigma; });
  const double penalty = sigma * step.length * step.length / 3 * step.length;  // ‖y‖³ alone may overflow
  const double decrease = quadratic_decrease(model, step.y) - penalty;
  // Both overflow: so long a step promises more than any number, and isn't told from none.
  step.decrease = std::isnan(decrease) ? std::numeric_limits<double>::infinity() : std::max(0.0, decrease);
  return step;
}

}  // namespace saddlescope
