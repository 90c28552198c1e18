#include "saddlescope/results/finding.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace saddlescope {
namespace {

using Point = std::vector<double>;

// In steps of median length.
constexpr double kLeap = 5;  // to another piece
constexpr double kMeet = 2;  // between the ends of a closed curve: traced both ways from one point they pass no further

double apart(const Point& a, const Point& b) {
  double length = 0;
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) length = std::hypot(length, a[k] - b[k]);
  return length;
}

// Whether a point lies farther than `step` within the border, where the box may have cut a curve.
bool inside(const Point& at, const Sides& box, double step) {
  for (std::size_t k = 0; k < std::min(at.size(), box.low.size()); ++k) {
    if (!(at[k] - box.low[k] > step && box.high[k] - at[k] > step)) return false;
  }
  return true;
}

}  // namespace

std::vector<std::vector<Point>> curve_pieces(const std::vector<Point>& sample, const Sides& box) {
  if (sample.size() < 2) return {sample};
  std::vector<double> steps;
  for (std::size_t i = 1; i < sample.size(); ++i) steps.push_back(apart(sample[i - 1], sample[i]));
  std::vector<double> sorted = steps;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double usual = *middle;
  std::vector<std::vector<Point>> pieces{{sample.front()}};
  for (std::size_t i = 1; i < sample.size(); ++i) {
    if (steps[i - 1] > kLeap * usual) pieces.emplace_back();
    pieces.back().push_back(sample[i]);
  }
  const Point &first = sample.front(), &last = sample.back();
  const bool meet = sample.size() > 2 && apart(first, last) <= kMeet * usual;
  if (pieces.size() == 1 && meet && inside(first, box, usual) && inside(last, box, usual)) {
    pieces.back().push_back(first);
  }
  return pieces;
}

}  // namespace saddlescope
