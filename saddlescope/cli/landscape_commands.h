// `surface` and `taylor`: from arguments to a picture's numbers, and the folder that keeps a surface.
#pragma once

#include "saddlescope/base/context.h"
#include "saddlescope/cli/arguments.h"
#include "saddlescope/cli/output.h"

namespace saddlescope::cli {

// Each returns the exit code.
int run_surface(const Arguments& arguments, Output& output, Context& context);
int run_taylor(const Arguments& arguments, Output& output, Context& context);

}  // namespace saddlescope::cli
