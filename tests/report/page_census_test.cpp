// The census on a page: what it counts, and the card of each network.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/verdict_words.h"
#include "tests/report/page_reading.h"
#include "tests/results/census.h"

namespace saddlescope {
namespace {

// Four finders make four points of a network, never four networks.
TEST(Page, CountsPointsOfNetworks) {
  Census c = example_census();
  c.networks = {c.networks[0], c.networks[0], c.networks[1], c.networks[1]};
  c.networks[1].finder = c.networks[3].finder = "newton-mr";
  EXPECT_EQ(times(page_of(to_json(c)), "4 points of 2 networks: 4 degenerate minima."), 1U);
  c.networks.resize(2);
  EXPECT_EQ(times(page_of(to_json(c)), "2 points of one network: 2 degenerate minima."), 1U);
  c.networks.resize(1);
  EXPECT_EQ(times(page_of(to_json(c)), "One network: 1 degenerate minimum."), 1U);
}

// One network, one saddle by the ratio, one run: no word of it is a plural.
TEST(Page, OfACensusOfOneNetworkSaysItInTheSingular) {
  Census c = example_census();
  c.networks.resize(1);
  c.networks[0].end = FinderEnd::neither;
  c.networks[0].minimum_ratio = 0.25;
  c.finders.resize(1);
  c.models.resize(1);
  c.models[0].parameters = 1;
  const std::string html = page_of(to_json(c));
  EXPECT_NE(html.find("certainly negative eigenvalues, of 1 network of 1 parameter."), std::string::npos);
  EXPECT_EQ(times(html, "0 minima, 1 saddle<"), 1U);
  EXPECT_EQ(times(html, "The finder&#39;s one run didn&#39;t end at a critical point."), 1U);
  for (const char* plural : {"1 networks", "1 parameters", "1 saddles", "1 runs", "1 places"}) {
    EXPECT_EQ(html.find(" " + std::string(plural)), std::string::npos) << plural;
  }
}

// A degenerate minimum isn't called a minimum; runs that ended nowhere are said; so is what the terminal says.
TEST(Page, OfACensusSaysWhatTheTerminalSays) {
  Census c = example_census();
  for (CensusNetwork& network : c.networks) {
    network.verdict = {.kind = VerdictKind::degenerate_minimum, .certified = false, .why = ""};
    network.end = FinderEnd::neither;
  }
  const std::string html = page_of(to_json(c));
  EXPECT_NE(html.find(" degenerate minima"), std::string::npos);
  EXPECT_NE(html.find("Finders ended at a critical point in 0 of "), std::string::npos);
  EXPECT_NE(html.find("<strong>Finder</strong>: <span>newton-mr: "), std::string::npos);
}

TEST(Page, OfACensusOnKinksSaysSoInItsLanguage) {
  for (const std::size_t on_kink : {1U, 2U}) {
    Census c = example_census();
    for (std::size_t n = 0; n < on_kink; ++n) c.networks[n].kink = "pre-activation 1 of layer 1, sample 3";
    const std::string n = std::to_string(on_kink), html = page_of(to_json(c), Language::traditional_chinese);
    EXPECT_EQ(times(html, " 個點中有 " + n + " 個在轉折上，該處導數跳變："), 1U);
    EXPECT_GE(times(html, "另有 " + n + " 個在轉折上，該處的特徵值說明不了什麼，因此不畫出。"), 2U);
    EXPECT_EQ(times(html, " on a kink, where"), 0U);
  }
}

std::string card_of(const std::string& html, std::size_t index) {
  return between(html, "<section class=\"card\" id=\"result-1-network-" + std::to_string(index) + "\"", "</details>");
}

// What its page would say, as far as the census knows it; the row leads there, and so do the charts' points.
TEST(Page, OfACensusHoldsTheDiagnosisOfEveryNetwork) {
  const Census c = example_census();
  for (const Language language : {Language::english, Language::traditional_chinese}) {
    const std::string html = page_of(to_json(c), language);
    for (std::size_t i = 0; i < c.networks.size(); ++i) {
      const CensusNetwork& network = c.networks[i];
      const std::string card = card_of(html, i), link = "href=\"#result-1-network-" + std::to_string(i) + "\"";
      ASSERT_FALSE(card.empty()) << i;
      EXPECT_NE(html.find("<th scope=\"row\"><a " + link), std::string::npos) << i;
      if (!network.failed.empty()) {
        EXPECT_NE(card.find("verdict failed"), std::string::npos);
        EXPECT_NE(card.find("The loss is nan."), std::string::npos);
        EXPECT_EQ(card.find("Minimum ratio"), std::string::npos);
        continue;
      }
      EXPECT_NE(html.find("<a " + link + " xlink:href"), std::string::npos) << "no point leads to " << i;
      const Diagnosis d = diagnosis_of(c, network);
      EXPECT_NE(card.find("<p class=\"sentence\">" + report::escaped(report::verdict_sentence(d, language)) + "</p>"),
                std::string::npos)
          << i;
      EXPECT_NE(card.find("Because</p>"), std::string::npos) << "its why";
      EXPECT_NE(card.find(report::escaped(network.command).substr(0, 18)), std::string::npos);
      EXPECT_EQ(times(card, "<pre class=\"command\">"), 2U);
    }
  }
}

TEST(Page, OfACensusTellsANetworksEvidenceAndItsCourse) {
  const Census c = example_census();
  const std::string html = page_of(to_json(c));
  const std::string minimum = card_of(html, 1), saddle = card_of(html, 12), flat = card_of(html, 13),
                    file = card_of(html, 14);
  for (const char* part :
       {"Network 1: mlp:1-10-10-1:tanh, seed 1", "degenerate minimum", "not certified",
        "141 parameters, 128 samples, mse", "0.01", "Floor 0; 0.01 is left above it.",
        "‖∇L‖ = ", "31 negative, 40 flat, 70 positive", "0 negative, 130 flat", "Worth of the way out", "Minimum ratio",
        "Can mislead", "after 500 of 2000 steps of adam", "Loss 0.02 there.", "Ended at neither",
        "41 iterations, 95.5 gradient equivalents", "gradient norm", "Tolerance "}) {
    EXPECT_NE(minimum.find(part), std::string::npos) << part;
  }
  EXPECT_NE(minimum.find("-o point.npz\nsaddlescope diagnose"), std::string::npos);
  EXPECT_NE(saddle.find("certified"), std::string::npos);
  EXPECT_NE(saddle.find("verdict way-out"), std::string::npos) << "negative curvature is worth something";
  EXPECT_NE(saddle.find("Ended at a critical point"), std::string::npos);
  EXPECT_NE(flat.find("no critical point in reach"), std::string::npos);
  EXPECT_NE(flat.find("Ended where the gradient is flat"), std::string::npos);
  EXPECT_NE(file.find("Network 14: run/step, 10.npz"), std::string::npos);
  EXPECT_NE(file.find("Classified as they are"), std::string::npos);
  EXPECT_EQ(file.find("Start of the finder"), std::string::npos);
}

// As many diagnoses as fit; every row that has none has its command, and where a point has no row it leads nowhere.
TEST(Page, OfManyNetworksIsNoLargerThanAPageMayBe) {
  Census c = example_census();
  c.models.resize(1);
  const CensusNetwork one = c.networks[12];
  for (const std::size_t count : {200U, 1000U, 3000U}) {
    c.networks.assign(count, one);
    for (std::size_t i = 0; i < count; ++i) c.networks[i].seed = i;
    const std::string html = page_of(to_json(c));
    EXPECT_LE(html.size(), kLargestPage) << count;
    expect_sound_ids(html);
    const std::size_t cards = times(html, "<section class=\"card\"");
    EXPECT_GE(cards, count == 200 ? 200U : 80U) << count;
    const std::size_t rows = std::min<std::size_t>(count, report::kListedNetworks);
    EXPECT_EQ(times(html, "<tr id=\"result-1-network-"), rows - cards) << count;
    EXPECT_EQ(between(html, "id=\"chart-data\">", "</script>").find(c.networks[0].command), std::string::npos) << count;
    EXPECT_EQ(times(html, " <code class=\"command\">"), rows - cards) << count;
    const std::string room = "There is room for the diagnoses of the first " + std::to_string(cards) + ";";
    EXPECT_EQ(times(html, room), cards < rows ? 1U : 0U) << count;
  }
}

TEST(Page, OfSizesHasTheCommasOfItsLanguage) {
  const std::string html = page_of(to_json(example_census()), Language::traditional_chinese);
  EXPECT_NE(html.find("141 個參數、128 個樣本、mse"), std::string::npos);
  EXPECT_NE(html.find("極小值 1 個"), std::string::npos);
}

}  // namespace
}  // namespace saddlescope
