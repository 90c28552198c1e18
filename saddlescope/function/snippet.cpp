#include "saddlescope/function/snippet.h"

#include <fmt/format.h>

#include <algorithm>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

constexpr std::size_t kContext = 50;  // characters shown on either side

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Bytes of the well-formed UTF-8 sequence at `at`, 0 if there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text[at + i])) return 0;
  }
  return length;
}

}  // namespace

std::string character_at(std::string_view text, std::size_t at) {
  const std::size_t length = sequence_length(text, at);
  const auto byte = static_cast<unsigned char>(text[at]);
  if (length == 0 || byte < 0x20 || byte == 0x7F) return fmt::format("\\x{:02x}", byte);
  return std::string(text.substr(at, length));
}

void throw_at(std::string_view text, std::size_t at, std::string_view where, const std::string& message,
              const std::string& remedy) {
  // Whatever stands there, one printed place a character: line breaks and broken bytes don't move the caret.
  const auto place = [&](std::size_t i, std::size_t length) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (length == 0) return std::string("?");
    return byte < 0x20 || byte == 0x7F ? std::string(" ") : std::string(text.substr(i, length));
  };
  std::size_t column = 0;  // characters before `at`
  for (std::size_t i = 0; i < at; ++column) i += std::max<std::size_t>(1, sequence_length(text, i));
  const std::size_t first = column > kContext ? column - kContext : 0;
  std::string window;
  std::size_t i = 0;
  for (std::size_t index = 0; i < text.size() && index < column + kContext; ++index) {
    const std::size_t length = sequence_length(text, i);
    if (index >= first) window += place(i, length);
    i += std::max<std::size_t>(1, length);
  }
  const std::string left = first > 0 ? "... " : "", right = i < text.size() ? " ..." : "";
  throw_bad_input(
      message, fmt::format("{}, column {}", where, column + 1),
      fmt::format("{}\n  {}{}{}\n  {}^", remedy, left, window, right, std::string(left.size() + column - first, ' ')));
}

}  // namespace saddlescope
