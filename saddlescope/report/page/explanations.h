// What the words of a page mean, for a student who meets them first here: a few sentences each, in both languages.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saddlescope/report/language.h"

namespace saddlescope::report {

struct Explanation {
  std::string_view id;  ///< the element's id in the page is "word-" and this
  std::string_view english_word, chinese_word;
  std::string_view english, chinese;
};

std::span<const Explanation> explanations();

/// All of them, as the section at a page's end.
std::string explanations_section(Language language);

}  // namespace saddlescope::report
