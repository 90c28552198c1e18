// Targets in the form a loss takes them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "saddlescope/base/shape.h"

namespace saddlescope {

/// N samples of `width` numbers each, one sample after another. Class indices come as their one-hot rows.
struct Targets {
  std::size_t samples = 0, width = 0;
  Vector values;
  std::vector<std::size_t> classes;  ///< the class of each sample where the targets are classes; otherwise empty

  std::span<const double> of(std::size_t sample) const { return {values.data() + sample * width, width}; }
};

}  // namespace saddlescope
