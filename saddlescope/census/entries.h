// The entries and points of a census from a description of the problem: what the front doors call.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "saddlescope/census/census.h"
#include "saddlescope/problem/description.h"

namespace saddlescope {

/// One entry a model, all on the description's data with its loss; description.model and .weights aren't read. Data are
/// read once and shared. Throws as make_problem does.
std::vector<CensusEntry> census_entries(const ProblemDescription& description, std::span<const std::string> models,
                                        Context& context);

/// The points that files of weights hold, each of the first entry whose parameters it fits. layout: as
/// description.weights_layout. Throws Error(bad input) naming a file that fits none.
std::vector<CensusPoint> census_points(std::span<const CensusEntry> entries, std::span<const std::string> files,
                                       const std::string& layout, const Context& context);

}  // namespace saddlescope
