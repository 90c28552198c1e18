#include "saddlescope/report/language.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "saddlescope/base/error.h"

namespace saddlescope::report {
namespace {

bool has(std::string_view form, std::size_t part) {
  return form.find("{" + std::to_string(part) + "}") != std::string_view::npos;
}

TEST(Phrases, EachIsThereInBothLanguages) {
  for (const tables::Translation& row : kPhrases) {
    EXPECT_FALSE(row.english.empty()) << row.chinese;
    EXPECT_FALSE(row.chinese.empty()) << row.english;
  }
}

TEST(Phrases, EachIsThereOnce) {
  std::set<std::string_view> seen;
  for (const tables::Translation& row : kPhrases) EXPECT_TRUE(seen.insert(row.english).second) << row.english;
}

// All of the sources but the tables, their literals of several parts put together.
std::string sources() {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SOURCES_FOLDER)) {
    const std::filesystem::path& path = entry.path();
    const bool source = path.extension() == ".cpp" || path.extension() == ".h";
    if (!source || path.parent_path().filename() == "tables") continue;
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    all += text.str();
  }
  std::string joined;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t next = all[i] == '"' ? all.find_first_not_of(" \n", i + 1) : std::string::npos;
    if (next != std::string::npos && next > i + 1 && all[next] == '"') {
      i = next;
    } else {
      joined += all[i];
    }
  }
  return joined;
}

TEST(Phrases, EachIsSaidSomewhere) {
  const std::string all = sources();
  for (const tables::Translation& row : kPhrases) {
    EXPECT_NE(all.find('"' + std::string(row.english) + '"'), std::string::npos) << row.english;
  }
}

TEST(Phrases, BothFormsHaveTheSamePlaceholders) {
  for (const tables::Translation& row : kPhrases) {
    for (std::size_t part = 0; part < 10; ++part) {
      EXPECT_EQ(has(row.english, part), has(row.chinese, part)) << row.english;
    }
  }
}

TEST(Phrases, AreFoundByTheirEnglishText) {
  EXPECT_EQ(say(Language::english, "Loss"), "Loss");
  EXPECT_EQ(say(Language::traditional_chinese, "Loss"), "損失");
}

TEST(Phrases, PartsAreFilledInAsTheyAre) {
  EXPECT_EQ(say(Language::english, "Loss", {"{0}"}), "Loss");
  EXPECT_EQ(say(Language::english, "{0} (log)", {"{0}</script>"}), "{0}</script> (log)");
}

// A name in Latin letters stands apart from the Chinese around it, a Chinese one doesn't.
TEST(Phrases, HaveNoSpaceBetweenTwoChineseLetters) {
  const auto said = [](std::string_view part) {
    return say(Language::traditional_chinese, "The loss along {0}.", {part});
  };
  EXPECT_EQ(said("w1"), "沿 w1 的損失。");
  EXPECT_EQ(said("負梯度方向"), "沿負梯度方向的損失。");
  EXPECT_EQ(said("隨機方向 1"), "沿隨機方向 1 的損失。");
  EXPECT_EQ(said(""), "沿  的損失。");
}

TEST(LanguageNames, ReadBack) {
  for (const Language l : {Language::english, Language::traditional_chinese}) EXPECT_EQ(language(to_string(l)), l);
}

TEST(LanguageNames, OfAnUnknownOneItSaysWhichThereAre) {
  try {
    language("fr");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    EXPECT_EQ(error.message(), "there is no page in \"fr\".");
    EXPECT_EQ(error.where(), "--lang");
    EXPECT_EQ(error.remedy(), "Take en or zh-TW.");
  }
}

}  // namespace
}  // namespace saddlescope::report
