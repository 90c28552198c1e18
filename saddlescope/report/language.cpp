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

std::string say(Language language, Phrase phrase, std::initializer_list<std::string_view> parts) {
  const std::string_view form = phrase.in(language);
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const std::size_t part = i + 2 < form.size() ? static_cast<std::size_t>(form[i + 1] - '0') : parts.size();
    if (form[i] == '{' && form[i + 2] == '}' && part < parts.size()) {
      text += parts.begin()[part];
      i += 2;
    } else {
      text += form[i];
    }
  }
  return text;
}

}  // namespace report
}  // namespace saddlescope
