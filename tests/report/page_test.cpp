// Pages: complete without a script, unbroken whatever a result's names hold, and without any address.
#include "saddlescope/report/page/page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/base/error.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/page/explanations.h"
#include "saddlescope/report/page/html.h"
#include "saddlescope/report/verdict_words.h"
#include "tests/report/examples.h"
#include "tests/report/page_examples.h"
#include "tests/results/census.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

std::string page_of(const Json& document, Language language = Language::english, bool interactive = true) {
  return page(std::span(&document, 1), {.language = language, .interactive = interactive});
}

// Elements that are opened and not closed, or closed and not opened; empty: none. Scripts' and styles' text is skipped.
std::string unbalanced(const std::string& html) {
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

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

// Ids must be one of a kind, and what a link leads to must be there.
void expect_sound_ids(const std::string& html) {
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

// What a reader sees of a page, and isn't marked as English: without scripts, styles, commands and what has lang="en".
std::string unmarked_text(const std::string& html) {
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
std::vector<std::string> english_runs(const std::string& text) {
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

// The element that begins with `begin`, up to `end`; empty: there is none.
std::string between(const std::string& html, const std::string& begin, const std::string& end) {
  const std::size_t at = html.find(begin);
  return at == std::string::npos ? std::string() : html.substr(at, html.find(end, at) - at);
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
  constexpr std::size_t kLargest = 3U << 20U;
  Census c = example_census();
  c.models.resize(1);
  const CensusNetwork one = c.networks[12];
  for (const std::size_t count : {200U, 1000U, 3000U}) {
    c.networks.assign(count, one);
    for (std::size_t i = 0; i < count; ++i) c.networks[i].seed = i;
    const std::string html = page_of(to_json(c));
    EXPECT_LE(html.size(), kLargest) << count;
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

// The cheapest of those that count as equal, not the lowest; and interrupted there is no answer.
TEST(Page, OfAComparisonNamesTheCheapestWayDown) {
  Comparison c;
  c.loss = 1.09;
  c.budget = 100;
  ComparedMethod cheap, low;
  cheap.name = "noise 0.1, then adam";
  cheap.loss = 0.0409;
  cheap.moved = true;
  low.name = "escape, then l-bfgs";
  low.loss = 0.03281;
  low.moved = true;
  c.methods = {cheap, low};
  std::string html = page_of(to_json(c));
  EXPECT_NE(html.find("Cheapest way down of 2 ways out: noise 0.1, then adam, from 1.09 to 0.0409."),
            std::string::npos);
  EXPECT_EQ(html.find("Lowest of 2"), std::string::npos);
  EXPECT_NE(html.find("Ways out by loss, but those within 1 % of the lowest first, by cost"), std::string::npos);
  c.interrupted = true;
  html = page_of(to_json(c));
  EXPECT_NE(html.find("Interrupted: no answer; so far ways out tried: 2."), std::string::npos);
}

// A network of 27 parameters: no document lists so long a point, and yet one was asked about.
TEST(Page, OfASurfaceThroughALargePointNamesNoBox) {
  Surface s;
  s.problem.parameters = 27;
  s.section.centre_loss = 1.5;
  s.section.directions = {{.kind = DirectionKind::eigenvector, .label = "eigenvector 1 of 27"}};
  s.section.origin = {0};
  s.section.axes = {{-1, 0, 1}};
  s.section.loss = {2, 1.5, 3};
  s.section.evaluated = 3;
  Json document = to_json(s);
  std::string html = page_of(document);
  EXPECT_EQ(html.find("over the box"), std::string::npos);
  EXPECT_EQ(times(html, "The loss on a line through this point: from 1.5 to 3; 1.5 here."), 1U);
  EXPECT_NE(html.find("No lower bound is proved."), std::string::npos);
  s.of_box = true;
  document = to_json(s);
  EXPECT_EQ(document.at("of_box"), true);
  EXPECT_EQ(times(page_of(document), "The loss over the box: from 1.5 to 3."), 1U);
  document["problem"]["parameters"] = 2;
  document.erase("of_box");  // as older documents of a box are
  EXPECT_EQ(times(page_of(document), "The loss over the box: from 1.5 to 3."), 1U);
}

// One sentence, whatever it was of; of a diagnosis what wasn't looked for says it in a half one too.
TEST(Page, OfAnInterruptedRunSaysSoOnce) {
  for (Json document : page_examples()) {
    const std::string format = document.at("format");
    if (format == "saddlescope/inspect" || format == "saddlescope/error") continue;  // at once
    if (format == "saddlescope/escape") document["stopped"] = "interrupted";
    document["interrupted"] = true;
    const std::string english = page_of(document, Language::english, false);
    const std::size_t halves = times(english, "Not looked for: interrupted before.");
    EXPECT_GE(times(english, "nterrupted"), 1U) << format;
    EXPECT_LE(times(english, "nterrupted"), 1U + halves) << format;
    EXPECT_EQ(times(page_of(document, Language::traditional_chinese, false), "中斷"), times(english, "nterrupted"))
        << format;
  }
}

// What a page sets as a command has a button that copies it.
TEST(Page, SetsNoCommandOfAnotherProgram) {
  Json document = to_json(saddle_of_a_formula());
  document["command"] = "saddlescope diagnose --seed 77";
  EXPECT_NE(page_of(document).find("77</code></pre>"), std::string::npos);
  for (const char* other : {"curl evil | sh", "saddlescopes x", " saddlescope x"}) {
    document["command"] = other;
    const std::string html = page_of(document);
    EXPECT_EQ(html.find(report::escaped(other)), std::string::npos) << other;
  }
}

// A document of any size has a page that opens.
TEST(Page, OfVeryManyCurvesOrMethodsIsNoLargerThanAPageMayBe) {
  constexpr std::size_t kLargest = 3U << 20U;
  Surface s;
  s.problem.parameters = 2;
  s.section.directions = {{.kind = DirectionKind::parameter, .label = "x"},
                          {.kind = DirectionKind::parameter, .label = "y"}};
  s.section.origin = {0, 0};
  s.section.axes = {{-1, 0, 1}, {-1, 0, 1}};
  s.section.loss = {2, 1, 2, 1, 0, 1, 2, 1, 2};
  s.section.evaluated = 9;
  for (int i = 0; i < 8000; ++i) {
    s.section.curves.push_back({.points = {{0, 0}, {1, 1e-4 * i}}, .label = "curve " + std::to_string(i)});
    s.section.marks.push_back({.at = {0, 1e-4 * i}, .label = "mark " + std::to_string(i)});
  }
  std::string html = page_of(to_json(s));
  EXPECT_LT(html.size(), kLargest);
  EXPECT_NE(html.find("Of 8000 curves the first 400 are drawn. The legend holds the first 12 names of curves. Of 8000 "
                      "marks the first 2000 are drawn."),
            std::string::npos);
  EXPECT_EQ(times(html, "15800 more stand in the JSON."), 1U);
  Comparison c;
  c.loss = 1;
  c.methods.resize(1500);
  for (std::size_t m = 0; m < c.methods.size(); ++m) {
    c.methods[m].name = "method " + std::to_string(m);
    for (int i = 0; i < 40; ++i) c.methods[m].history.push_back({.spent = 1.0 * i, .loss = 1});
  }
  html = page_of(to_json(c));
  EXPECT_LT(html.size(), kLargest);
  EXPECT_NE(html.find("The best 100 are drawn, of 1500."), std::string::npos);
  EXPECT_EQ(times(html, "1300 more stand in the JSON."), 1U);
}

TEST(Page, OfSizesHasTheCommasOfItsLanguage) {
  const std::string html = page_of(to_json(example_census()), Language::traditional_chinese);
  EXPECT_NE(html.find("141 個參數、128 個樣本、mse"), std::string::npos);
  EXPECT_NE(html.find("極小值 1 個"), std::string::npos);
}

// A radius of 0 is no distance as far as which a model holds.
TEST(Page, OfATaylorModelThatHoldsNowhereSaysSo) {
  TaylorAnswer a;
  a.problem.parameters = 2;
  TaylorLine line;
  line.t = {0};
  line.loss = line.model = {1};
  line.coefficients = {1, 0, 0};
  line.errors = {0, 0, 0};
  a.lines = {line, line};
  a.lines[0].forward = a.lines[0].backward = a.lines[1].forward = {0.5, false};
  std::string html = page_of(to_json(a));
  EXPECT_NE(html.find("Along 1 of 2 lines the model doesn&#39;t hold at all, on one side or both."), std::string::npos);
  EXPECT_NE(html.find("<td>not at all</td>"), std::string::npos);
  EXPECT_EQ(html.find("at least as far as"), std::string::npos);
  a.lines[1].backward.radius = 0.25;
  html = page_of(to_json(a));
  EXPECT_NE(html.find("Along 2 lines the model holds at least as far as 0.25"), std::string::npos);
  EXPECT_EQ(html.find("<td>not at all</td>"), std::string::npos);
}

// A way has the losses of both its ends.
TEST(Page, OfATrajectorySaysBothItsLosses) {
  Surface s;
  s.problem.parameters = 2;
  s.section.directions = {{.kind = DirectionKind::trajectory, .label = "a"},
                          {.kind = DirectionKind::trajectory, .label = "b"}};
  s.section.origin = {0, 0};
  s.section.axes = {{-1, 0, 1}, {-1, 0, 1}};
  s.section.loss.assign(9, 1);
  s.section.evaluated = 9;
  s.section.marks = {{.at = {0, 0}, .loss = 1.467, .label = "0.npz", .kind = MarkKind::checkpoint},
                     {.at = {1, 1}, .loss = 0.371, .label = "1.npz", .kind = MarkKind::checkpoint}};
  s.section.curves.resize(1);
  s.section.curves[0].points = {{0, 0}, {1, 1}};
  s.section.curves[0].loss = 1.467;
  s.section.curves[0].label = "trajectory";
  s.section.curves[0].kind = MarkKind::checkpoint;
  EXPECT_NE(page_of(to_json(s)).find("<td>1.467 → 0.371</td>"), std::string::npos);
}

// The centre may lie between the points of the grid, below them all.
TEST(Page, OfAnInterruptedSurfaceSaysSo) {
  Surface s;
  s.problem.parameters = 2;
  s.problem.at = {0};
  s.asked = "x";
  s.section.centre_loss = 2.307;
  s.section.directions = {{.kind = DirectionKind::parameter, .label = "x"}};
  s.section.origin = {0};
  s.section.axes = {{-3, -1, 1, 3}};
  s.section.loss = {2.439, 2.317, std::nan(""), std::nan("")};
  s.section.evaluated = 2;
  s.interrupted = true;
  std::string html = page_of(to_json(s));
  EXPECT_NE(html.find("from 2.307 to 2.439; 2.307 here"), std::string::npos);
  EXPECT_NE(html.find("Interrupted: 2 of 4 points of the grid were evaluated; the others are blank."),
            std::string::npos);
  s.section.evaluated = 4;
  s.section.loss = {2.439, 2.317, 2.317, 2.439};
  s.interrupted = false;
  html = page_of(to_json(s));
  EXPECT_EQ(html.find("Interrupted"), std::string::npos);
}

// x² − y²: every random plane is the whole, and shows the way down.
TEST(Page, OfAppearanceSaysWhatTheNumbersSay) {
  Diagnosis d = saddle_of_a_formula();
  d.landscape.emplace();
  Appearance a;
  a.random_lines = {3, 10};
  a.random_planes = {0, 10};
  a.negative = 1;
  a.parameters = 2;
  d.landscape->appearance = a;
  std::string html = page_of(to_json(d));
  EXPECT_NE(html.find("In all dimensions 1 of 2 eigenvalues go down. Of 10 random planes the loss curves up in every "
                      "direction of 0."),
            std::string::npos);
  EXPECT_NE(html.find("More dimensions, more ways out"), std::string::npos);
  EXPECT_EQ(html.find("seldom"), std::string::npos);
  a.negative = 0;
  a.random_lines = a.random_planes = {10, 10};
  d.landscape->appearance = a;
  html = page_of(to_json(d));
  EXPECT_NE(html.find("In all dimensions none of 2 eigenvalues goes down."), std::string::npos);
  EXPECT_EQ(html.find("More dimensions, more ways out"), std::string::npos);
}

// Curvature certain by its own error stands beside a tolerance of all directions that is larger.
TEST(Page, OfAWaySaysHowCertainItIs) {
  Diagnosis d = saddle_of_a_formula();
  ASSERT_TRUE(d.escape && d.spectrum.inertia);
  EXPECT_NE(page_of(to_json(d)).find("The loss curves down here beyond doubt: vᵀHv = "), std::string::npos);
  d.escape->eigenvalue = -6.933e-13;
  d.spectrum.inertia->tolerance = 8.6e-12;
  const std::string html = page_of(to_json(d));
  EXPECT_NE(html.find("rounding was measured along this direction alone"), std::string::npos);
}

TEST(Page, OfEveryDocumentIsWholeInBothLanguages) {
  for (const Json& document : page_examples()) {
    for (const Language language : {Language::english, Language::traditional_chinese}) {
      const std::string html = page_of(document, language);
      EXPECT_EQ(unbalanced(html), "") << document.at("format");
      EXPECT_NE(html.find("<html lang=\"" + std::string(to_string(language)) + "\">"), std::string::npos);
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

TEST(PageText, APrefixOfIdsIsPutInWhereItBelongs) {
  EXPECT_EQ(report::with_id_prefix("<p id=\"\x01"
                                   "a\"><a href=\"#\x01"
                                   "a\">id=&quot;b</a>",
                                   "r-"),
            "<p id=\"r-a\"><a href=\"#r-a\">id=&quot;b</a>");
  EXPECT_EQ(report::escaped("\x01"), "\uFFFD");
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
  EXPECT_EQ(refusal({{"format", "saddlescope/demo"}}), "the document holds no results.");
  EXPECT_EQ(refusal({{"format", "saddlescope/diagnose"}, {"version", 2}}),
            "not a saddlescope/diagnose document of version 1.");
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
