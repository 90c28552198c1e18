// What a found point is, in words: shared by the texts of answers that hold such points.
#pragma once

#include <string>
#include <string_view>

#include "saddlescope/report/language.h"
#include "saddlescope/report/words.h"
#include "saddlescope/results/diagnosis.h"
#include "saddlescope/results/finding.h"

namespace saddlescope::report {

/// "saddle (certified)", "degenerate minimum", "undetermined".
std::string kind(const Verdict& verdict);
/// What the signs nearby are of: "the critical point within 0.1". That there is one is the verdict's to say.
std::string reach(const Nearby& nearby, VerdictKind kind);
/// "(x, y) = (1, 1)"; numbers alone where there are no names.
std::string named(const ProblemSummary& problem, const std::vector<double>& at);
/// "point", "curve", "surface", "region" (of all variables), "manifold".
std::string_view shape(const FoundPoint& point);
/// Of what was found, to tell them apart.
LossList losses_found(const Finding& f);
/// "1 point (saddle), 2 curves (degenerate minimum)".
std::string found_counts(const Finding& f, Language language);
/// "x = -2 to 2, y = 0 to 1", with " to " or whatever else stands between; numbers alone where there are no names.
std::string ranges(const Finding& f, const Sides& box, std::string_view to);
/// What a search of a box found, without what it proves (Finding::why). f.box is there.
std::string box_text(const Finding& f);

}  // namespace saddlescope::report
