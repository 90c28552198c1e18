#include "saddlescope/report/census_svg.h"

#include <vector>

#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/charts.h"

namespace saddlescope {

std::string to_svg(const Census& census, Language language) {
  std::vector<report::Chart> charts = report::charts(census, language);
  charts.resize(census.models.size());  // the losses; how ratios are spread is another picture
  const std::string title = "Census of critical points";
  if (charts.size() == 1) return report::chart_svg(charts[0]);
  return report::chart_svg(charts, title);
}

}  // namespace saddlescope
