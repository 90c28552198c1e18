// How far a model is trusted, in words: of the texts, the charts and the pages alike.
#pragma once

#include <string>

#include "saddlescope/report/language.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// "0.3162", "1000 (at least)", "8.706 (seen from 4.757 on)" where rounding hides much of what is nearer, "not at all",
/// "undetermined".
std::string trust_words(const TrustRadius& radius, Language language);

}  // namespace saddlescope::report
