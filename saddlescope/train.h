// For users of the installed library: train, and say why it stopped.
#pragma once

#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/train.h"
#include "saddlescope/objective/objective.h"
