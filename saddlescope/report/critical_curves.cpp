#include "saddlescope/report/critical_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace saddlescope::report {
namespace {

// Of the largest loss drawn: what rounding makes of the losses along a curve, whose terms are as large as elsewhere.
constexpr double kSameLoss = 1024 * std::numeric_limits<double>::epsilon();

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double length = 0;
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) length = std::hypot(length, a[k] - b[k]);
  return length;
}

double longest_step(const Curve& curve) {
  double longest = 0;
  for (std::size_t i = 1; i < curve.points.size(); ++i) {
    longest = std::max(longest, distance(curve.points[i - 1], curve.points[i]));
  }
  return longest;
}

// Two pieces are one curve where they come as near to each other as the points of either to their neighbours.
bool touch(const Curve& a, const Curve& b) {
  const double near = std::max(longest_step(a), longest_step(b));
  return std::ranges::any_of(a.points, [&](const std::vector<double>& p) {
    return std::ranges::any_of(b.points, [&](const std::vector<double>& q) { return distance(p, q) <= near; });
  });
}

std::size_t joined(const std::vector<const Curve*>& pieces) {
  std::vector<std::size_t> of(pieces.size());
  for (std::size_t i = 0; i < of.size(); ++i) of[i] = i;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (of[i] == of[j] || !touch(*pieces[i], *pieces[j])) continue;
      const std::size_t from = of[i], to = of[j];
      std::ranges::replace(of, from, to);
    }
  }
  return std::set(of.begin(), of.end()).size();
}

}  // namespace

std::vector<CriticalCurves> critical_curves(const CrossSection& section) {
  std::vector<const Curve*> all;
  for (const Curve& curve : section.curves) {
    if (curve.kind == MarkKind::critical) all.push_back(&curve);
  }
  std::ranges::stable_sort(all, {}, [](const Curve* c) { return std::pair(c->label, c->loss); });
  double largest = 0;
  for (const double loss : section.loss) largest = std::max(largest, std::isfinite(loss) ? std::abs(loss) : 0);
  std::vector<CriticalCurves> groups;
  for (std::size_t first = 0; first < all.size();) {
    std::vector<const Curve*> pieces{all[first]};
    for (std::size_t i = first + 1; i < all.size() && all[i]->label == all[first]->label &&
                                    !(all[i]->loss - all[first]->loss > kSameLoss * largest);
         ++i) {
      pieces.push_back(all[i]);
    }
    groups.push_back({all[first], joined(pieces), pieces.size()});
    first += pieces.size();
  }
  return groups;
}

}  // namespace saddlescope::report
