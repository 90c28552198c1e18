// Four short acts: the lecture's network, an exact saddle, a real stall, and one with no way out by curvature. Every
// number is computed while it is told; every act says the commands that repeat it.
#pragma once

#include <functional>
#include <string>

#include "saddlescope/base/context.h"
#include "saddlescope/results/json.h"

namespace saddlescope {

/// `say` gets the text piece by piece. Returns the documents of all that was computed, act by act.
/// Files for the commands to repeat are not written: each act's commands start from --init and --seed.
Json demo(const std::function<void(const std::string&)>& say, Context& context);

}  // namespace saddlescope
