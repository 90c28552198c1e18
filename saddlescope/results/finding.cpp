#include "saddlescope/results/finding.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace saddlescope {

std::vector<std::vector<std::vector<double>>> curve_lines(const FoundPoint& curve) {
  std::vector<std::vector<std::vector<double>>> lines;
  std::size_t first = 0;
  for (const CurvePiece& piece : curve.pieces) {
    const std::size_t end = std::min(first + piece.points, curve.sample.size());
    if (first == end) continue;
    std::vector<std::vector<double>> line(curve.sample.begin() + static_cast<std::ptrdiff_t>(first),
                                          curve.sample.begin() + static_cast<std::ptrdiff_t>(end));
    if (piece.closed) line.push_back(line.front());
    lines.push_back(std::move(line));
    first = end;
  }
  return lines;
}

}  // namespace saddlescope
