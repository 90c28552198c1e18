#include "saddlescope/report/language.h"

#include <string>

#include "saddlescope/base/error.h"

namespace saddlescope {

std::string_view to_string(Language language) { return language == Language::english ? "en" : "zh-TW"; }

Language language(std::string_view name) {
  for (const Language known : {Language::english, Language::traditional_chinese}) {
    if (to_string(known) == name) return known;
  }
  throw_bad_input("there is no page in \"" + std::string(name) + "\".", "--lang", "Take en or zh-TW.");
}

namespace report {

std::string say(Language language, Phrase phrase) { return std::string(phrase.in(language)); }

namespace {

constexpr std::string_view kSpace = " ";

bool is_wide(char c) { return static_cast<unsigned char>(c) >= 0xE3; }  // the first byte of U+3000 and beyond

// Whether a text ends in such a letter, of three bytes.
bool ends_wide(std::string_view text) { return text.size() > 2 && is_wide(text[text.size() - 3]); }

}  // namespace

std::size_t fill(std::string& text, std::string_view part, std::string_view rest) {
  const bool before = text.ends_with(kSpace) && ends_wide(std::string_view(text).substr(0, text.size() - 1));
  if (before && !part.empty() && is_wide(part.front())) text.pop_back();
  text += part;
  return ends_wide(part) && rest.size() > 1 && rest.front() == ' ' && is_wide(rest[1]) ? 1 : 0;
}

std::string say(Language language, Phrase phrase, std::initializer_list<std::string_view> parts) {
  const std::string_view form = phrase.in(language);
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const std::size_t part = i + 2 < form.size() ? static_cast<std::size_t>(form[i + 1] - '0') : parts.size();
    if (form[i] == '{' && form[i + 2] == '}' && part < parts.size()) {
      i += 2;
      i += report::fill(text, parts.begin()[part], form.substr(i + 1));
    } else {
      text += form[i];
    }
  }
  return text;
}

}  // namespace report
}  // namespace saddlescope
