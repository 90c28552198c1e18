// Charts of eigenvalues: which can't be told apart, how many lie where, and the bars of what isn't known exactly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart_plotly.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/chart_table.h"
#include "saddlescope/report/charts/parts.h"
#include "tests/report/chart_examples.h"

namespace saddlescope {
namespace {

using report::Bars;
using report::Chart;
using ::testing::HasSubstr;
using ::testing::Not;

// −1, three zeros, a thousand times 2 that rounding spreads, 3.
std::vector<double> repeated() {
  std::vector<double> values{-1, -1e-15, 0, 1e-15};
  for (int i = 0; i < 1000; ++i) values.push_back(i < 500 ? 2 : 2 + 4e-15);
  values.push_back(3);
  return values;
}

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

TEST(SpectrumChart, RepeatedEigenvaluesSayHowMany) {
  const Chart chart = report::charts(spectrum_of(repeated(), 1e-14))[0];
  const auto& series = chart.views[0].series;
  ASSERT_EQ(series.size(), 3U);
  EXPECT_EQ(series[0].hover[0], "1: -1");
  EXPECT_EQ(series[1].hover[0], "2: -1e-15\n3 that can't be told apart: 2 … 4");
  EXPECT_EQ(series[2].hover[0], "5: 2\n1000 that can't be told apart: 5 … 1004");
  EXPECT_EQ(series[2].hover[999], "1004: 2\n1000 that can't be told apart: 5 … 1004");
  EXPECT_EQ(series[2].hover[1000], "1005: 3");
  const auto tables = report::chart_table(chart);
  ASSERT_EQ(tables.size(), 4U);  // values, lines and bands, counts, their bands
  bool said = false;
  for (const auto& row : tables[0].rows)
    said = said || row.back().find("1000 that can't be told apart") != std::string::npos;
  EXPECT_TRUE(said);
}

// Twice the tolerance is the most by which two computed values of one eigenvalue may differ.
TEST(SpectrumChart, OnlyWhatTheToleranceCannotTellApartIsOne) {
  const auto hovers = [](double gap) {
    return report::charts(spectrum_of({1, 1 + gap}, 0.01))[0].views[0].series[0].hover;
  };
  EXPECT_THAT(hovers(0.0199)[0], HasSubstr("2 that can't be told apart: 1 … 2"));
  EXPECT_EQ(hovers(0.0201)[0], "1: 1");
}

// ±1e-14 on an axis from −2 to 2 is no band that anyone sees: words say it, and no swatch stands for it.
TEST(SpectrumChart, ABandTooNarrowToBeSeenIsSaidInWords) {
  const Chart narrow = report::charts(spectrum_of({-2, 1, 2}, 1e-14))[0],
              wide = report::charts(spectrum_of({-2, 1, 2}, 0.1))[0];
  EXPECT_THAT(narrow.description, HasSubstr("Within ±1e-14, a band too narrow to be seen here,"));
  EXPECT_THAT(wide.description, HasSubstr("Within ±0.1, the tolerance here,"));
  EXPECT_THAT(report::chart_svg(wide), HasSubstr("tolerance here"));
  EXPECT_THAT(report::chart_svg(narrow), Not(HasSubstr("tolerance here")));
  const auto traces = [](const Chart& chart) {
    return report::chart_plotly(chart).at("views").at(0).at("data").dump();
  };
  EXPECT_THAT(traces(wide), HasSubstr("tolerance here"));
  EXPECT_THAT(traces(narrow), Not(HasSubstr("tolerance here")));
}

// Two bands, two questions: within the wider one signs are told, though a critical point in reach needn't share them.
TEST(SpectrumChart, SaysOfEachBandWhatItMeans) {
  const Spectrum spectrum = spectrum_of({-0.2, 1e-3, 2}, 2e-2).spectrum;
  const std::string here = "Within ±0.02, the tolerance here, they can't be told from zero.",
                    nearby = "Within ±0.5, the tolerance nearby, a critical point in reach needn't share their signs.";
  const auto words = [&](std::optional<Nearby> signs) {
    return report::spectrum_chart(spectrum, signs, {}, Language::english)->description;
  };
  EXPECT_THAT(words(Nearby{0.1, {0, 2, 1, 0.5}}), HasSubstr(here + " " + nearby));
  EXPECT_THAT(words(std::nullopt), HasSubstr(here));
  EXPECT_THAT(words(std::nullopt), Not(HasSubstr("nearby")));
  EXPECT_THAT(words(Nearby{0, {1, 1, 1, 2e-2}}), Not(HasSubstr("nearby")));
}

// 3 negative, 1,000 flat and 100 positive ones in 200 rows: all that aren't flat, of the flat the ends and some.
TEST(SpectrumChart, ListsAllThatIsNotFlatWhereRowsAreFew) {
  std::vector<double> values{-3, -2, -1};
  values.insert(values.end(), 1000, 0.0);
  for (int i = 1; i <= 100; ++i) values.push_back(i);
  const auto tables = report::chart_table(report::charts(spectrum_of(values, 1e-14))[0], 200);
  const auto count = [&](const std::string& name) {
    return std::ranges::count_if(tables[0].rows, [&](const auto& row) { return row[0] == name; });
  };
  EXPECT_EQ(count("negative (3)"), 3);
  EXPECT_EQ(count("positive (100)"), 100);
  EXPECT_EQ(count("flat (1000)"), 97);
  EXPECT_EQ(tables[0].rows[3][1], "4");
  EXPECT_EQ(tables[0].rows[99][1], "1003");
  EXPECT_THAT(tables[0].note, HasSubstr("200 of 1103 rows are listed: "));
}

TEST(SpectrumChart, CountsHowManyLieWhereBySign) {
  const Chart chart = report::charts(spectrum_of(repeated(), 1e-14))[0];
  ASSERT_EQ(chart.views.size(), 2U);
  const report::View& counts = chart.views[1];
  EXPECT_EQ(counts.label, "How many");
  ASSERT_EQ(counts.bars.size(), 3U);
  EXPECT_EQ(counts.bars[0].name, "negative (1)");
  EXPECT_EQ(sum(counts.bars[0].heights), 1);
  EXPECT_EQ(sum(counts.bars[1].heights), 3);
  EXPECT_EQ(sum(counts.bars[2].heights), 1001);
  EXPECT_EQ(std::ranges::max(counts.bars[2].heights), 1000);
  EXPECT_EQ(counts.y.scale, report::Scale::symmetric);  // one stays visible beside a thousand
  for (const Bars& bars : counts.bars) {
    EXPECT_TRUE(std::ranges::is_sorted(bars.edges));
    for (std::size_t c = 0; c < bars.heights.size(); ++c) {
      double inside = 0;
      const double tolerance = 1e-14;
      for (const double value : repeated()) {
        const std::size_t kind = value < -tolerance ? 0 : value > tolerance ? 2 : 1;
        inside += &bars == &counts.bars[kind] && bars.edges[c] <= value && value < bars.edges[c + 1];
      }
      EXPECT_EQ(bars.heights[c], inside) << c;
    }
  }
  ASSERT_EQ(counts.bands.size(), 1U);
  EXPECT_TRUE(counts.bands[0].of_x);
  EXPECT_FALSE(chart.views[0].bands[0].of_x);
}

// −1, 300 within ±1e-12, up to 10: the flat ones stand in one cell, with zero and the band in its middle.
TEST(SpectrumChart, WhatIsFlatStandsAroundZeroAsItsBandDoes) {
  std::vector<double> values{-1};
  for (int i = 0; i < 300; ++i) values.push_back(1e-14 * (i - 150) / 150.0);
  for (int i = 0; i <= 90; ++i) values.push_back(1e-8 * std::pow(10.0, 0.1 * i));
  const Chart chart = report::charts(spectrum_of(values, 1e-12))[0];
  const report::View& counts = chart.views.at(1);
  const Bars& flat = counts.bars.at(1);
  const auto cell = static_cast<std::size_t>(std::ranges::max_element(flat.heights) - flat.heights.begin());
  EXPECT_EQ(flat.heights[cell], 300);
  EXPECT_NEAR(flat.edges[cell], -flat.edges[cell + 1], 1e-9 * flat.edges[cell + 1]);
  EXPECT_GT(flat.edges[cell + 1], counts.bands.at(0).high);
  EXPECT_LE(flat.edges.front(), -1);
  EXPECT_GE(flat.edges.back(), 10);
}

TEST(SpectrumChart, BarsOfSignsStandOnEachOther) {
  std::vector<double> values;
  for (int i = -15; i < 15; ++i) values.push_back(1e-9 * i);
  const Chart chart = report::charts(spectrum_of(values, 2e-9))[0];
  const auto& bars = chart.views[1].bars;
  ASSERT_EQ(bars.size(), 3U);
  for (std::size_t c = 0; c < bars[0].heights.size(); ++c) {
    EXPECT_EQ(bars[0].base[c], 0);
    EXPECT_EQ(bars[1].base[c], bars[0].heights[c]);
    EXPECT_EQ(bars[2].base[c], bars[0].heights[c] + bars[1].heights[c]);
  }
  EXPECT_TRUE(chart.views[1].y.whole);
}

TEST(SpectrumChart, OfAFewEigenvaluesHasTheirOrderAlone) {
  EXPECT_EQ(report::charts(spectrum_of({-2, 2}, 1e-15))[0].views.size(), 1U);
}

TEST(SpectrumChart, OfEqualEigenvaluesIsDrawn) {
  const Chart chart = report::charts(spectrum_of(std::vector<double>(100, 2.0), 1e-15))[0];
  EXPECT_EQ(sum(chart.views[1].bars.at(0).heights), 100);
  EXPECT_THAT(report::chart_svg(chart), HasSubstr("bar f-blue"));
}

// In the picture's legend points and bars of one name are one.
TEST(SpectrumChart, LegendHasEachSignOnce) {
  const std::string svg = report::chart_svg(report::charts(spectrum_of(repeated(), 1e-14))[0]);
  const std::string words = ">negative (1)</text>";
  const std::size_t first = svg.find(words);
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(svg.find(words, first + 1), std::string::npos);
}

// Of many dots outlines would cover what lies beneath, in a series of few too.
// Plotly sets every tick's words, over one another where an axis is short; ours are told by place.
TEST(SpectrumChart, BesideZeroNoTickHasWordsThatAPhoneHasNoRoomFor) {
  std::size_t worded = 0;
  for (int decades = 2; decades <= 14; ++decades) {
    const double smallest = std::pow(10, -decades);
    const Chart chart = report::charts(spectrum_of({-1, -smallest, smallest, 1}, smallest / 10))[0];
    const auto figure = report::chart_plotly(chart);
    for (const auto& view : figure.at("views")) {
      for (const char* name : {"xaxis", "yaxis"}) {
        const auto& axis = view.at("layout").at(name);
        if (!axis.contains("ticktext") || !axis.contains("range") || axis.at("type") != "linear") continue;
        const double low = axis.at("range")[0], high = axis.at("range")[1];
        for (std::size_t i = 0; i < axis.at("ticktext").size(); ++i) {
          const double place = axis.at("tickvals")[i];
          if (place == 0 || axis.at("ticktext")[i] == "") continue;
          EXPECT_GE(std::abs(place), 0.099 * (high - low)) << decades << ", " << axis.at("ticktext")[i];
          ++worded;
        }
      }
    }
  }
  EXPECT_GT(worded, 20U);
}

TEST(SpectrumChart, OfManyDotsNoneHasAnOutline) {
  const auto outlines = [](const std::vector<double>& values) {
    std::size_t count = 0;
    const Json figure = report::chart_plotly(report::charts(spectrum_of(values, 1e-14))[0]);
    for (const Json& trace : figure.at("views").at(0).at("data")) count += trace.at("marker").contains("line") ? 1 : 0;
    return count;
  };
  EXPECT_EQ(outlines(repeated()), 0U);
  EXPECT_EQ(outlines({-1, 0, 2}), 3U);
  std::vector<double> some(150);
  std::iota(some.begin(), some.end(), 1.0);
  EXPECT_EQ(outlines(some), 0U);
  EXPECT_THAT(report::chart_svg(report::charts(spectrum_of(some, 1e-14))[0]), HasSubstr("mark close f-blue"));
  EXPECT_THAT(report::chart_svg(report::charts(spectrum_of({1}, 1e-14))[0]), Not(HasSubstr("mark close f-blue")));
}

// Pairs of −1 ± 0.5 and 1 ± 0.25: whiskers of these lengths, in the picture and in the figure.
TEST(ErrorBars, AreAsLongAsTheBounds) {
  SpectrumAnswer answer = spectrum_of({}, 0.1);
  answer.pairs = {{-1, 0.5}, {1, 0.25}};
  Chart chart = report::charts(answer)[0];
  ASSERT_EQ(chart.views[0].series.size(), 2U);
  EXPECT_EQ(chart.views[0].series[0].error_y, std::vector<double>{0.5});
  EXPECT_EQ(chart.views[0].series[1].error_y, std::vector<double>{0.25});
  const Json figure = report::chart_plotly(chart);
  const Json& error = figure.at("views").at(0).at("data").at(0).at("error_y");
  EXPECT_EQ(error.at("array"), Json::parse("[0.5]"));
  EXPECT_EQ(error.at("arrayminus"), Json::parse("[0.5]"));
  EXPECT_EQ(error.at("symmetric"), false);
  EXPECT_EQ(figure.at("views").at(0).at("data").at(1).at("error_y").at("array"), Json::parse("[0.25]"));
  chart.views[0].series[0].error_y = {0};  // an exact one has none
  EXPECT_THAT(report::chart_svg(chart), Not(HasSubstr("error s-vermilion")));
  EXPECT_THAT(report::chart_svg(chart), HasSubstr("error s-blue"));
}

// On a symmetric scale a whisker is as long as the scale makes it: 10 ± 9 with threshold 1 reaches from s(1) = 1 to
// s(19) = 1 + log₁₀ 19 around s(10) = 2.
TEST(ErrorBars, FollowTheScaleOfTheirAxis) {
  Chart chart{.id = "e", .title = "t", .description = "d"};
  report::View view{.y = {.scale = report::Scale::symmetric, .threshold = 1}};
  view.series.push_back({.name = "s", .x = {0}, .y = {10}, .error_y = {9}});
  Bars bars{.name = "b", .edges = {1, 2}, .heights = {10}, .error = {9}};
  view.bars.push_back(bars);
  chart.views.push_back(view);
  const Json data = report::chart_plotly(chart).at("views").at(0).at("data");
  for (const Json& trace : data) {
    EXPECT_NEAR(trace.at("error_y").at("array").at(0).get<double>(), std::log10(19.0) - 1, 1e-15);
    EXPECT_NEAR(trace.at("error_y").at("arrayminus").at(0).get<double>(), 1, 1e-15);
  }
}

// The ends of a whisker on paper lie where the axis has value ± error: for 1 ± 1 over an axis from 0 to 4 a half of its
// height, around its quarter.
TEST(ErrorBars, OnPaperReachFromValueLessErrorToValueAndError) {
  Chart chart{.id = "e", .title = "t", .description = "d"};
  report::View view{.x = {.range = std::pair{0.0, 2.0}}, .y = {.range = std::pair{0.0, 4.0}}};
  view.series.push_back({.name = "s", .x = {1}, .y = {1}, .error_x = {0.5}, .error_y = {1}});
  chart.views.push_back(view);
  const std::string svg = report::chart_svg(chart);
  const std::size_t frame = svg.find("class=\"frame\""), begin = svg.rfind("<rect", frame);
  const auto number = [](const std::string& text, const std::string& after, std::size_t from) {
    return std::stod(text.substr(text.find(after, from) + after.size()));
  };
  const double left = number(svg, " x=\"", begin), top = number(svg, " y=\"", begin),
               width = number(svg, " width=\"", begin), height = number(svg, " height=\"", begin);
  const std::size_t css = svg.find("error s-blue");
  ASSERT_NE(css, std::string::npos);
  const std::string path = svg.substr(svg.rfind("<path", css), 120);
  constexpr double kCut = 0.02;  // coordinates are cut to a hundredth of a millimetre
  EXPECT_NEAR(number(path, "d=\"M", 0), left + width / 2, kCut) << path;
  EXPECT_NEAR(number(path, " ", path.find("d=\"M")), top + height, kCut) << path;  // y = 0
  EXPECT_NEAR(number(path, "V", 0), top + height / 2, kCut) << path;  // y = 2
  const std::size_t second = path.find('M', path.find("d=\"M") + 4);
  EXPECT_NEAR(number(path, "M", second), left + width / 4, kCut) << path;  // x = 0.5
  EXPECT_NEAR(number(path, "H", second), left + 3 * width / 4, kCut) << path;  // x = 1.5
}

}  // namespace
}  // namespace saddlescope
