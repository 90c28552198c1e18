#include "saddlescope/report/letters.h"

#include "saddlescope/base/utf8.h"

namespace saddlescope::report {
namespace {

// Chinese, Japanese, Korean and their signs.
bool is_wide(std::string_view character) {
  constexpr std::string_view kFirst = "\xE2\xBA\x80";  // U+2E80
  return character.size() >= 3 && character >= kFirst;
}

// In heights: Chinese, Japanese and Korean fill a square, superscripts and thin letters a third of it.
double width_of_character(std::string_view character) {
  constexpr std::string_view kThin = "ijlft.,:;'|()[]-r! ";
  if (character.size() == 1) {
    if (kThin.find(character[0]) != std::string_view::npos) return 0.33;
    return character[0] == 'm' || character[0] == 'w' || (character[0] >= 'A' && character[0] <= 'Z') ? 0.74 : 0.58;
  }
  if (is_wide(character)) return 1;
  if (character == "⁻" || (character >= "⁰" && character <= "⁹") || character == "¹" || character == "²" ||
      character == "³")
    return 0.4;
  return 0.6;
}

}  // namespace

double width_of(std::string_view words, double letters) {
  double width = 0;
  while (!words.empty()) {
    const std::string_view character = first_character(words);
    width += width_of_character(character);
    words.remove_prefix(character.size());
  }
  return width * letters;
}

std::string fitted(std::string_view words, double letters, double room) {
  if (width_of(words, letters) <= room) return std::string(words);
  std::string kept;
  double width = 0.8 * letters;  // of the dots
  while (!words.empty()) {
    const std::string_view character = first_character(words);
    width += width_of_character(character) * letters;
    if (width > room) break;
    kept += character;
    words.remove_prefix(character.size());
  }
  return kept + "…";
}

std::string elided(std::string_view words, std::size_t most) {
  std::string kept;
  for (std::size_t n = 0; !words.empty(); ++n) {
    if (n == most) return kept + "…";
    const std::string_view character = first_character(words);
    kept += character;
    words.remove_prefix(character.size());
  }
  return kept;
}

std::string shortened(std::string_view words, std::size_t most) {
  const std::size_t all = characters(words);
  if (all <= most) return std::string(words);
  const auto byte_of = [&](std::size_t n) {  // the first one of the n-th character
    std::size_t byte = 0;
    for (; n > 0; --n) byte += first_character(words.substr(byte)).size();
    return byte;
  };
  const std::size_t head = most * 2 / 3, tail = most - head;
  return std::string(words.substr(0, byte_of(head))) + " … " + std::string(words.substr(byte_of(all - tail)));
}

namespace {

bool is_one_of(std::string_view list, std::string_view character) {
  return character.size() >= 3 && list.find(character) != std::string_view::npos;
}

// Chinese is broken between any two characters, but for signs that end or begin what they stand at.
bool may_break_between(std::string_view before, std::string_view after) {
  constexpr std::string_view kEnding = "，。、；：！？）」』", kBeginning = "（「『";
  return (is_wide(before) || is_wide(after)) && after != " " && !is_one_of(kEnding, after) &&
         !is_one_of(kBeginning, before);
}

// Lines no wider than `room`, where `width` is that of a character.
template <class Width>
std::vector<std::string> lines_of(std::string_view words, double room, Width width) {
  std::vector<std::string> lines(1);
  double used = 0;  // by the last line
  std::size_t end = 0, next = 0;  // where it may end and what follows begin, in bytes
  std::string_view before;
  const auto begin_line = [&](std::string rest) {
    used = 0;
    for (std::string_view left = rest; !left.empty(); left.remove_prefix(first_character(left).size()))
      used += width(first_character(left));
    lines.push_back(std::move(rest));
    end = next = 0;
  };
  while (!words.empty()) {
    const std::string_view character = first_character(words);
    words.remove_prefix(character.size());
    const double more = width(character);
    if (character == "\n" || (used + more > room && character == " ")) {
      begin_line("");
      before = {};
      continue;
    }
    if (!lines.back().empty() && may_break_between(before, character)) end = next = lines.back().size();
    if (used + more > room && used > 0) {
      std::string rest = next > 0 ? lines.back().substr(next) : "";
      if (next > 0) lines.back().resize(end);
      begin_line(std::move(rest));
    }
    lines.back() += character;
    used += more;
    if (character == " ") {
      next = lines.back().size();
      end = next - 1;
    }
    before = character;
  }
  return lines;
}

}  // namespace

std::vector<std::string> broken(std::string_view words, std::size_t columns) {
  return lines_of(words, static_cast<double>(columns),
                  [](std::string_view character) { return is_wide(character) ? 2 : 1; });
}

std::vector<std::string> broken_within(std::string_view words, double letters, double room) {
  return lines_of(words, room / letters, width_of_character);
}

}  // namespace saddlescope::report
