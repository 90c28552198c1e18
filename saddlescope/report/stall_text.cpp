#include "saddlescope/report/stall_text.h"

#include "saddlescope/report/cause_words.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {

std::string why_it_stalled(std::span<const StallCause> causes, std::span<const UndecidedCause> undecided) {
  std::string text;
  for (const StallCause& cause : causes) {
    text += folded(cause_name(cause.cause, Language::english) + ": " + cause.evidence, 2);
    if (!cause.remedy.empty()) text += folded("What helps: " + cause.remedy, 4);
  }
  if (!text.empty()) text = "\nWhy it stalled\n" + text;
  std::string open;
  for (const UndecidedCause& one : undecided)
    open += folded(cause_name(one.cause, Language::english) + ": " + one.why, 2);
  return open.empty() ? text : text + "\nCan't be told from here\n" + open;
}

}  // namespace saddlescope::report
