// What a model's terms are worth and how far it is trusted, in words: of the texts, the charts and the pages alike.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "saddlescope/report/language.h"
#include "saddlescope/results/landscape.h"

namespace saddlescope::report {

/// "0.3162", "1000 (at least)", "8.706 (seen from 4.757 on)" where rounding hides much of what is nearer, "not at all",
/// "undetermined".
std::string trust_words(const TrustRadius& radius, Language language);
/// "t", "t²" … "t⁴": of a model's term of order j.
std::string_view power_of_t(std::size_t j);
/// Of a term of order j that vanishes: "gone: 0 ± 1.2e-16", "gone: 0" where its error is 0.
std::string gone_words(const TaylorLine& line, std::size_t j, Language language);

}  // namespace saddlescope::report
