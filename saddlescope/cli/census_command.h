// `census`: from arguments to a census, its folder, its picture.
#pragma once

#include "saddlescope/base/context.h"
#include "saddlescope/cli/arguments.h"
#include "saddlescope/cli/output.h"

namespace saddlescope::cli {

/// Returns the exit code.
int run_census_command(const Arguments& arguments, Output& output, Context& context);

}  // namespace saddlescope::cli
