#include "saddlescope/report/pictures.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "saddlescope/report/census_svg.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/page/section.h"

namespace saddlescope::report {
namespace {

// The demo's acts, and results side by side, have charts of the same name.
std::string unused(const std::string& id, const std::vector<Picture>& pictures) {
  const auto taken = [&](const std::string& name) {
    return std::ranges::any_of(pictures, [&](const Picture& picture) { return picture.id == name; });
  };
  std::string name = id;
  for (int k = 2; taken(name); ++k) name = id + "-" + std::to_string(k);
  return name;
}

}  // namespace

std::vector<Picture> pictures(std::span<const Json> documents, Language language) {
  std::vector<Picture> pictures;
  for (const Json& document : documents)
    for (const Section& section : sections(document, language)) {
      const bool census = section.command == "census" && !section.charts.empty();
      if (census) pictures.push_back({unused("census", pictures), to_svg(census_from_json(document), language)});
      for (const Chart& chart : section.charts) {
        if (census && chart.id.starts_with("census")) continue;
        pictures.push_back({unused(chart.id, pictures), chart_svg(chart)});
      }
    }
  return pictures;
}

}  // namespace saddlescope::report
