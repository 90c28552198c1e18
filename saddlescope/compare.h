// For users of the installed library: every training method from one point, each with the same budget.
#pragma once

#include "saddlescope/commands/compare.h"
#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/objective/objective.h"
