#include "saddlescope/report/pictures.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

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

std::vector<Picture> pictures(std::span<const Chart> charts) {
  std::vector<Picture> pictures;
  while (!charts.empty()) {
    const std::string& name = charts.front().picture;
    std::size_t together = 1;
    while (!name.empty() && together < charts.size() && charts[together].picture == name) ++together;
    if (together == 1) {
      pictures.push_back({name.empty() ? charts.front().id : name, chart_svg(charts.front())});
    } else {
      pictures.push_back({name, chart_svg(charts.first(together), charts.front().title)});
    }
    charts = charts.subspan(together);
  }
  return pictures;
}

std::vector<Picture> pictures(std::span<const Json> documents, Language language) {
  std::vector<Picture> all;
  for (const Json& document : documents) {
    for (const Section& section : sections(document, language)) {
      for (Picture& picture : pictures(section.charts)) {
        picture.id = unused(picture.id, all);
        all.push_back(std::move(picture));
      }
    }
  }
  return all;
}

}  // namespace saddlescope::report
