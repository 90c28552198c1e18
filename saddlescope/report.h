// For users of the installed library: results as text.
#pragma once

#include "saddlescope/report/text.h"
