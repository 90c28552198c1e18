// Who wins and why, from the numbers of a comparison alone.
#pragma once

#include <string>

#include "saddlescope/results/comparison.h"

namespace saddlescope {

/// "adam at 0.01", "escape, then adam at 0.01".
std::string label(const ComparedMethod& method);

/// Share of what the lowest method's loss fell by, within which losses count as equal.
inline constexpr double kEqualFall = 0.01;

/// Fills in half_way and orders the methods by their loss; those whose loss counts as equal to the lowest by half_way.
void rank(Comparison& comparison);

/// A few sentences on ranked methods. Two count as equal where their losses do, or where one's lies within the range of
/// the other's over seeds.
std::string summarize_comparison(const Comparison& comparison);

}  // namespace saddlescope
