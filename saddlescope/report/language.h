// The words of pages and charts in two languages. A phrase is named by its English text; every row of the tables
// (phrases.h) holds both, and a phrase that is in none of them doesn't compile:
//
//   say(language, "Loss")                                  → "Loss" or "損失"
//   say(language, "{0} of {1} directions", {"3", "12"})    → "3 of 12 directions" or "12 個方向中的 3 個"
//
// What a result says in sentences of its own (why, evidence, remedy) is English in it, and said again by sentences.h.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "saddlescope/report/phrases.h"

namespace saddlescope {

enum class Language { english, traditional_chinese };

/// "en", "zh-TW": what HTML's lang attribute takes.
std::string_view to_string(Language language);
/// Throws Error(bad input) for another name.
Language language(std::string_view name);

namespace report {

/// A row of the tables, found while compiling.
class Phrase {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a phrase is its text
  consteval Phrase(const char* english) : row_(find(english)) {}

  constexpr std::string_view in(Language language) const {
    return language == Language::english ? row_.english : row_.chinese;
  }

 private:
  static consteval tables::Translation find(std::string_view english) {
    std::size_t row = 0;
    while (kPhrases.at(row).english != english) ++row;  // beyond the end: not a constant, so no code
    return kPhrases[row];
  }

  tables::Translation row_;
};

/// Between two sentences: a Chinese full stop needs no space.
constexpr std::string_view gap(Language language) { return language == Language::english ? " " : ""; }
/// Between the items of a list within a sentence.
constexpr std::string_view comma(Language language) { return language == Language::english ? ", " : "、"; }

std::string say(Language language, Phrase phrase);
/// Puts a part behind a text, `rest` to follow; so many letters of that are to be left out. A space that a form has
/// beside a name is none between two Chinese letters.
std::size_t fill(std::string& text, std::string_view part, std::string_view rest);

/// {0}, {1}, … stand for the parts.
std::string say(Language language, Phrase phrase, std::initializer_list<std::string_view> parts);

}  // namespace report
}  // namespace saddlescope
