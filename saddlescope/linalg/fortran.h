// What blas.cpp and lapack.cpp share. Not for other files.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <limits>

#include "saddlescope/base/error.h"

namespace saddlescope {

/// A dimension as the 32-bit integer BLAS and LAPACK take; throws where it doesn't fit.
inline int fortran_int(std::size_t n) {
  if (n > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw Error(ErrorKind::bad_input, fmt::format("a dimension of {} is beyond the 2147483647 of BLAS and LAPACK.", n),
                {}, "Use a matrix-free method.");
  }
  return static_cast<int>(n);
}

}  // namespace saddlescope
