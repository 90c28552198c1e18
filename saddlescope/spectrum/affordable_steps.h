// How long a Krylov space the memory allows: for methods that do with fewer vectors what they would rather do with
// more.
#pragma once

#include <cstddef>

#include "saddlescope/base/context.h"

namespace saddlescope {

/// Steps of Lanczos, at most `wanted`, whose basis of vectors of length `size` fits a quarter of the memory; at least
/// one.
std::size_t affordable_steps(std::size_t wanted, std::size_t size, const Context& context);

}  // namespace saddlescope
