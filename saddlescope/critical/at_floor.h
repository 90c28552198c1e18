// Is this point as low as the loss can get (docs/methods.md §5, step 0)?
#pragma once

#include <optional>

#include "saddlescope/critical/point.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

enum class AtFloor {
  no,
  exactly,       ///< within rounding of a floor that some point attains
  to_tolerance,  ///< data: within the share of the stake that counts as nothing
  infimum        ///< as near to a floor that no point attains
};

/// data_tolerance: what counts as nothing to win, for data alone.
AtFloor at_floor(const MeasuredPoint& point, const Floor& floor, std::optional<double> data_tolerance,
                 Context& context);

/// What that makes of a point without negative curvature; where ≠ no.
Verdict floor_verdict(AtFloor where, const MeasuredPoint& point, const Floor& floor);

}  // namespace saddlescope
