// The static pictures of documents: their charts (charts.h) as SVG, the main one first.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "saddlescope/report/chart.h"
#include "saddlescope/report/language.h"
#include "saddlescope/results/json.h"

namespace saddlescope::report {

struct Picture {
  std::string id;  ///< of the chart: "spectrum", "line-search"; a name for each, fit for a file's
  std::string svg;  ///< a whole document, sizes in millimetres
};

/// One of each chart; those of one Chart::picture together, one under another (the models of a census).
std::vector<Picture> pictures(std::span<const Chart> charts);

/// Of all charts of the documents; none where no result has one. Throws Error(bad input) where it is no document of
/// ours, or malformed.
std::vector<Picture> pictures(std::span<const Json> documents, Language language = Language::english);

}  // namespace saddlescope::report
