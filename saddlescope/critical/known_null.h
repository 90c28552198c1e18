// Which of the flat directions are there by construction: the symmetries of a network that its objective names, each
// checked against the band at θ*.
#pragma once

#include <string>

#include "saddlescope/critical/null_space.h"

namespace saddlescope {

/// " Of the 12 flat directions 9 are there by construction: rescaling of the ReLU units of hidden layer 1 (4), …", or
/// nothing. Counted: directions that lie in N (but for 1e-6 of their length), independent of those counted before.
/// Cost: one projection for each direction named.
std::string known_null_directions(const NullSpace& space);

}  // namespace saddlescope
