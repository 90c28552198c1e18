#include "saddlescope/report/census_svg.h"

#include <vector>

#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/pictures.h"

namespace saddlescope {

std::string to_svg(const Census& census, Language language) {
  const std::vector<report::Chart> charts = report::charts(census, language);
  if (charts.empty()) return report::chart_svg(charts, report::say(language, "Census of critical points"));
  return report::pictures(charts).front().svg;  // the losses; how ratios are spread is another picture
}

}  // namespace saddlescope
