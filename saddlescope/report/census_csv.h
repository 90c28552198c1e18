// A census as CSV (RFC 4180 but for the line ends, which are \n): a header, then a row a network, in the document's
// order.
// Numbers in the shortest digits that read back to the same bits; what isn't there is empty.
#pragma once

#include <string>

#include "saddlescope/results/census.h"

namespace saddlescope {

std::string to_csv(const Census& census);

}  // namespace saddlescope
