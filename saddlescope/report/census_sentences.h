// Sentences of a census that its text and its page share. English, without a full stop; empty where there is nothing to
// say.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "saddlescope/results/census.h"

namespace saddlescope::report {

struct Part {
  std::size_t n;
  std::string words;
};
/// "3 saddles (2 certified), 1 gradient-flat"; those that are 0 are left out.
std::string listed(const std::vector<Part>& parts);

struct Spread {
  double low = 0, median = 0, high = 0;
};
Spread spread_of(std::vector<double> values);
/// "0.5 to 0.6", or one number where both ends are written alike.
std::string spoken(const Spread& range);
/// "0.5 to 0.6 (median 0.55)", or that one number.
std::string with_median(const Spread& range);

template <class Of>
Spread spread_over(const std::vector<const CensusNetwork*>& networks, const Of& of) {
  std::vector<double> values;
  values.reserve(networks.size());
  for (const CensusNetwork* network : networks) values.push_back(static_cast<double>(of(*network)));
  return spread_of(std::move(values));
}

/// Of one model, those that have a point.
std::vector<const CensusNetwork*> points_of(const Census& census, const CensusModel& model);
/// Those of them whose eigenvalues say something: that don't lie on a kink.
std::vector<const CensusNetwork*> off_kinks(std::vector<const CensusNetwork*> points);
/// How many of them lie on one.
std::string kink_sentence(const CensusCounts& counts);

/// How a finder's runs ended.
std::string finder_sentence(const Census& census, const std::string& model, const std::string& finder);
/// Whether its gradient fell to the tolerance, or to its rounding error; `end` goes by the verdict instead.
bool ended_by_gradient(const CensusNetwork& network);
/// What following negative curvature gained.
std::string worth_sentence(const CensusModel& model, const std::vector<const CensusNetwork*>& points);
/// Why 0.5 to 0.6 appears at perfect fits; only where that was measured.
std::string trap_sentence(const CensusModel& model, const std::vector<const CensusNetwork*>& points);

/// Two numbers with so many digits, four or more, that different ones are written differently.
std::pair<std::string, std::string> told_apart(double a, double b);

}  // namespace saddlescope::report
