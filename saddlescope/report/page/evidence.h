// The facts that a diagnosis rests on: of `diagnose`, and of a network of a census as far as that knows it.
#pragma once

#include <optional>
#include <vector>

#include "saddlescope/report/language.h"
#include "saddlescope/report/page/section.h"
#include "saddlescope/results/diagnosis.h"

namespace saddlescope::report {

Tone tone_of(const Diagnosis& diagnosis);
Fact verdict_fact(const Verdict& verdict, Language language);
Fact flatness_fact(const Diagnosis& diagnosis, Language language);
/// Here, and at the critical point in reach.
std::vector<Fact> sign_facts(const Diagnosis& diagnosis, Language language);
Fact worth_fact(double worth, const Diagnosis& diagnosis, Language language);
/// The lowest and the highest eigenvalue.
std::vector<Fact> end_facts(const Spectrum& spectrum, Language language);
/// The naive one, with what misleads.
Fact ratio_fact(double ratio, Language language);
std::string ratio_note(Language language);

}  // namespace saddlescope::report
