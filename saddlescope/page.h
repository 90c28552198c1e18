// For users of the installed library: results as a page of HTML, from their JSON. Needs nlohmann_json 3.11 as json.h
// does.
#pragma once

#include "saddlescope/json.h"
#include "saddlescope/report/page/page.h"
