// Which machine and program a result comes from.
#pragma once

#include <string>

#include "saddlescope/base/context.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope {

std::string version();
/// version, processor, BLAS and its core, threads of the context.
Environment environment(const Context& context);

}  // namespace saddlescope
