// For users of the installed library: eigenvalues of the Hessian, all, at the ends, or how they are spread.
#pragma once

#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/spectrum.h"
#include "saddlescope/objective/objective.h"
