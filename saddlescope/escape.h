// For users of the installed library: walk out along negative curvature.
#pragma once

#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/escape.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/objective/objective.h"
