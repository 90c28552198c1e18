// Pages: complete without a script, unbroken whatever a result's names hold, and without any address.
#include "saddlescope/report/page/page.h"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/page/section.h"
#include "tests/report/chart_examples.h"
#include "tests/report/examples.h"
#include "tests/report/page_examples.h"
#include "tests/report/page_reading.h"
#include "tests/results/census.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

// What a reader of 繁體中文 sees is Chinese, or says that it is English.
TEST(Page, InChineseHoldsNoEnglishThatIsntMarked) {
  std::vector<Json> documents = page_examples();
  documents.push_back(Json::parse(golden("../../../docs/stalled-network.json")));
  for (const Json& document : documents) {
    const std::string html = page_of(document, Language::traditional_chinese, false);
    for (const std::string& run : english_runs(unmarked_text(html))) {
      ADD_FAILURE() << document.at("format") << ": " << run;
    }
  }
}

TEST(Page, OfEveryDocumentIsWholeInBothLanguages) {
  for (const Json& document : page_examples()) {
    for (const Language language : {Language::english, Language::traditional_chinese}) {
      const std::string html = page_of(document, language);
      EXPECT_EQ(unbalanced(html), "") << document.at("format");
      EXPECT_NE(html.find("<html lang=\"" + std::string(to_string(language)) + "\">"), std::string::npos);
      EXPECT_EQ(times(html, "<h1"), 1U);
      EXPECT_EQ(times(html, "<h2"), 2U) << "the result and the words";
      expect_sound_ids(html);
    }
  }
}

TEST(Page, HoldsNoAddressAndForbidsEveryRequest) {
  for (const Json& document : page_examples()) {
    const std::string html = page_of(document);
    EXPECT_EQ(html.find("http:"), std::string::npos);
    EXPECT_EQ(html.find("https:"), std::string::npos);
    EXPECT_NE(html.find("content=\"default-src 'none'; script-src 'sha256-"), std::string::npos);
    EXPECT_EQ(html.find("'unsafe-eval'"), std::string::npos);
  }
}

// The line in which the point looks like a minimum, the plane in which it is a saddle.
TEST(Page, OfADiagnosisHasTheLineAndThePlaneInARowOfTheirOwn) {
  Diagnosis d = with_landscape();
  d.landscape->taylor.clear();
  const auto rows = [&] {
    const std::string html = page_of(to_json(d));
    const std::size_t begin = html.find("<div class=\"beside\">");
    if (begin == std::string::npos) return std::string();
    std::string ids;
    const std::string row = html.substr(begin, html.find("</figure>\n</div>", begin) - begin);
    for (std::size_t at = 0; (at = row.find("<figure class=\"chart\" id=\"", at)) != std::string::npos;) {
      at += std::string_view("<figure class=\"chart\" id=\"").size();
      ids += row.substr(at, row.find('"', at) - at) + " ";
    }
    return ids;
  };
  EXPECT_EQ(rows(), "result-1-chart-line result-1-chart-plane ");
  d.landscape->line.reset();
  EXPECT_EQ(rows(), "");
}

// A chart that has nothing before it to stand beside.
TEST(Page, WhoseFirstChartStandsBesideAnotherIsSound) {
  report::Section section;
  section.charts = report::charts(toy_surface(9));
  section.charts[0].beside = true;
  const std::string html = report::page_of({section}, false, {.language = Language::english, .interactive = false});
  EXPECT_EQ(unbalanced(html), "");
  EXPECT_EQ(times(html, "<div class=\"beside\">"), 1U);
}

TEST(Page, TheSameDocumentGivesTheSameBytes) {
  for (const Json& document : page_examples()) {
    EXPECT_EQ(page_of(document), page_of(Json::parse(document.dump()))) << document.at("format");
  }
}

// Every text of a document, one after another, as bad as a text can be.
void spoil(Json& j, const std::string& text) {
  static const std::set<std::string> kKept{"format", "kind", "stopped", "end", "containment", "agreement"};
  for (auto& [name, value] : j.items()) {
    if (value.is_string() && !kKept.contains(name)) {
      value = text;
    } else if (value.is_structured()) {
      spoil(value, text);
    }
  }
}

TEST(Page, NothingThatANameHoldsBreaksIt) {
  const std::array<std::string, 7> names{"</script><script>alert(1)</script>",
                                         "<!--<script>",
                                         "\"><img src=x onerror=alert(1)>'",
                                         "權重/λ̂ 🙂 \xE2\x80\xAE",
                                         std::string(10000, 'w'),
                                         std::string("\x01\x02\n\t\0]]>", 8),
                                         "%s {0} {} $& \\u003c &lt; javascript:alert(1)"};
  for (const Json& document : page_examples()) {
    const std::size_t scripts = times(page_of(document), "<script"), images = times(page_of(document), "<img");
    for (const std::string& name : names) {
      Json spoilt = document;
      spoil(spoilt, name);
      std::string html;
      try {
        html = page_of(spoilt);
      } catch (const Error& error) {  // a number was written as a text, "inf"
        EXPECT_EQ(error.kind(), ErrorKind::bad_input);
        continue;
      }
      EXPECT_EQ(unbalanced(html), "") << document.at("format") << " " << name.substr(0, 40);
      EXPECT_EQ(times(html, "<script"), scripts);
      EXPECT_EQ(times(html, "<img"), images);
      EXPECT_LT(html.size(), 8U << 20);
    }
  }
}

TEST(Page, OfSeveralResultsSetsTheirFactsSideBySide) {
  const std::vector<Json> two{to_json(saddle_of_a_formula()), to_json(saddle_of_a_formula())};
  const std::string html = page(std::span<const Json>(two));
  EXPECT_EQ(unbalanced(html), "");
  EXPECT_NE(html.find("id=\"result-2\""), std::string::npos);
  EXPECT_NE(html.find(">Side by side</h2>"), std::string::npos);
  expect_sound_ids(html);
}

// Text that looks like what a page writes of its own stays text, wherever several results put their ids apart.
TEST(Page, OfSeveralResultsAltersNoText) {
  const std::string name = "id=\"a\" href=\"#b\" url(#c) aria-labelledby=\"d\" \x01network-3 &quot; id='e";
  Json census = to_json(example_census()), toy = to_json(saddle_of_a_formula());
  spoil(census, name);
  spoil(toy, name);
  const std::vector<Json> two{census, toy};
  const std::string html = page(std::span<const Json>(two));
  EXPECT_EQ(unbalanced(html), "");
  expect_sound_ids(html);
  EXPECT_EQ(html.find(report::kIdPrefix), std::string::npos);
  EXPECT_EQ(html.find("url(#result-1-c)"), std::string::npos);
  EXPECT_EQ(html.find("result-1-network-3 &amp;"), std::string::npos) << "a control character became an id";
  const std::string shown = "url(#c) aria-labelledby=&quot;d&quot; \uFFFDnetwork-3 &amp;quot;";
  EXPECT_GT(times(html, shown), 20U);
}

// Of the document beside it, whatever machine that came from.
TEST(Page, ThatTheReadmeShowsIsTheKeptDocuments) {
  const Json document = Json::parse(golden("../../../docs/stalled-network.json"));
  expect_golden("../../../docs/stalled-network.html", page_of(document));
}

TEST(Page, WithoutScriptsIsLightAndStillWhole) {
  for (const Json& document : page_examples()) {
    const std::string html = page_of(document, Language::english, false);
    EXPECT_EQ(times(html, "<script"), 0U);
    EXPECT_EQ(unbalanced(html), "");
    EXPECT_LT(html.size(), 400U << 10);
  }
}

TEST(Page, OfAFailureSaysWhatHelps) {
  const std::string html =
      page_of(to_json(Failure{3, "\"n/a\" is not a number.", "train.csv, row 48", "Fill the row."}));
  EXPECT_NE(html.find("&quot;n/a&quot; is not a number."), std::string::npos);
  EXPECT_NE(html.find("What helps:</strong> <span>Fill the row.</span>"), std::string::npos);
}

// Else the caret stands behind the formula, under nothing.
TEST(Page, OfAFailureKeepsTheLinesOfAFormulaAndItsCaret) {
  const std::string html =
      page_of(to_json(Failure{3, "this ( is never closed.", "--function, column 4", "Add a ).\n  a<(b\n    ^"}));
  EXPECT_NE(html.find("<span>Add a ).</span>\n</p>\n<pre class=\"places\"><code>  a&lt;(b\n    ^</code></pre>\n"),
            std::string::npos);
}

TEST(Page, OfTheDemoHoldsItsActs) {
  Json demo = {{"format", "saddlescope/demo"}, {"version", 1}};
  demo["act"] = {{"origin", to_json(saddle_of_a_formula())}, {"seeds", 3}, {"valley", to_json(saddle_of_a_formula())}};
  const std::string html = page_of(demo);
  EXPECT_EQ(times(html, "<article"), 2U);
}

std::string refusal(const Json& document) {
  try {
    page_of(document);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    return error.message();
  }
  return "accepted";
}

TEST(Page, WhatIsNoDocumentOfOursIsRefused) {
  EXPECT_EQ(refusal(3), "no document of Saddlescope: there is no \"format\".");
  EXPECT_EQ(refusal(Json::object()), "no document of Saddlescope: there is no \"format\".");
  EXPECT_EQ(refusal({{"format", "npz"}}), "\"npz\" is no format of ours.");
  EXPECT_EQ(refusal({{"format", "saddlescope/dance"}}), "\"saddlescope/dance\" is no format of ours.");
  EXPECT_EQ(refusal({{"format", "saddlescope/census-run"}}), "what `census -o DIR` goes on from, not its result.");
  EXPECT_EQ(refusal({{"format", "saddlescope/demo"}}), "the document holds no results.");
  EXPECT_EQ(refusal({{"format", "saddlescope/diagnose"}, {"version", 2}}),
            "not a saddlescope/diagnose document of version 1.");
}

}  // namespace
}  // namespace saddlescope
