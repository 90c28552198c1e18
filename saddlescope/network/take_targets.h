// From a data set's targets to the form a loss takes: what both families of losses share.
#pragma once

#include "saddlescope/data/dataset.h"
#include "saddlescope/network/loss.h"

namespace saddlescope {

/// Integer targets of shape (N,) are classes where the network has more than one output, and so are text labels; held
/// as floats, or with one output, they are numbers (contract: Loss).
bool is_classes(const DataSet& data, std::size_t outputs);

/// One-hot rows. Throws Error(bad input) naming the sample where an index is out of range.
Targets take_classes(const DataSet& data, std::size_t outputs);

/// N × outputs numbers. Throws Error(bad input) where the targets are classes, or their shape differs, naming what the
/// loss would take.
Targets take_numbers(const DataSet& data, std::size_t outputs, const Loss& loss);

}  // namespace saddlescope
