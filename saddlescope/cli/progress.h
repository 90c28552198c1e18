// Progress with rate and time left, on one line of standard error, only where that is a terminal.
#pragma once

#include <functional>

#include "saddlescope/base/context.h"

namespace saddlescope::cli {

/// Empty (nobody listens) where standard error is no terminal or `quiet`.
std::function<void(const Progress&)> terminal_progress(bool quiet);
/// Wipes the line, before anything else is written.
void clear_progress();

}  // namespace saddlescope::cli
