#include "saddlescope/critical/way_out.h"

#include <fmt/format.h>

#include "saddlescope/critical/escape.h"

namespace saddlescope {

std::optional<EscapeRoute> way_out(const Classification& c, Context& context) {
  const MeasuredPoint& point = c.point;
  if (!point.low_values.empty()) {
    return escape_route(point.at, point.low_values, point.low_vectors, point.rounding, c.floor, context);
  }
  const Vector& values = point.eigen.values();
  const std::size_t count = values.front() < 0 ? escape_range(values).count : 0;
  return escape_route(point.at, values, point.eigen.below(count), point.rounding, c.floor, context);
}

void withdraw_a_minimum_that_curves_down(Verdict& verdict, const std::optional<Nearby>& nearby,
                                         const std::optional<EscapeRoute>& escape) {
  const bool minimum = verdict.kind == VerdictKind::local_minimum || verdict.kind == VerdictKind::degenerate_minimum;
  if (!minimum || !escape || !nearby || nearby->within > 0) return;
  verdict = {VerdictKind::undetermined, false, 0,
             verdict.why + fmt::format(" But along one of the flat directions the loss curves down beyond doubt "
                                       "({:.4g}), which is no minimum's: rescaling the parameters, so that "
                                       "curvatures are closer to one another, would settle it.",
                                       escape->eigenvalue)};
}

}  // namespace saddlescope
