#include "saddlescope/report/run_words.h"

#include <fmt/format.h>

#include "saddlescope/report/sentences.h"
#include "saddlescope/report/words.h"

namespace saddlescope::report {

std::string outcome(const Training& t, Language language) {
  const bool risen = t.loss > t.loss_before && precise(t.loss) != precise(t.loss_before);
  switch (t.stop.reason) {
    case StopReason::converged:
      return say(language, "Converged");
    case StopReason::stalled:
      return risen ? say(language, "Worse than at the start") : say(language, "Stalled");
    case StopReason::budget:
      return risen ? say(language, "Worse than at the start") : say(language, "Budget spent");
    case StopReason::not_finite:
      return say(language, "No longer finite");
    case StopReason::interrupted:
      return say(language, "Interrupted");
    case StopReason::line_search_failed:
      return say(language, "The line search ended");
  }
  return {};
}

std::string escape_sentence(const Escape& e, Language language) {
  const std::string before = precise(e.loss_before), after = precise(e.loss),
                    rounds = e.rounds.size() == 1 ? say(language, "1 round")
                                                  : say(language, "{0} rounds", {fmt::format("{}", e.rounds.size())});
  const double fall = e.loss_before - e.loss;
  if (fall > 0 && before != after) {
    return say(language, "Out: the loss fell from {0} to {1} in {2}.", {before, after, rounds});
  }
  if (fall > 0) {
    return say(language, "Hardly out: the loss, {0}, fell by no more than {1} in {2}.", {before, number(fall), rounds});
  }
  if (e.stopped == "interrupted") return say(language, "Interrupted: the loss is still {0}.", {after});
  return say(language, "No way out by curvature: the loss stays at {0}.", {after});
}

std::string predicted_by(const EscapeRound& r, Language language) {
  const std::string name = retold_part(r.predicted_by, language);
  const bool model = r.predicted_by == "quartic" || r.predicted_by == "quadratic";
  return model && !r.predicted_decrease ? say(language, "{0}: doesn't reach so far", {name}) : name;
}

}  // namespace saddlescope::report
