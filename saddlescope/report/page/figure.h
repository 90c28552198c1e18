// A chart in a page: the static picture, its words, its numbers in tables behind it. The script finds the figure by its
// number and puts Plotly's in the picture's place.
#pragma once

#include <cstddef>
#include <string>

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

/// number: of the chart among the data of the page's script; prefix: of the section's ids, as "result-1-".
std::string figure(const Chart& chart, std::size_t number, const std::string& prefix);

}  // namespace saddlescope::report
