// What a verdict says in one plain sentence, for the text and the page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saddlescope/report/language.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope::report {

/// "Saddle: a critical point from which the loss falls along 1 direction and rises along 1 direction."
std::string verdict_sentence(const Diagnosis& diagnosis, Language language = Language::english);

/// Whether that sentence says that the diagnosis was interrupted.
bool verdict_tells_interruption(const Diagnosis& diagnosis);

/// "saddle", "degenerate minimum".
std::string verdict_name(VerdictKind kind, Language language = Language::english);

/// "1 negative, 0 flat, 1 positive (to ±8.9e-16)"; of an incomplete count lower bounds.
std::string signs(const Inertia& inertia, Language language = Language::english);

/// Why it stalled, the verdict's own cause with its remedy alone: what it is made of, the verdict said.
std::vector<StallCause> told_causes(const Diagnosis& d);

/// Why there is no way out by curvature.
std::string no_way_out(const Diagnosis& d, Language language);

/// On a kink, where derivatives prove nothing: the way out that was measured, if any.
std::optional<Witness> measured_way(const Diagnosis& d);
std::string measured_way_sentence(const std::optional<Witness>& way, Language language);

/// Whether the way out goes along another direction than the lowest eigenvector: of the lowest ones and their sum the one
/// that gains most is taken.
bool not_the_lowest(const Diagnosis& d, const EscapeRoute& e);

}  // namespace saddlescope::report
