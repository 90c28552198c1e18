// Text in UTF-8 (RFC 3629), character by character.
#pragma once

#include <cstddef>
#include <string_view>

namespace saddlescope {

/// Whether a byte stands within a character, behind its first.
constexpr bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; }

/// Bytes of the well-formed character that a text begins with; 0: there is none, as there is none in an empty text.
std::size_t character_length(std::string_view text);

/// The first character of a text that isn't empty; a byte that begins none stands for one.
std::string_view first_character(std::string_view text);

/// Characters of well-formed text; of any other the bytes that don't continue one.
std::size_t characters(std::string_view text);

}  // namespace saddlescope
