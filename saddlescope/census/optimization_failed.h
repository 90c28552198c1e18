// Where a deeper network ends with the higher training loss though it contains the shallower one (containment.h): then
// optimisation failed, not capacity.
#pragma once

#include <span>
#include <vector>

#include "saddlescope/census/census.h"

namespace saddlescope {

/// One for each pair of models of the census whose containment is proved, whose loss has no weight decay, and whose
/// lowest losses (of all networks of either, where training or a finder ended) differ by more than 1e-8·S and the
/// rounding of both, 16·eps·(L + √((L − floor)·S)) with the precision's eps, the wrong way round, and of both at least
/// one was optimised: trained to the end, or driven by a finder that minimizes. The deep network's infimum is then
/// below its own best end: proved, not inferred. That its runs were as many and as long isn't asked.
std::vector<OptimizationFailed> optimization_failed(std::span<const CensusEntry> entries, const Census& census);

}  // namespace saddlescope
