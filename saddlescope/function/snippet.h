// Errors in a line of text: the column, the line, a caret under the place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saddlescope {

/// The UTF-8 character that starts at `at`; a byte that starts none is written as \xNN.
std::string character_at(std::string_view text, std::size_t at);

/// Throws Error(bad input): where = "<where>, column N" (characters, from 1), the remedy followed by the text around
/// `at` and a caret under it.
[[noreturn]] void throw_at(std::string_view text, std::size_t at, std::string_view where, const std::string& message,
                           const std::string& remedy);

}  // namespace saddlescope
