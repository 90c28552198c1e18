#include "saddlescope/critical/at_floor.h"

#include <fmt/format.h>

namespace saddlescope {
namespace {

constexpr double kErrors = 10;  // L − floor and ‖g‖ within this multiple of their rounding errors, with those of θ

}  // namespace

AtFloor at_floor(const MeasuredPoint& point, const Floor& floor, std::optional<double> data_tolerance,
                 Context& context) {
  if (!floor.value) return AtFloor::no;
  const Estimate<double> above = point.at.above_floor(context);
  const double epsilon = point.at.objective().traits().epsilon;
  const double gradient_error = kErrors * (point.rounding.gradient + point.norm * epsilon * norm(point.at.theta()));
  const double theta_error = point.gradient_norm * epsilon * norm(point.at.theta());  // what rounding of θ does to L
  if (above.value <= kErrors * (above.error + theta_error) && point.gradient_norm <= gradient_error) {
    return floor.attained ? AtFloor::exactly : AtFloor::infimum;
  }
  if (!data_tolerance || above.value > *data_tolerance) return AtFloor::no;
  return floor.attained ? AtFloor::to_tolerance : AtFloor::infimum;
}

Verdict floor_verdict(AtFloor where, const MeasuredPoint& point, const Floor& floor) {
  const double left = point.at.value() - *floor.value;
  switch (where) {
    case AtFloor::exactly:
      // Not certified: values within rounding of the floor are reached on saturated slopes as well.
      return {
          VerdictKind::degenerate_minimum, false, 0,
          fmt::format("The loss is at its floor, {:.6g}, to rounding ({}): a global minimum as far as the arithmetic "
                      "can tell.",
                      *floor.value, floor.why)};
    case AtFloor::to_tolerance:
      return {VerdictKind::degenerate_minimum, false, 0,
              fmt::format("Only {:.3g} of loss is left above the floor: a global minimum to the tolerance asked for.",
                          left)};
    default:
      return {
          VerdictKind::undetermined, false, 0,
          fmt::format("minimum_at_infinity: the loss is within {:.3g} of its infimum {:.6g}, which no finite weights "
                      "attain ({}); there is no minimum to stand on.",
                      left, *floor.value, floor.why)};
  }
}

}  // namespace saddlescope
