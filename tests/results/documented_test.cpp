// docs/cli.md names every member of the documents: of the kept ones, which hold all that a result can have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

namespace saddlescope {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// Words between backticks.
std::set<std::string> documented(const std::string& text) {
  std::set<std::string> words;
  bool quoted = false;
  std::string word;
  for (const char c : text) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    if (quoted && letter) {
      word += c;
      continue;
    }
    if (!word.empty()) words.insert(word);
    word.clear();
    if (c == '`') quoted = !quoted;
  }
  return words;
}

// Stages under `seconds` are named for people.
void collect(const Json& value, std::set<std::string>& names) {
  for (const auto& [key, member] : value.items()) {
    if (value.is_object()) names.insert(key);
    if (member.is_structured() && key != "seconds") collect(member, names);
  }
}

TEST(Documents, EveryMemberIsNamedInTheReference) {
  const std::set<std::string> known = documented(text_of(DOCUMENTED_IN));
  ASSERT_GT(known.size(), 100U);
  for (const char* document : {"toy", "find", "find_box", "spectrum", "census", "train", "compare", "escape", "error",
                               "landscape", "surface", "taylor", "ways"}) {
    std::set<std::string> names;
    collect(Json::parse(text_of(std::string(GOLDEN_FOLDER) + "/" + document + ".json")), names);
    EXPECT_GT(names.size(), 3U) << document;
    for (const std::string& name : names) EXPECT_TRUE(known.contains(name)) << document << ": " << name;
  }
}

}  // namespace
}  // namespace saddlescope
