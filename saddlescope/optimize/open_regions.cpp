#include "saddlescope/optimize/open_regions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

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

BoxIndex::BoxIndex(const std::vector<Box>& boxes) : boxes_(boxes), order_(boxes.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::ranges::stable_sort(order_, {}, [&](std::size_t i) { return boxes[i].low[0]; });
  for (const Box& box : boxes) widest_ = std::max(widest_, box.high[0] - box.low[0]);
}

std::size_t BoxIndex::first_from(double low) const {
  const auto first = std::ranges::lower_bound(order_, low, {}, [&](std::size_t i) { return boxes_[i].low[0]; });
  return static_cast<std::size_t>(first - order_.begin());
}

namespace {

// Whether two reasons are one but for their numbers, as "log(x^2) at x = 0 isn't finite" of another x.
bool alike(std::string a, std::string b) {
  for (std::string* why : {&a, &b}) {
    std::erase_if(*why, [](char c) { return std::string_view("0123456789.e+-").find(c) != std::string_view::npos; });
  }
  return a == b;
}

// Which group each box is of: the first of those that it is connected with. why: of each box, then of each group at its
// first box.
std::vector<std::size_t> connected(const std::vector<Box>& boxes, std::vector<std::string>& why) {
  std::vector<std::size_t> group(boxes.size());
  std::iota(group.begin(), group.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (group[i] != i) i = group[i] = group[group[i]];
    return i;
  };
  const BoxIndex index(boxes);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    index.touching(boxes[i], [&](std::size_t j) {
      const auto [a, b] = std::minmax({root(i), root(j)});
      if (!why[a].empty() && !why[b].empty() && !alike(why[a], why[b])) return;
      group[b] = a;
      if (why[a].empty()) why[a] = why[b];
    });
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) group[i] = root(i);
  return group;
}

double shortest_decimal(double low, double high) {
  const double centre = low + (high - low) / 2;
  for (int digits = 1; digits < std::numeric_limits<double>::max_digits10; ++digits) {
    const std::string text = fmt::format("{:.{}g}", centre, digits);
    double value = centre;
    std::from_chars(text.data(), text.data() + text.size(), value);
    if (low <= value && value <= high) return value;
  }
  return centre;
}

}  // namespace

std::vector<OpenRegion> joined(const std::vector<OpenRegion>& regions, double gap) {
  std::vector<Box> boxes;
  std::vector<std::string> why;
  for (const OpenRegion& region : regions) {
    why.push_back(region.why);
    Box& box = boxes.emplace_back(region.box);
    for (std::size_t k = 0; k < box.size(); ++k) {
      const double margin = gap / 2 * (box.high[k] - box.low[k]);
      box.low[k] -= margin;
      box.high[k] += margin;
    }
  }
  const std::vector<std::size_t> group = connected(boxes, why);
  std::vector<OpenRegion> result;
  std::vector<std::size_t> place(boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (group[i] == i) {
      place[i] = result.size();
      result.push_back({regions[i].box, regions[i].boxes, why[i]});
      continue;
    }
    OpenRegion& first = result[place[group[i]]];
    first.box = hull(std::move(first.box), regions[i].box);
    first.boxes += regions[i].boxes;
  }
  return result;
}

std::vector<OpenRegion> open_regions(const std::vector<Box>& boxes) {
  std::vector<OpenRegion> single;
  single.reserve(boxes.size());
  for (const Box& box : boxes) single.push_back({box, 1, {}});
  return joined(single, 0);
}

std::string not_finite_within(const Objective& objective, const Box& box, Context& context) {
  Vector decimal(box.size());
  for (std::size_t i = 0; i < box.size(); ++i) decimal[i] = shortest_decimal(box.low[i], box.high[i]);
  for (const Vector& point : {box.simplest(), decimal, box.centre(), box.low, box.high}) {
    const std::string where = objective.where_not_finite(point, context);
    if (!where.empty()) return where + " isn't finite";
  }
  return {};
}

}  // namespace saddlescope
