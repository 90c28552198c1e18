// The verdict on a critical point with flat directions (docs/methods.md §5), from what is cheap and certain to what is
// dear and only sought:
//   nearness at θ* → floor → signs there → third and fourth order (degenerate.h) → Taylor coefficients along lines
//   (taylor_lines.h) → the loss itself (probe.h)
// Every step asks for a way down and, where no eigenvalue is positive, for a way up as well: both make a saddle, one
// alone the extremum of the other kind, neither `undetermined`. Steps three and four are never certified.
#pragma once

#include <optional>

#include "saddlescope/critical/nearby.h"
#include "saddlescope/critical/point.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

struct Surroundings {
  const Floor& floor;
  std::optional<double> stake;
  double critical_tolerance;  ///< the share of what is at stake that counts as nothing
};

struct DegenerateVerdict {
  Verdict verdict;
  std::optional<Nearby> nearby;  ///< the signs at θ*, where they were taken again
  std::size_t hessian_vector_products = 0;
};

/// point: critical, some eigenvalues of found.band flat, its signs alone deciding nothing.
DegenerateVerdict degenerate_verdict(const MeasuredPoint& point, const Reach& found, const Surroundings& around,
                                     Context& context);

/// A point on a kink: a saddle where the loss itself shows it, else undetermined.
Verdict kink_verdict(const MeasuredPoint& point, const Reach& found, const std::string& where, Context& context);

/// A point that isn't critical: flat or not.
struct Stationarity;
Verdict not_critical_verdict(const MeasuredPoint& point, const Stationarity& here, std::optional<double> stake,
                             Context& context);

/// The kind that counts of signs alone decide, if any.
std::optional<VerdictKind> kind_by_signs(const Inertia& signs);
/// "Eigenvalues: 1 negative, 0 flat, 1 positive (to ±8.9e-16)".
std::string describe_signs(const Inertia& signs);

}  // namespace saddlescope
