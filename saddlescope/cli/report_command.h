// `report`: the page of results that --json saved.
#pragma once

#include "saddlescope/base/context.h"
#include "saddlescope/cli/arguments.h"
#include "saddlescope/cli/output.h"

namespace saddlescope::cli {

int run_report_command(const Arguments& arguments, Output& output, Context& context);

}  // namespace saddlescope::cli
