#include "saddlescope/report/critical_curves.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "saddlescope/linalg/epsilon.h"
#include "saddlescope/report/direction_words.h"
#include "saddlescope/report/verdict_words.h"

namespace saddlescope::report {
namespace {

// Of the largest loss drawn: what rounding makes of the losses along a curve, whose terms are as large as elsewhere.
constexpr double kSameLoss = 1024 * kEps;

std::size_t curves(const std::vector<const Curve*>& pieces) {
  std::set<std::size_t> numbered;
  std::size_t whole = 0;
  for (const Curve* piece : pieces) {
    if (piece->piece_of) {
      numbered.insert(*piece->piece_of);
    } else {
      ++whole;
    }
  }
  return numbered.size() + whole;
}

}  // namespace

std::string curves_name(const CriticalCurves& curves, Language language) {
  const Curve& lowest = *curves.lowest;
  if (curves.curves <= 1) return curve_name(lowest, language);
  return say(language, "{0} curves: {1}",
             {std::to_string(curves.curves),
              lowest.verdict ? verdict_name(*lowest.verdict, language) : curve_name(lowest, language)});
}

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
    groups.push_back({all[first], curves(pieces), pieces.size()});
    first += pieces.size();
  }
  return groups;
}

}  // namespace saddlescope::report
