// Forms of the sentences that results hold, English and 繁體中文 side by side (sentences.h says how they are used): all rows
// of the tables by the room that writes them. {0}, {1}, … stand for what a room fills in, in the order of the English;
// {0!} for a name, which stays as it is. Within a row the English is that room's text to the letter, which
// tests/report/sentences_test.cpp holds against the sources.
#pragma once

#include "saddlescope/report/tables/answer_forms.h"
#include "saddlescope/report/tables/census_forms.h"
#include "saddlescope/report/tables/comparison_forms.h"
#include "saddlescope/report/tables/critical_forms.h"
#include "saddlescope/report/tables/finder_forms.h"
#include "saddlescope/report/tables/part_forms.h"
#include "saddlescope/report/tables/run_forms.h"
#include "saddlescope/report/tables/stall_forms.h"
#include "saddlescope/report/tables/translation.h"
#include "saddlescope/report/tables/truth_forms.h"

namespace saddlescope::report {

inline constexpr auto kSentenceForms = tables::joined(
    tables::kStallForms, tables::kCriticalForms, tables::kRunForms, tables::kFinderForms, tables::kAnswerForms,
    tables::kComparisonForms, tables::kCensusForms, tables::kTruthForms, tables::kPartForms);

}  // namespace saddlescope::report
