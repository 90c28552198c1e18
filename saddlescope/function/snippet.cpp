#include "saddlescope/function/snippet.h"

#include <fmt/format.h>

#include <algorithm>

#include "saddlescope/base/error.h"
#include "saddlescope/base/utf8.h"

namespace saddlescope {
namespace {

constexpr std::size_t kContext = 50;  // characters shown on either side

}  // namespace

std::string character_at(std::string_view text, std::size_t at) {
  const std::size_t length = character_length(text.substr(at));
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
  for (std::size_t i = 0; i < at; ++column) i += std::max<std::size_t>(1, character_length(text.substr(i)));
  const std::size_t first = column > kContext ? column - kContext : 0;
  std::string window;
  std::size_t i = 0;
  for (std::size_t index = 0; i < text.size() && index < column + kContext; ++index) {
    const std::size_t length = character_length(text.substr(i));
    if (index >= first) window += place(i, length);
    i += std::max<std::size_t>(1, length);
  }
  const std::string left = first > 0 ? "... " : "", right = i < text.size() ? " ..." : "";
  throw_bad_input(
      message, fmt::format("{}, column {}", where, column + 1),
      fmt::format("{}\n  {}{}{}\n  {}^", remedy, left, window, right, std::string(left.size() + column - first, ' ')));
}

}  // namespace saddlescope
