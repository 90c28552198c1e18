#include "saddlescope/report/stall_text.h"

#include <algorithm>

#include "saddlescope/report/words.h"

namespace saddlescope::report {
namespace {

// "dead_units" as a person writes it.
std::string as_words(std::string cause) {
  std::replace(cause.begin(), cause.end(), '_', ' ');
  if (!cause.empty() && cause[0] >= 'a' && cause[0] <= 'z') cause[0] = static_cast<char>(cause[0] - 'a' + 'A');
  return cause;
}

}  // namespace

std::string why_it_stalled(std::span<const StallCause> causes, std::span<const UndecidedCause> undecided) {
  std::string text;
  for (const StallCause& cause : causes) {
    text += folded(as_words(cause.cause) + ": " + cause.evidence, 2);
    if (!cause.remedy.empty()) text += folded("What helps: " + cause.remedy, 4);
  }
  if (!text.empty()) text = "\nWhy it stalled\n" + text;
  std::string open;
  for (const UndecidedCause& one : undecided) open += folded(as_words(one.cause) + ": " + one.why, 2);
  return open.empty() ? text : text + "\nCan't be told from here\n" + open;
}

}  // namespace saddlescope::report
