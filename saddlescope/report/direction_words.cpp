#include "saddlescope/report/direction_words.h"

#include <map>
#include <utility>

#include "saddlescope/report/sentences.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {

std::string direction_name(const Direction& direction, Language language) {
  return direction.kind == DirectionKind::parameter ? direction.label : retold_part(direction.label, language);
}

// Of a checkpoint and of the other weights the label is a file's name.
std::string mark_name(const Mark& mark, Language language) {
  const bool own = mark.kind == MarkKind::checkpoint || mark.kind == MarkKind::target;
  return own ? mark.label : retold_part(mark.label, language);
}

std::string curve_name(const Curve& curve, Language language) { return retold_part(curve.label, language); }

std::vector<CriticalCurve> critical_curves(const CrossSection& section) {
  std::vector<CriticalCurve> list;
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  for (const Curve& curve : section.curves) {
    if (curve.kind != MarkKind::critical) continue;
    const auto [at, added] = known.emplace(std::pair(curve.label, precise(curve.loss)), list.size());
    if (added) list.push_back({&curve, 0});
    ++list[at->second].pieces;
  }
  return list;
}

}  // namespace saddlescope::report
