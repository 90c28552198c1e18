// The phrases of pages and charts, English and 繁體中文 side by side (language.h says how they are used): all rows of the
// tables by subject. Both forms of a row have the same placeholders. A new phrase goes into the table of its subject.
#pragma once

#include "saddlescope/report/tables/census_phrases.h"
#include "saddlescope/report/tables/chart_phrases.h"
#include "saddlescope/report/tables/landscape_phrases.h"
#include "saddlescope/report/tables/page_phrases.h"
#include "saddlescope/report/tables/point_phrases.h"
#include "saddlescope/report/tables/shared_phrases.h"
#include "saddlescope/report/tables/translation.h"
#include "saddlescope/report/tables/verdict_phrases.h"
#include "saddlescope/report/tables/walking_phrases.h"

namespace saddlescope::report {

inline constexpr auto kPhrases =
    tables::joined(tables::kSharedPhrases, tables::kVerdictPhrases, tables::kChartPhrases, tables::kCensusPhrases,
                   tables::kPagePhrases, tables::kPointPhrases, tables::kLandscapePhrases, tables::kWalkingPhrases);

}  // namespace saddlescope::report
