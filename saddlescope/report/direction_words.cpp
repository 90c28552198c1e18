#include "saddlescope/report/direction_words.h"

#include "saddlescope/report/sentences.h"

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

}  // namespace saddlescope::report
