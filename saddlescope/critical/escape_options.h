// What a caller may choose of the walk out (escape.h).
#pragma once

#include <cstddef>

namespace saddlescope {

struct EscapeOptions {
  std::size_t rounds = 10;  ///< at most; ≥ 1
  bool dense = true;  ///< a round that finds no way down by products forms the dense Hessian, where 2P² doubles fit

  /// Throws Error(bad input).
  void validate() const;
};

}  // namespace saddlescope
