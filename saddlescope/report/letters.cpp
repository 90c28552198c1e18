#include "saddlescope/report/letters.h"

#include "saddlescope/base/utf8.h"

namespace saddlescope::report {
namespace {

// In heights: Chinese, Japanese and Korean fill a square, superscripts and thin letters a third of it.
double width_of_character(std::string_view character) {
  constexpr std::string_view kThin = "ijlft.,:;'|()[]-r! ";
  if (character.size() == 1) {
    if (kThin.find(character[0]) != std::string_view::npos) return 0.33;
    return character[0] == 'm' || character[0] == 'w' || (character[0] >= 'A' && character[0] <= 'Z') ? 0.74 : 0.58;
  }
  if (character.size() >= 3 && character >= "\xE2\xBA\x80") return 1;  // U+2E80 and beyond
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

std::vector<std::string> broken(std::string_view words, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t used = 0, blank = 0;  // characters in the last line; bytes of it up to its last blank, 0: none
  while (!words.empty()) {
    const std::string_view character = first_character(words);
    words.remove_prefix(character.size());
    if (character == "\n") {
      lines.emplace_back();
      used = blank = 0;
      continue;
    }
    if (used >= columns && character == " ") {
      lines.emplace_back();
      used = blank = 0;
      continue;
    }
    if (used >= columns) {
      std::string rest = blank > 0 ? lines.back().substr(blank) : "";
      if (blank > 0) lines.back().resize(blank - 1);
      used = 0;
      for (std::string_view left = rest; !left.empty(); left.remove_prefix(first_character(left).size())) ++used;
      lines.push_back(std::move(rest));
      blank = 0;
    }
    lines.back() += character;
    ++used;
    if (character == " ") blank = lines.back().size();
  }
  return lines;
}

}  // namespace saddlescope::report
