// For users of the installed library: does an objective of yours hold what the seam asks of it?
#pragma once

#include "saddlescope/objective/conformance.h"
