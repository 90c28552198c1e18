// Characters of UTF-8 against RFC 3629: every code point, and how many sequences of bytes there are.
#include "saddlescope/base/utf8.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace saddlescope {
namespace {

// RFC 3629, section 3.
std::string encoded(std::uint32_t c) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  const auto rest = [&](unsigned shift) { return byte(0x80U | (c >> shift & 0x3FU)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0U | c >> 6), rest(0)};
  if (c < 0x10000) return {byte(0xE0U | c >> 12), rest(6), rest(0)};
  return {byte(0xF0U | c >> 18), rest(12), rest(6), rest(0)};
}

TEST(Utf8, TakesEveryCodePointAndNoSurrogate) {
  for (std::uint32_t c = 0; c < 0x110000; ++c) {
    const std::string one = encoded(c);
    const std::size_t expected = c >= 0xD800 && c <= 0xDFFF ? 0 : one.size();
    ASSERT_EQ(character_length(one), expected) << c;
    ASSERT_EQ(character_length(one + "\x80z"), expected) << c;
    ASSERT_EQ(characters(one), 1U) << c;
  }
  EXPECT_EQ(character_length(encoded(0x110000)), 0U);
}

// What isn't the shortest form of a code point up to U+10FFFF is no character: each has one form alone.
TEST(Utf8, HasOneSequenceForEachCodePoint) {
  std::size_t of_two = 0, of_three = 0, of_four = 0;
  std::string text(4, '\0');
  for (unsigned first = 0; first < 0x100; ++first) {
    text[0] = static_cast<char>(first);
    for (unsigned second = 0; second < 0x100; ++second) {
      text[1] = static_cast<char>(second);
      for (unsigned third = 0x7E; third < 0xC2; ++third) {
        text[2] = static_cast<char>(third);
        text[3] = '\x80';
        const std::size_t length = character_length(text);
        of_two += length == 2 && third == 0x80;
        of_three += length == 3;
        of_four += length == 4 && third < 0xC0;
      }
    }
  }
  EXPECT_EQ(of_two, 0x800U - 0x80);
  EXPECT_EQ(of_three, 0x10000U - 0x800 - 0x800);  // without surrogates
  EXPECT_EQ(of_four, (0x110000U - 0x10000) / 64);  // one last byte of 64
}

TEST(Utf8, EndsWhereACharacterIsCutOff) {
  for (const char* whole : {"é", "損", "🙂"}) {
    for (std::string part = whole; part.pop_back(), !part.empty();) EXPECT_EQ(character_length(part), 0U) << whole;
  }
  EXPECT_EQ(character_length(""), 0U);
  EXPECT_EQ(character_length("\xE6z\x8D"), 0U);
}

TEST(Utf8, TakesAByteThatBeginsNothingForACharacter) {
  EXPECT_EQ(first_character("損失"), "損");
  EXPECT_EQ(first_character("\x90\x90"), "\x90");
  EXPECT_EQ(first_character("\xE6\x90"), "\xE6");
  EXPECT_EQ(first_character("a\x90"), "a");
}

TEST(Utf8, CountsCharactersNotBytes) {
  EXPECT_EQ(characters(""), 0U);
  EXPECT_EQ(characters("a損é🙂"), 4U);
}

}  // namespace
}  // namespace saddlescope
