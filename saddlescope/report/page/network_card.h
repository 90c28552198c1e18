// A network of a census on the page: what its diagnosis says, as far as the census knows it, where the point came from,
// and the commands that give its record, and the whole diagnosis, again.
#pragma once

#include <cstddef>
#include <string>

#include "saddlescope/report/language.h"
#include "saddlescope/results/census.h"

namespace saddlescope::report {

/// "network-17": of the card of networks[17], or of its row where there is no card; where the charts' points lead.
std::string network_id(std::size_t index);

/// Folded away under a line that names it. The page's script shows it over the page when something leads to it
/// (targets.js); without the script it unfolds in its place.
std::string network_card(const Census& census, std::size_t index, Language language);

}  // namespace saddlescope::report
