// For users of the installed library: many networks, each driven to a critical point and classified.
#pragma once

#include "saddlescope/commands/census.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/objective/objective.h"
