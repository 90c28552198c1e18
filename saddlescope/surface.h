// For users of the installed library: what can be drawn around a point. surface(objective, theta): the loss on a line
// or a plane; taylor(objective, theta): Taylor's model beside it, and how far it can be trusted.
#pragma once

#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/commands/surface.h"
#include "saddlescope/commands/taylor.h"
#include "saddlescope/objective/objective.h"
