// What a surface takes in memory beside its directions: asked for before an evaluation is paid for whose result wouldn't
// fit.
#pragma once

#include <cstddef>

#include "saddlescope/base/context.h"

namespace saddlescope {

/// points: of the grid. rest: of a context in which `held` bytes are taken already. Throws Error(memory).
void require_surface_memory(std::size_t points, double held, const Context& rest);

}  // namespace saddlescope
