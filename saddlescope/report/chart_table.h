// The numbers of a chart in rows and columns, as plain text cells: what stands behind a picture for who can't see it,
// or wants to read them. Long lists are thinned, and say so.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "saddlescope/report/chart.h"

namespace saddlescope::report {

struct ChartTable {
  std::string caption;  ///< view and what is listed
  std::vector<std::string> columns;  ///< their heads
  std::vector<std::vector<std::string>> rows;
  std::string note;  ///< how it was thinned; empty: it is whole
};

/// Of each flat view: its points by series, its bars, its field, its lines and bands; none for what is empty. A spatial
/// view shows what a flat one has.
/// rows: at most so many in each; fields at most twelve columns.
std::vector<ChartTable> chart_table(const Chart& chart, std::size_t rows = 200);

}  // namespace saddlescope::report
