// Results that have no charts of their own so far. A result that gets some leaves this file.
#include "saddlescope/report/charts.h"

namespace saddlescope::report {

std::vector<Chart> charts(const SpectrumAnswer& /*answer*/, Language /*language*/) { return {}; }
std::vector<Chart> charts(const Diagnosis& /*diagnosis*/, Language /*language*/) { return {}; }
std::vector<Chart> charts(const Surface& /*surface*/, Language /*language*/) { return {}; }
std::vector<Chart> charts(const TaylorAnswer& /*answer*/, Language /*language*/) { return {}; }
std::vector<Chart> charts(const Training& /*training*/, Language /*language*/) { return {}; }
std::vector<Chart> charts(const Escape& /*escape*/, Language /*language*/) { return {}; }
std::vector<Chart> charts(const Comparison& /*comparison*/, Language /*language*/) { return {}; }
std::vector<Chart> charts(const Finding& /*finding*/, Language /*language*/) { return {}; }

}  // namespace saddlescope::report
