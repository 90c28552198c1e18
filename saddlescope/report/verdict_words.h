// What a verdict says in one plain sentence, for the text and the page.
#pragma once

#include <optional>
#include <string>

#include "saddlescope/report/language.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope::report {

/// "Saddle: a critical point from which the loss falls along 1 direction and rises along 1 direction."
std::string verdict_sentence(const Diagnosis& diagnosis, Language language = Language::english);

/// Whether that sentence says that the diagnosis was interrupted.
bool verdict_tells_interruption(const Diagnosis& diagnosis);

/// "saddle", "degenerate minimum".
std::string verdict_name(VerdictKind kind, Language language = Language::english);

/// On a kink, where derivatives prove nothing: the way out that was measured, if any.
std::optional<Witness> measured_way(const Diagnosis& d);
std::string measured_way_sentence(const std::optional<Witness>& way, Language language);

/// Whether the way out goes along another direction than the lowest eigenvector: of the lowest ones and their sum the one
/// that gains most is taken.
bool not_the_lowest(const Diagnosis& d, const EscapeRoute& e);

}  // namespace saddlescope::report
