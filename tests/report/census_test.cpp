// What is made of a census: text, table, picture, each a pure function of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "saddlescope/base/error.h"
#include "saddlescope/report/census_csv.h"
#include "saddlescope/report/census_sentences.h"
#include "saddlescope/report/census_svg.h"
#include "saddlescope/report/chart_plotly.h"
#include "saddlescope/report/charts.h"
#include "saddlescope/report/svg.h"
#include "saddlescope/report/text.h"
#include "tests/results/census.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CensusReport, IsTheKeptTextTableAndPicture) {
  expect_golden("census.txt", to_text(example_census()));
  expect_golden("census.csv", to_csv(example_census()));
  expect_golden("census.svg", to_svg(example_census()));
}

TEST(CensusReport, OfNothingSaysSo) {
  Census empty;
  EXPECT_EQ(to_text(empty), "no network: nothing.\n");
  EXPECT_THAT(to_svg(empty), HasSubstr("</svg>"));
  Census without_points = example_census();
  without_points.networks.clear();
  EXPECT_THAT(to_svg(without_points), HasSubstr("of 0 points"));
}

TEST(CensusReport, CountsPointsOfNetworksAndSignsAtCriticalPointsAlone) {
  Census c = example_census();
  c.models.resize(1);
  c.networks.clear();
  c.optimization_failed.clear();
  for (const VerdictKind kind :
       {VerdictKind::saddle, VerdictKind::not_critical, VerdictKind::gradient_flat, VerdictKind::degenerate_minimum}) {
    c.networks.push_back(example_network("mlp:1-10-10-1:tanh", 0, kind, 0.01, 0.5, 30, FinderEnd::neither));
  }
  const std::string text = to_text(c);
  EXPECT_EQ(
      text.rfind("4 points of 1 network: 1 saddle (1 certified), 1 degenerate minimum, 1 gradient-flat, 1 not", 0), 0U)
      << text;
  std::string line = text;
  for (std::size_t at; (at = line.find("\n                  ")) != std::string::npos;) line.replace(at, 19, " ");
  EXPECT_THAT(line,
              HasSubstr("At the critical point itself: 1 where none of them is left: not one of these signs binds "
                        "it, 1 where some are: it is no minimum, 2 at no critical point\n"));
}

TEST(CensusReport, EigenvaluesOnAKinkAreLeftOutAndTheirNumberIsSaid) {
  Census c = example_census();
  c.models.resize(1);
  c.networks.clear();
  c.optimization_failed.clear();
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const double ratio = seed < 2 ? 0.25 : 0.75;
    c.networks.push_back(example_network("mlp:1-10-10-1:tanh", seed, VerdictKind::undetermined, 0.01, ratio,
                                         seed < 2 ? 40 : 7, FinderEnd::neither));
    if (seed < 2) c.networks.back().kink = "pre-activation 1 of layer 1, sample 3";
  }
  const auto line = [&] {
    std::string text = to_text(c);
    for (std::size_t at; (at = text.find("\n                  ")) != std::string::npos;) text.replace(at, 19, " ");
    return text;
  };
  EXPECT_THAT(line(),
              HasSubstr("On a kink       2 of 5 points lie on a kink, where derivatives jump: eigenvalues there "
                        "prove nothing and aren't counted\n"));
  EXPECT_THAT(line(), HasSubstr("whatever their error: 0.75. It alone would have called 0 of 3 minima (ratio 1) "
                                "and 3 saddles"));
  EXPECT_THAT(line(), HasSubstr("3 of 3 points have certainly negative eigenvalues where they stand, 7 of 141."));
  const report::Chart chart = report::charts(c)[0];
  EXPECT_THAT(chart.description, HasSubstr("2 more lie on a kink, where eigenvalues say nothing, and aren't shown."));
  for (const report::View& view : chart.views) {
    std::size_t drawn = 0;
    for (const report::Series& series : view.series) drawn += series.x.size();
    EXPECT_EQ(drawn, 3U);
  }
  for (CensusNetwork& network : c.networks) network.kink = "pre-activation 1 of layer 1, sample 3";
  EXPECT_THAT(line(), HasSubstr("5 of 5 points lie on a kink"));
  EXPECT_THAT(line(), Not(HasSubstr("Naive ratio")));
}

// What isn't drawn is counted neither in words nor in the legend; the losses, which hold there too, are of all points.
TEST(CensusChart, OnAKinkIsNeitherDrawnNorCounted) {
  Census c = example_census();
  c.models.resize(1);
  c.networks.clear();
  for (const VerdictKind kind : {VerdictKind::undetermined, VerdictKind::undetermined, VerdictKind::undetermined,
                                 VerdictKind::undetermined, VerdictKind::saddle}) {
    c.networks.push_back(example_network("mlp:1-10-10-1:tanh", 0, kind, 0.01, 0.5, 30, FinderEnd::neither));
  }
  c.networks[3].kink = c.networks[4].kink = "pre-activation 1 of layer 1, sample 3";
  const std::vector<report::Chart> charts = report::charts(c);
  ASSERT_EQ(charts.size(), 3U);
  EXPECT_THAT(charts[0].description, HasSubstr("of 3 points of 141 parameters"));
  for (const report::View& view : charts[0].views) {
    ASSERT_EQ(view.series.size(), 1U);
    EXPECT_THAT(view.series[0].name, HasSubstr(" (3)"));
  }
  const auto counted = [](const report::View& view) {
    std::vector<double> sums;
    for (const report::Bars& bars : view.bars) {
      sums.push_back(std::accumulate(bars.heights.begin(), bars.heights.end(), 0.0));
    }
    return sums;
  };
  EXPECT_THAT(charts[1].description, HasSubstr("2 more lie on a kink"));
  EXPECT_THAT(counted(charts[1].views[0]), ::testing::ElementsAre(3));
  EXPECT_THAT(charts[2].description, Not(HasSubstr("kink")));
  EXPECT_THAT(counted(charts[2].views[0]), ::testing::UnorderedElementsAre(4, 1));
  c.networks.pop_back();
  for (const report::Chart& chart : {report::charts(c)[0], report::charts(c)[1]}) {
    EXPECT_THAT(chart.description, HasSubstr("1 more lies on a kink, where eigenvalues say nothing, and isn't shown."));
  }
}

// At a critical point by the verdict, though no gradient fell to the tolerance.
TEST(CensusReport, OfFindersThatSpentTheirIterationsSaysSo) {
  Census c = example_census();
  c.models.resize(1);
  c.networks.clear();
  c.tolerance = 1e-9;
  for (const std::uint64_t seed : {0, 1}) {
    CensusNetwork n =
        example_network("mlp:1-10-10-1:tanh", seed, VerdictKind::saddle, 0.01, 0.5, 3, FinderEnd::critical_point);
    n.stopped = "iterations";
    n.iterations = 1000;
    c.networks.push_back(n);
  }
  const auto said = [&] { return report::finder_sentence(c, "mlp:1-10-10-1:tanh", "levenberg-marquardt"); };
  EXPECT_EQ(
      said(),
      "levenberg-marquardt: 2 at a critical point by the verdict; none reached the tolerance 1e-09, all used their "
      "1000 iterations");
  c.networks[0].stopped = "gradient norm";
  c.networks[0].iterations = 10;
  EXPECT_EQ(said(),
            "levenberg-marquardt: 1 ended at a critical point, 1 at a critical point by the verdict; iterations 10 to "
            "1000 (median 505)");
}

std::vector<std::string> hovers_of(const Census& census) {
  const Json figure = report::chart_plotly(report::charts(census)[0]);
  std::vector<std::string> texts;
  for (const Json& trace : figure.at("views").at(0).at("data")) {
    for (const Json& text : trace.at("hovertext")) texts.push_back(text);
  }
  return texts;
}

// In words of one, not of several.
TEST(CensusReport, OfOneNetworkCountsOne) {
  Census c = example_census();
  c.models.resize(1);
  c.networks.resize(1);
  c.optimization_failed.clear();
  c.networks[0].loss = 1e-9;
  const std::string text = to_text(c);
  EXPECT_THAT(text, HasSubstr("Loss            1e-09\n"));
  EXPECT_THAT(text, HasSubstr("1 of 1 point has certainly negative eigenvalues where it stands, 30 of 141."));
  EXPECT_THAT(text, HasSubstr("1 of these points fits the data"));
  EXPECT_THAT(text, Not(HasSubstr("(median")));
}

// In lines of 40 characters: a wider box over the points would cover what lies around.
TEST(CensusReport, OverAPointStandsTheCommandThatGivesItAlone) {
  Census c = example_census();
  c.networks[0].command = "saddlescope census --model mlp:1-10-10-1:tanh --data 'sine at 10' --seed 0";
  c.networks[1].command = "saddlescope census --model " + std::string(1000, 'm') + " --seed 987654";
  c.networks[2].command = "saddlescope census; rm -r run";
  const std::vector<std::string> texts = hovers_of(c);
  const auto says = [&](const char* words) {
    return std::ranges::count_if(texts, [&](const std::string& text) { return text.find(words) != std::string::npos; });
  };
  EXPECT_EQ(says("<br><span style=\"font-family:monospace\">saddlescope census --model<br>mlp:1-10-10-1:tanh --data "
                 "'sine at 10'<br>--seed 0</span>"),
            1);
  EXPECT_EQ(says("…"), 1);  // of a long one both ends, by which it is told from others
  EXPECT_EQ(says("mmm --seed 987654</span>"), 1);
  EXPECT_EQ(says("rm -r"), 0);
  for (std::string text : texts) {
    std::string line;
    for (std::size_t at; (at = text.find("<span")) != std::string::npos;) text.erase(at, text.find('>', at) - at + 1);
    for (const char letter : text + "<") {
      if (letter != '<') {
        line += letter;
        continue;
      }
      EXPECT_LE(line.size(), 60U) << line;  // bytes
      line.clear();
    }
  }
}

// Var(y) runs along the upper end, where N·C/P would stand.
TEST(CensusReport, NamesOfLinesStandWhereNoLineCrossesThem) {
  const report::Chart chart = report::charts(example_census())[0];
  const Json figure = report::chart_plotly(chart);
  std::size_t found = 0;
  for (const Json& words : figure.at("views").at(0).at("layout").at("annotations")) {
    if (!words.at("text").get<std::string>().starts_with("N·C/P")) continue;
    EXPECT_EQ(words.at("yanchor"), "bottom");
    ++found;
  }
  EXPECT_EQ(found, 1U);
}

TEST(CensusReport, OneLossOfAllIsDrawn) {
  Census c = example_census();
  c.models.resize(1);
  c.models[0].best_constant_loss = 0;
  c.networks.resize(1);
  for (const double loss : {0.0, 1.0, 1e-320, 1e300}) {
    c.networks[0].loss = loss;
    EXPECT_THAT(to_svg(c), HasSubstr("</title></use>")) << loss;
  }
}

TEST(CensusReport, EveryPointIsInEachViewOfThePicture) {
  const std::string picture = to_svg(example_census());
  std::size_t points = 0;
  for (std::size_t at = 0; (at = picture.find("</title></use>", at)) != std::string::npos; ++at) ++points;
  EXPECT_EQ(points, 17U + 17U + 16U);  // ratio; negatives here; nearby where there is such a point
}

// Three networks, two of which end at one place: a legend that says three, and two dots.
TEST(CensusReport, SaysThatDotsLieOnEachOther) {
  Census c = example_census();
  c.models.resize(1);
  c.networks.clear();
  for (const double loss : {0.01, 0.01, 0.1}) {
    c.networks.push_back(
        example_network("mlp:1-10-10-1:tanh", 0, VerdictKind::saddle, loss, 0.5, 30, FinderEnd::critical_point));
  }
  EXPECT_THAT(report::charts(c, Language::english)[0].description,
              HasSubstr("The 3 dots lie at 2 places, some on each other."));
  c.networks.erase(c.networks.begin());
  EXPECT_THAT(report::charts(c, Language::english)[0].description, Not(HasSubstr("dots")));
}

TEST(CensusCsv, HasARowANetworkAndAsManyCellsEach) {
  std::istringstream table(to_csv(example_census()));
  std::size_t rows = 0, cells = 0;
  for (std::string line; std::getline(table, line); ++rows) {
    std::size_t here = 1;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted) ++here;
    }
    if (rows == 0) cells = here;
    EXPECT_EQ(here, cells) << line;
  }
  EXPECT_EQ(rows, 19U);
}

TEST(Svg, EscapesWhatXmlReadsAndReplacesWhatItForbids) {
  EXPECT_EQ(report::xml_escaped("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;");
  EXPECT_EQ(report::xml_escaped("λ₁ \t"), "λ₁ \xEF\xBF\xBD");
  EXPECT_EQ(report::xml_escaped("\xC3("), "\xEF\xBF\xBD(");           // half a character
  EXPECT_EQ(report::xml_escaped("\xED\xA0\x80").size(), 9U);          // a surrogate
  EXPECT_EQ(report::xml_escaped("\xF4\x90\x80\x80").size(), 12U);     // beyond Unicode
  EXPECT_EQ(report::xml_escaped("\xC0\xAF").size(), 6U);              // overlong
}

TEST(Svg, WritesMillimetresShortAndRefusesWhatIsNone) {
  EXPECT_EQ(report::millimetres(12.5), "12.5");
  EXPECT_EQ(report::millimetres(-0.001), "0");
  EXPECT_EQ(report::millimetres(7), "7");
  EXPECT_THROW(report::millimetres(std::numeric_limits<double>::infinity()), Error);
}

TEST(CensusReport, LossesThatDifferAreWrittenDifferently) {
  Census c = example_census();
  c.optimization_failed[0].deep_loss = 0.1 + 7.45e-9;
  c.optimization_failed[0].shallow_loss = 0.1;
  EXPECT_THAT(to_text(c), AllOf(HasSubstr("0.10000001"), HasSubstr("at 0.10000000, though")));
}

// No clause on flat eigenvalues where there are none.
TEST(CensusReport, TheTrapBlamesWhatIsThere) {
  Census c = example_census();
  c.models.resize(1);
  c.models[0].floor = 0;
  c.models[0].stake = 1;
  CensusNetwork point =
      example_network("mlp:1-10-10-1:tanh", 0, VerdictKind::degenerate_minimum, 1e-9, 0.5, 30, FinderEnd::neither);
  point.inertia = {.negative = 3, .flat = 0, .positive = 3, .tolerance = 1e-12, .complete = true};
  point.nearby = Nearby{};
  c.networks = {point};
  const std::string none = to_text(c);
  EXPECT_THAT(none, AllOf(HasSubstr("The trap"), HasSubstr("leftover residuals"), Not(HasSubstr("round-off"))));
  c.networks[0].inertia.flat = 2;
  EXPECT_THAT(to_text(c), HasSubstr("round-off"));
}

}  // namespace
}  // namespace saddlescope
