// For users of the installed library: results as JSON. Needs nlohmann_json 3.11: find_package(nlohmann_json) and link
// nlohmann_json::nlohmann_json besides.
#pragma once

#include "saddlescope/results/json.h"
