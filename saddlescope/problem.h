// For users of the installed library: formulas, and networks on data, from their descriptions; what is in a file.
#pragma once

#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/inspect.h"
#include "saddlescope/problem/problem.h"
