// For users of the installed library: walk out along negative curvature.
#pragma once

#include "saddlescope/commands/escape.h"
#include "saddlescope/objective/objective.h"
