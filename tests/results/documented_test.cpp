// docs/cli.md names every member of the documents: of the kept ones, and whatever else the readers ask for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
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
                               "landscape", "surface", "taylor", "ways", "inspect"}) {
    std::set<std::string> names;
    collect(Json::parse(text_of(std::string(GOLDEN_FOLDER) + "/" + document + ".json")), names);
    EXPECT_GT(names.size(), 3U) << document;
    for (const std::string& name : names) EXPECT_TRUE(known.contains(name)) << document << ": " << name;
  }
}

// at("loss"), contains("floor"), value("why", ""): members that a document may lack as well.
TEST(Documents, EveryMemberThatIsReadIsNamedInTheReference) {
  const std::set<std::string> known = documented(text_of(DOCUMENTED_IN));
  const std::regex read(R"rx(\b(?:at|contains|value)\("([^"]+)")rx");
  std::size_t members = 0;
  for (const auto& entry : std::filesystem::directory_iterator(READ_IN)) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string source = text_of(entry.path().string());
    for (std::sregex_iterator found(source.begin(), source.end(), read), end; found != end; ++found, ++members) {
      const std::string name = (*found)[1];
      const std::string first = name.substr(0, name.find('-'));  // "dense-layers" is words to documented()
      EXPECT_TRUE(known.contains(first)) << entry.path().filename() << ": " << name;
    }
  }
  EXPECT_GT(members, 200U);
}

}  // namespace
}  // namespace saddlescope
