// What is typical: many networks to their critical points, each classified, and what that supports.
#pragma once

#include <span>
#include <vector>

#include "saddlescope/census/census.h"
#include "saddlescope/census/entries.h"
#include "saddlescope/results/census.h"

namespace saddlescope {

struct CensusCommandOptions {
  CensusOptions census;
  ProblemSummary problem;  ///< what a front door knows of the problem; may be left empty
  std::vector<CensusPoint> points;  ///< classified as they are, beside the networks drawn
  std::vector<CensusNetwork> done;  ///< records of an earlier run with the same options (but `runs`)
  CensusObserver observer;          ///< sees each network when it is finished; may be empty
};

/// run_census() (census/census.h) with the problem and the environment in the result. entries: at least one.
Census census(std::span<const CensusEntry> entries, const CensusCommandOptions& options, Context& context);

/// The same in surroundings of its own: checked_context().
Census census(std::span<const CensusEntry> entries, const CensusCommandOptions& options = {});

}  // namespace saddlescope
