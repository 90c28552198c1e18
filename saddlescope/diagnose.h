// For users of the installed library: where am I, and which way out. Derive Objective, call diagnose(objective, theta).
#pragma once

#include "saddlescope/commands/diagnose.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/objective/objective.h"
