// The data sets compiled into the program (sources and licences: data/sets/README.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saddlescope/data/dataset.h"

namespace saddlescope {

std::vector<std::string> built_in_names();

/// Nothing for a name that isn't built in.
std::optional<DataSet> load_built_in(const std::string& name);

}  // namespace saddlescope
