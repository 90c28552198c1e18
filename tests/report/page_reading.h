// Reading pages as tests do: whether elements and ids are sound, what a reader sees.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saddlescope/report/language.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/results/json.h"

namespace saddlescope {

/// What a page of any document may take.
inline constexpr std::size_t kLargestPage = 3U << 20U;

inline std::string page_of(const Json& document, Language language = Language::english, bool interactive = true) {
  return page(std::span(&document, 1), {.language = language, .interactive = interactive});
}

// Elements that are opened and not closed, or closed and not opened; empty: none. Scripts' and styles' text is skipped.
inline std::string unbalanced(const std::string& html) {
  const std::set<std::string> empty{"meta", "link", "br"};
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    if (html[at + 1] == '!') continue;
    const bool closes = html[at + 1] == '/';
    const std::size_t begin = at + (closes ? 2 : 1), end = html.find_first_of(" >/\n", begin),
                      shut = html.find('>', begin);
    const std::string name = html.substr(begin, end - begin);
    if (shut == std::string::npos) return "an element that doesn't end";
    if (closes) {
      if (open.empty() || open.back() != name)
        return "</" + name + "> closes " + (open.empty() ? "nothing" : open.back());
      open.pop_back();
    } else if (html[shut - 1] != '/' && !empty.contains(name)) {
      open.push_back(name);
    }
    at = shut;
    if (!closes && (name == "script" || name == "style")) at = html.find("</" + name, shut) - 1;
  }
  return open.empty() ? "" : "<" + open.back() + "> isn't closed";
}

inline std::size_t times(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

// Ids must be one of a kind, and what a link leads to must be there.
inline void expect_sound_ids(const std::string& html) {
  std::set<std::string> ids;
  for (std::size_t at = html.find(" id=\""); at != std::string::npos; at = html.find(" id=\"", at + 1)) {
    const std::size_t begin = at + 5;
    EXPECT_TRUE(ids.insert(html.substr(begin, html.find('"', begin) - begin)).second) << html.substr(at, 60);
  }
  for (std::size_t at = html.find("href=\"#"); at != std::string::npos; at = html.find("href=\"#", at + 1)) {
    const std::size_t begin = at + 7;
    EXPECT_TRUE(ids.contains(html.substr(begin, html.find('"', begin) - begin))) << html.substr(at, 60);
  }
}

// The element that begins with `begin`, up to `end`; empty: there is none.
inline std::string between(const std::string& html, const std::string& begin, const std::string& end) {
  const std::size_t at = html.find(begin);
  return at == std::string::npos ? std::string() : html.substr(at, html.find(end, at) - at);
}

// What a reader sees of a page, and isn't marked as English: without scripts, styles, commands and what has lang="en".
inline std::string unmarked_text(const std::string& html) {
  const std::set<std::string> empty{"meta", "link", "br"}, skipped{"script", "style", "code", "pre", "head"};
  std::string text;
  std::vector<std::pair<std::string, bool>> open;  // name, and whether what is in it counts
  std::size_t at = 0;
  while (at < html.size()) {
    const std::size_t tag = std::min(html.find('<', at), html.size());
    if (open.empty() || open.back().second) text += html.substr(at, tag - at);
    if (tag == html.size()) break;
    const bool closes = html[tag + 1] == '/';
    const std::size_t begin = tag + (closes ? 2 : 1), shut = html.find('>', tag);
    const std::string name = html.substr(begin, html.find_first_of(" >/\n", begin) - begin);
    if (closes) {
      open.pop_back();
      text += '\n';
    } else if (html[tag + 1] != '!' && html[shut - 1] != '/' && !empty.contains(name)) {
      const bool english = html.substr(tag, shut - tag).find(" lang=\"en\"") != std::string::npos;
      open.emplace_back(name, (open.empty() || open.back().second) && !english && !skipped.contains(name));
    }
    at = shut + 1;
    if (!closes && (name == "script" || name == "style")) at = html.find("</" + name, shut);
  }
  return text;
}

// Three words of small letters or more, one after the other.
inline std::vector<std::string> english_runs(const std::string& text) {
  std::vector<std::string> runs;
  std::string run;
  std::size_t words = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream all(line);
    for (std::string word; all >> word || words > 0;) {
      const bool letters = word.size() > 1 && std::ranges::all_of(word, [](unsigned char c) {
                             return std::islower(c) != 0 || c == '\'' || c == ',' || c == '.';
                           });
      if (letters) {
        run += word + " ";
        ++words;
        word.clear();
        continue;
      }
      if (words > 2) runs.push_back(run);
      run.clear();
      words = 0;
      word.clear();
    }
  }
  return runs;
}

}  // namespace saddlescope
