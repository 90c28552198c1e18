// The commands that give a point of a census again: its record alone, and all that `diagnose` says of it.
//
//   train  θ₀ of the seed → where the finder began      (left out where that is θ₀)
//   find   from there     → the point                   the finder's own run, to the same bits
//   diagnose the point    → its page
// A file of weights is diagnosed as it is. Flags that would say what holds anyway are left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/census/census.h"

namespace saddlescope {

/// The flags that say how, without --runs, --seed, models and data: "--finder newton-mr --steps 500".
std::string census_flags(const CensusOptions& options);

/// "saddlescope census --model … --runs 1 --seed 3 …"; empty where the entry's arguments are.
std::string record_command(const CensusEntry& entry, const CensusOptions& options, std::uint64_t seed);
std::string record_command(const CensusEntry& entry, const CensusOptions& options, std::uint64_t seed,
                           const CensusPoint& point);

/// In the order in which they are to be run, each a line; none where the entry's arguments are empty. steps: that the
/// network is trained before the finder begins. The seed also draws the vectors on which tolerances are measured.
std::vector<std::string> diagnosis_commands(const CensusEntry& entry, const CensusOptions& options, std::uint64_t seed,
                                            std::size_t steps, std::string_view finder);
std::vector<std::string> diagnosis_commands(const CensusEntry& entry, std::uint64_t seed, const CensusPoint& point);

}  // namespace saddlescope
