// For users of the installed library: a critical point from here. Derive Objective, call find(objective, theta).
#pragma once

#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/find.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/objective/objective.h"
