// How much room words take in a picture: an estimate for a sans-serif typeface, on the wide side.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saddlescope::report {

/// Of words in letters of this height, in its unit.
double width_of(std::string_view words, double letters);

/// The words, or so many of their first characters, and "…", as fit.
std::string fitted(std::string_view words, double letters, double room);

/// The first `most` characters and "…", or all; whole characters of UTF-8.
std::string elided(std::string_view words, std::size_t most);

/// The first two thirds of `most` characters, " … " and the last third, or all.
std::string shortened(std::string_view words, std::size_t most);

/// Lines of at most `columns` columns, of which Chinese takes two a character; broken at blanks and within Chinese, a word
/// that is longer anywhere; an end of line stays one.
std::vector<std::string> broken(std::string_view words, std::size_t columns);

/// Lines that have room in letters of this height, broken as those.
std::vector<std::string> broken_within(std::string_view words, double letters, double room);

}  // namespace saddlescope::report
