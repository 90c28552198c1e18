// One network of a census, start to end: trained to its height, driven by each finder, classified.
#pragma once

#include <span>
#include <vector>

#include "saddlescope/census/census.h"

namespace saddlescope {

/// A record for each of `finders` (names; "" is find's own choice), the same bits wherever it runs. context: one
/// thread, of the network's own seed. Throws Error(interrupted) where it was asked to stop: nothing of the network is
/// then kept.
std::vector<CensusNetwork> run_network(const CensusEntry& entry, const Objective& objective, std::uint64_t seed,
                                       std::span<const std::string> finders, const CensusOptions& options,
                                       Context& context);

/// The record of a point as it is.
CensusNetwork classify_as_it_is(const CensusEntry& entry, const Objective& objective, const CensusPoint& point,
                                const CensusOptions& options, Context& context);

}  // namespace saddlescope
