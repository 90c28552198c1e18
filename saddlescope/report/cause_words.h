// Why training stalls, for a reader who meets it first here: each cause's name, and what it means in a sentence or two.
// What was measured, and what helps at this point, are the result's own (StallCause).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saddlescope/report/language.h"

namespace saddlescope::report {

struct CauseWords {
  std::string_view cause;  ///< StallCause::cause
  std::string_view english_name, chinese_name;
  std::string_view english, chinese;  ///< what it means
};

std::span<const CauseWords> cause_words();

/// "Dead units"; the name of a verdict for the causes that bear one; of another cause its own words.
std::string cause_name(std::string_view cause, Language language);

/// Empty where the name says it all: for verdicts, and for causes that aren't ours.
std::string cause_meaning(std::string_view cause, Language language);

}  // namespace saddlescope::report
