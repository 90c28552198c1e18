// For users of the installed library: a critical point from here, find(objective, theta), and all of them in a box of a
// few variables, find_box(objective, box).
#pragma once

#include "saddlescope/commands/environment.h"
#include "saddlescope/commands/find.h"
#include "saddlescope/commands/find_box.h"
#include "saddlescope/commands/not_finite.h"
#include "saddlescope/objective/objective.h"
