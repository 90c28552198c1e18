// Text as HTML holds it, and the page's explanations.
#include "saddlescope/report/page/html.h"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "saddlescope/report/page/explanations.h"

namespace saddlescope {
namespace {

TEST(PageText, APrefixOfIdsIsPutInWhereItBelongs) {
  EXPECT_EQ(report::with_id_prefix("<p id=\"\x01"
                                   "a\"><a href=\"#\x01"
                                   "a\">id=&quot;b</a>",
                                   "r-"),
            "<p id=\"r-a\"><a href=\"#r-a\">id=&quot;b</a>");
  EXPECT_EQ(report::escaped("\x01"), "\uFFFD");
}

TEST(PageText, LettersThatReorderTextAreReplaced) {
  for (const char* mark : {"\u061C", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066",
                           "\u2067", "\u2068", "\u2069"}) {
    EXPECT_EQ(report::escaped(std::string("a") + mark + "#b"), "a\uFFFD#b");
  }
  for (const char* kept :
       {"\u061B", "\u061D", "\u200D", "\u2010", "\u2029", "\u202F", "\u2065", "\u206A", "שלום مرحبا"}) {
    EXPECT_EQ(report::escaped(kept), kept);
  }
}

TEST(PageText, Base64AsRfc4648HasIt) {
  const std::array<std::pair<std::string, std::string>, 7> known{{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}}};
  for (const auto& [plain, coded] : known) EXPECT_EQ(report::base64(plain), coded);
  EXPECT_EQ(report::base64_of_hex("00ff10"), report::base64(std::string("\x00\xff\x10", 3)));
}

TEST(PageText, NumbersDontBreakAtTheirHyphen) {
  const std::string span = "<span class=\"whole\">";
  EXPECT_EQ(report::with_whole_numbers("<p>to ±6.9e-15).</p>"), "<p>to " + span + "±6.9e-15).</span></p>");
  EXPECT_EQ(report::with_whole_numbers("<p>(1e-9)，</p>"), "<p>" + span + "(1e-9)，</span></p>");
  EXPECT_EQ(report::with_whole_numbers("<td>-3e-09</td>"), "<td>" + span + "-3e-09</span></td>");
  for (const char* same :
       {"<a href=\"1e-5\">saddle-free</a>", "<code>--epsilon 1e-8</code>", "<svg><text>1e-9</text></svg>",
        "<pre class=\"command\">1e-3</pre>", "some-16 e-9 2e+10", "e-1", "<p>1e-"}) {
    EXPECT_EQ(report::with_whole_numbers(same), same);
  }
}

TEST(PageText, FlagsDontBreakAtTheirHyphens) {
  EXPECT_EQ(report::command_words("saddlescope find --seed 3 --at '<0 --x'"),
            "saddlescope find <span class=\"whole\">--seed</span> 3 <span class=\"whole\">--at</span> &#39;&lt;0 "
            "<span class=\"whole\">--x&#39;</span>");
  EXPECT_EQ(report::command_words("saddlescope demo"), "saddlescope demo");
}

TEST(PageText, DataInAScriptElementHoldsNoTag) {
  const Json data = {{"</script>", "<!--<script>"}};
  EXPECT_EQ(report::script_data(data), R"({"\u003c/script>":"\u003c!--\u003cscript>"})");
  EXPECT_EQ(Json::parse(report::script_data(data)), data);
}

TEST(PageText, ALongNameIsShownByItsEnds) {
  EXPECT_EQ(report::shown(std::string(100, 'a') + "&" + std::string(100, 'b'), 6), "aaaa … bb");
  EXPECT_EQ(report::shown("損失函數曲面圖", 4), "損失 … 面圖");
  EXPECT_EQ(report::shown("a<b", 3), "a&lt;b");
}

TEST(Explanations, AreThereInBothLanguages) {
  std::set<std::string_view> ids;
  for (const report::Explanation& e : report::explanations()) {
    EXPECT_TRUE(ids.insert(e.id).second);
    for (const std::string_view text : {e.english_word, e.chinese_word, e.english, e.chinese})
      EXPECT_FALSE(text.empty());
  }
}

}  // namespace
}  // namespace saddlescope
