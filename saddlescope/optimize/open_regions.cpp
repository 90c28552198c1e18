#include "saddlescope/optimize/open_regions.h"

#include <algorithm>
#include <numeric>

namespace saddlescope {

bool touch(const Box& a, const Box& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double slack = 0.5 * std::min(a.high[i] - a.low[i], b.high[i] - b.low[i]);
    if (a.low[i] > b.high[i] + slack || b.low[i] > a.high[i] + slack) return false;
  }
  return true;
}

Box hull(Box a, const Box& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    a.low[i] = std::min(a.low[i], b.low[i]);
    a.high[i] = std::max(a.high[i], b.high[i]);
  }
  return a;
}

std::vector<OpenRegion> open_regions(const std::vector<Box>& boxes) {
  std::vector<std::size_t> group(boxes.size());
  std::iota(group.begin(), group.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (group[i] != i) i = group[i];
    return i;
  };
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (touch(boxes[i], boxes[j])) group[root(i)] = root(j);
    }
  }
  std::vector<OpenRegion> result;
  std::vector<std::size_t> place(boxes.size(), boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    std::size_t& at = place[root(i)];
    if (at == boxes.size()) {
      at = result.size();
      result.push_back({boxes[i], 0, {}});
    }
    result[at].box = hull(result[at].box, boxes[i]);
    ++result[at].boxes;
  }
  return result;
}

}  // namespace saddlescope
