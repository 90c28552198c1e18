// The data set that a description names, with its flags.
#pragma once

#include <string>

#include "saddlescope/base/context.h"
#include "saddlescope/data/dataset.h"
#include "saddlescope/problem/description.h"

namespace saddlescope {

/// spec: a built-in name, a file, "x.npy,y.npy" or, with description.x_range, a formula of one variable. Throws
/// Error(bad input); Error(memory) where a file doesn't fit.
DataSet make_data(const std::string& spec, const ProblemDescription& description, const Context& context);

}  // namespace saddlescope
