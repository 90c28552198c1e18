// What text and page say alike of a run: how training ended, whether an escape got out.
#pragma once

#include <string>

#include "saddlescope/report/language.h"
#include "saddlescope/results/training.h"

namespace saddlescope::report {

/// "Stalled"; of a run that stalls, or is done, above where it began, that: it hasn't merely stopped.
std::string outcome(const Training& training, Language language);

/// "Out: the loss fell from 1 to 0.01 in 2 rounds."
std::string escape_sentence(const Escape& escape, Language language);

/// What a round's decrease was predicted by: "quartic"; of a model that predicts nothing there, that.
std::string predicted_by(const EscapeRound& round, Language language);

}  // namespace saddlescope::report
