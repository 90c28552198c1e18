#include "saddlescope/results/finding.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace saddlescope {
namespace {

using Point = std::vector<double>;

// A trace takes short steps where its curve bends and long ones where it doesn't: from one to the next they change by a
// factor below 5, and the long ones are many. A leap to another piece is longer by a factor than both steps beside it, or
// than nearly all.
constexpr double kLeap = 8;
constexpr double kLongest = 2.5;
constexpr double kNearly = 0.9;  // all
constexpr double kMeet = 2;  // times the longer end step, between the ends of a closed curve: they pass no further

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

double nearly_longest(std::vector<double> steps) {
  const auto at = steps.begin() + static_cast<std::ptrdiff_t>(kNearly * static_cast<double>(steps.size() - 1));
  std::nth_element(steps.begin(), at, steps.end());
  return *at;
}

// The first and the last step end where the box does, as short as may be: neither is a measure for the one beside it.
bool leaps(const std::vector<double>& steps, std::size_t i, double longest) {
  const bool between = i > 0 && i + 1 < steps.size();
  return steps[i] > kLongest * longest || (between && steps[i] > kLeap * std::max(steps[i - 1], steps[i + 1]));
}

}  // namespace

std::vector<std::vector<Point>> curve_pieces(const std::vector<Point>& sample, const Sides& box) {
  if (sample.size() < 2) return {sample};
  std::vector<double> steps;
  for (std::size_t i = 1; i < sample.size(); ++i) steps.push_back(apart(sample[i - 1], sample[i]));
  const double longest = nearly_longest(steps);
  std::vector<std::vector<Point>> pieces{{sample.front()}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (leaps(steps, i, longest)) pieces.emplace_back();
    pieces.back().push_back(sample[i + 1]);
  }
  const Point &first = sample.front(), &last = sample.back();
  const double beside = std::max(steps.front(), steps.back());
  const bool meet = sample.size() > 2 && apart(first, last) <= kMeet * beside;
  if (pieces.size() == 1 && meet && inside(first, box, beside) && inside(last, box, beside)) {
    pieces.back().push_back(first);
  }
  return pieces;
}

}  // namespace saddlescope
