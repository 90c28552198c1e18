#include "saddlescope/critical/floor_nearby.h"

#include <cmath>
#include <memory>
#include <utility>

#include "saddlescope/critical/at_floor.h"

namespace saddlescope {
namespace {

constexpr int kSteps = 40;
constexpr double kErrors = 10;  // of a gradient that is rounding, in multiples of that, as in the band (methods.md §5)

bool gradient_is_rounding(const MeasuredPoint& point) {
  return point.gradient_norm <= kErrors * point.rounding.gradient;
}

Vector along_positive(const MeasuredPoint& point) {
  const Band positive{0, 0, band(point, 0).end};  // outside of it: λ > 0
  return newton_step_outside(point, positive, point.at.gradient());
}

}  // namespace

std::optional<Vector> floor_nearby(const MeasuredPoint& point, const Floor& floor, Context& context) {
  if (!floor.value || !floor.attained || point.at.size() > kFewParameters) return std::nullopt;
  if (!gradient_is_rounding(point)) return std::nullopt;
  double loss = point.at.value();
  Vector next = plus(point.at.theta(), 1, along_positive(point));
  for (int step = 0; step < kSteps && all_finite(next); ++step) {
    const std::unique_ptr<Linearization> at = point.at.objective().linearize(next, context);
    if (!(at->value() < loss) || !all_finite(at->gradient())) return std::nullopt;
    loss = at->value();
    Matrix H(next.size(), next.size());
    const double asymmetry = at->hessian(H, context);
    if (!all_finite({H.data(), H.rows() * H.columns()})) return std::nullopt;
    const MeasuredPoint there = measure_point(*at, H, asymmetry, {}, context);
    if (!gradient_is_rounding(there)) return std::nullopt;
    if (at_floor(there, floor, std::nullopt, context) == AtFloor::exactly) return next;
    next = plus(next, 1, along_positive(there));
  }
  return std::nullopt;
}

}  // namespace saddlescope
