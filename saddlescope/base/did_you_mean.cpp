#include "saddlescope/base/did_you_mean.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace saddlescope {
namespace {

constexpr std::size_t kLongest = 64;  // names are short; what a stranger typed needn't be

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Every flag begins with the same dashes: they make none more alike.
std::string_view without_dashes(std::string_view word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

// "learning-rate" → "lr".
std::string initials(std::string_view name) {
  std::string text;
  char before = '-';
  for (const char c : name) {
    if (before == '-' && c != '-') text += lower(c);
    before = c;
  }
  return text;
}

// The one name of several words that `word` has the initials of.
std::string_view abbreviated_by(std::string_view word, std::span<const std::string_view> known) {
  std::string_view name;
  std::size_t found = 0;
  for (const std::string_view one : known) {
    const std::string letters = initials(one);
    if (letters.size() < 2 || !std::ranges::equal(letters, without_dashes(word), {}, {}, lower)) continue;
    name = one;
    ++found;
  }
  return found == 1 ? name : std::string_view();
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Rows of the table of prefixes: before[j] = distance of a[0, i−1) and b[0, j).
  std::vector<std::size_t> twice_before(b.size() + 1), before(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) before[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, before[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], twice_before[j - 2] + 1);
    }
    std::swap(twice_before, before);
    std::swap(before, row);
  }
  return before[b.size()];
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  if (word.size() > kLongest) return {};
  std::size_t nearest = std::numeric_limits<std::size_t>::max();
  std::string_view name;
  bool alone = false;
  for (const std::string_view one : known) {
    const std::size_t distance = edit_distance(without_dashes(word), without_dashes(one));
    if (distance < nearest) {
      nearest = distance;
      name = one;
      alone = true;
    } else if (distance == nearest) {
      alone = false;
    }
  }
  const std::size_t letters = without_dashes(name).size();
  if (const std::string_view long_name = abbreviated_by(word, known); !long_name.empty()) {
    return "Did you mean " + std::string(long_name) + "? ";
  }
  if (!alone || nearest > std::max<std::size_t>(1, letters / 3) || nearest >= letters) return {};
  return "Did you mean " + std::string(name) + "? ";
}

}  // namespace saddlescope
