// What a caller may choose of the walk out (escape.h).
#pragma once

#include <cstddef>

namespace saddlescope {

struct EscapeOptions {
  std::size_t rounds = 10;  ///< at most; ≥ 1
  bool dense = true;  ///< a round that finds no way down by products forms the dense Hessian, where 2P² doubles fit
  bool dense_first =
      false;  ///< the first round takes the dense Hessian's eigenvectors, as `diagnose` does, not products
  /// Where nothing curves down at a point as good as critical, the dense Hessian allowed: the point is classified, and
  /// the lower point taken that this found (verdict.h, Verdict::witness).
  bool higher_orders = false;

  /// Throws Error(bad input).
  void validate() const;
};

}  // namespace saddlescope
