// The known name that an unknown one was probably meant to be, for messages.
#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saddlescope {

/// Fewest insertions, deletions, replacements and swaps of neighbours that turn a into b (optimal string alignment),
/// bytes compared without case. Cost: |a|·|b|.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// "Did you mean digits? " where one name is nearer to `word` than every other and at most a third of its letters (at
/// least one edit) away, or where it is the initials of one alone ("lr" of "learning-rate"); else empty. To be put
/// before the list of what is known.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

/// The same for a list of anything: name_of(row), or row.*name_of, is its name.
template <class Rows, class NameOf>
std::string did_you_mean(std::string_view word, const Rows& rows, NameOf name_of) {
  std::vector<std::string_view> known;
  known.reserve(std::size(rows));
  for (const auto& row : rows) known.push_back(std::invoke(name_of, row));
  return did_you_mean(word, std::span<const std::string_view>(known));
}

}  // namespace saddlescope
