// What any chart must hold to, whatever it shows: well-formed, finite, light, the same everywhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <locale>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/chart_plotly.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/chart_table.h"
#include "saddlescope/report/letters.h"
#include "tests/report/chart_examples.h"
#include "tests/report/german_numbers.h"

namespace saddlescope {
namespace {

using report::Bars;
using report::Chart;
using report::Field;
using report::Scale;
using report::Series;
using report::View;
using ::testing::HasSubstr;
using ::testing::Not;

// Why a text is no well-formed XML of elements, attributes in double quotes and text; empty: it is.
std::string xml_fault(std::string_view text) {
  std::vector<std::string> open;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&' && text.substr(at, 8).find(';') == std::string_view::npos) return "a bare &";
    if (text[at] != '<') {
      if (text[at] == '>') return "a bare >";
      ++at;
      continue;
    }
    const bool closes = text[at + 1] == '/';
    std::size_t end = at + 1;
    for (bool quoted = false; end < text.size() && (quoted || text[end] != '>'); ++end) {
      if (text[end] == '"') quoted = !quoted;
      if (text[end] == '<') return "a < within a tag";
    }
    if (end == text.size()) return "a tag without an end";
    const std::size_t begin = at + (closes ? 2 : 1);
    const std::string name(text.substr(begin, text.find_first_of(" />", begin) - begin));
    if (closes) {
      if (open.empty() || open.back() != name) return "</" + name + "> ends nothing";
      open.pop_back();
    } else if (text[end - 1] != '/') {
      open.push_back(name);
    }
    at = end + 1;
  }
  return open.empty() ? "" : "<" + open.back() + "> isn't ended";
}

// Ids that occur twice in a picture.
std::vector<std::string> repeated_ids(const std::string& svg) {
  std::set<std::string> seen;
  std::vector<std::string> repeated;
  for (std::size_t at = 0; (at = svg.find(" id=\"", at)) != std::string::npos;) {
    at += 5;
    std::string id = svg.substr(at, svg.find('"', at) - at);
    if (!seen.insert(id).second) repeated.push_back(std::move(id));
  }
  return repeated;
}

void expect_sound(const Chart& chart) {
  for (const bool in_page : {false, true}) {
    const std::string svg = report::chart_svg(chart, {.in_page = in_page});
    EXPECT_EQ(xml_fault(svg), "") << chart.id;
    EXPECT_TRUE(repeated_ids(svg).empty()) << chart.id;
    EXPECT_LT(svg.size(), 400'000U) << chart.id;
    EXPECT_EQ(svg.find("<style>") == std::string::npos, in_page);
  }
  const Json figure = report::chart_plotly(chart);
  const std::string text = figure.dump();
  EXPECT_EQ(Json::parse(text), figure) << chart.id;
  EXPECT_EQ(figure.at("views").size(), chart.views.size());
  for (const Json& view : figure.at("views")) {
    for (const Json& trace : view.at("data")) {
      if (trace.at("type") == "scatter") {
        EXPECT_EQ(trace.at("x").size(), trace.at("y").size()) << chart.id;
      }
      if (trace.contains("hovertext")) {
        EXPECT_EQ(trace.at("hovertext").size(), trace.at("x").size()) << chart.id;
      }
    }
  }
  for (const report::ChartTable& table : report::chart_table(chart)) {
    EXPECT_FALSE(table.caption.empty());
    EXPECT_LE(table.rows.size(), 250U);
    for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size()) << chart.id << ": " << table.caption;
  }
}

TEST(AnyChart, IsWellFormedWithOneIdEachInBothLanguages) {
  for (const Language language : {Language::english, Language::traditional_chinese}) {
    for (const Chart& chart : all_charts(language)) expect_sound(chart);
  }
}

TEST(AnyChart, SaysInWordsWhatItShows) {
  for (const Chart& chart : all_charts()) {
    EXPECT_FALSE(chart.title.empty()) << chart.id;
    EXPECT_FALSE(chart.description.empty()) << chart.id;
    EXPECT_FALSE(report::chart_table(chart).empty()) << chart.id;
  }
}

TEST(AnyChart, IsTheSameUnderAForeignLocale) {
  const auto drawn = [] {
    std::string all;
    for (const Chart& chart : all_charts()) {
      all += report::chart_svg(chart) + report::chart_plotly(chart).dump();
      for (const auto& table : report::chart_table(chart)) {
        for (const auto& row : table.rows) {
          for (const std::string& cell : row) all += cell + "|";
        }
      }
    }
    return all;
  };
  const std::string expected = drawn();
  const GermanNumbers numbers;
  const std::string actual = drawn();
  EXPECT_TRUE(actual == expected);
}

// A chart with these numbers in every place that takes numbers.
Chart chart_of(const std::vector<double>& numbers, Scale scale) {
  View view{.x = {.label = "x", .scale = scale, .threshold = 1e-3},
            .y = {.label = "y", .scale = scale, .threshold = 1e-3}};
  Series series{.name = "s", .line = true, .x = numbers, .y = numbers, .error_x = numbers, .error_y = numbers};
  view.series.push_back(series);
  for (const double number : numbers) {
    view.references.push_back({.name = "r", .value = number});
    view.references.push_back({.name = "r", .of_x = true, .value = number});
    view.bands.push_back({.name = "b", .low = -number, .high = number});
  }
  View field{.label = "f", .x = {.label = "x"}, .y = {.label = "y"}};
  const std::size_t n = std::max<std::size_t>(numbers.size(), 1);
  field.field = Field{.name = "z", .scale = scale, .threshold = 1e-3};
  for (std::size_t i = 0; i < n; ++i) {
    field.field->x.push_back(static_cast<double>(i));
    field.field->y.push_back(static_cast<double>(i));
    for (std::size_t j = 0; j < n; ++j) field.field->values.push_back(numbers.empty() ? 0 : numbers[(i + j) % n]);
  }
  View bars{.label = "b",
            .x = {.label = "x"},
            .y = {.label = "y", .scale = scale == Scale::logarithmic ? Scale::linear : scale}};
  Bars list{.name = "n", .heights = numbers, .error = numbers};
  for (std::size_t i = 0; i <= numbers.size(); ++i) list.edges.push_back(static_cast<double>(i));
  bars.bars.push_back(list);
  View space = field;
  space.spatial = true;
  space.z = {.label = "z", .scale = scale, .threshold = 1e-3};
  space.series = {series};
  space.series[0].z = numbers;
  return {.id = "numbers", .title = "t", .description = "d", .views = {view, field, bars, space}};
}

TEST(AnyChart, SurvivesAnyNumbers) {
  const std::vector<std::vector<double>> cases{{},
                                               {0},
                                               {1},
                                               {-3},
                                               {kNaN},
                                               {kInfinity, -kInfinity, kNaN},
                                               {1, 1, 1, 1},
                                               {0, 0, 0},
                                               {-1, 0, 1e-300, 1e300},
                                               {1e300, -1e300},
                                               {1.7e308, -1.7e308, 1},
                                               {5e-324, 1e-320},
                                               {1, 1 + 1e-15},
                                               {kNaN, 2, kInfinity, 3, -4}};
  for (const std::vector<double>& numbers : cases) {
    for (const Scale scale : {Scale::linear, Scale::logarithmic, Scale::symmetric}) {
      SCOPED_TRACE(::testing::PrintToString(numbers) + " scale " + std::to_string(static_cast<int>(scale)));
      expect_sound(chart_of(numbers, scale));
    }
  }
}

TEST(AnyChart, SaysHowManyNumbersItCouldNotDraw) {
  View view{.y = {.scale = Scale::logarithmic}};
  view.series.push_back({.x = {1, 2, 3, 4}, .y = {1, 0, -1, kNaN}});
  const Chart chart{.id = "a", .title = "t", .views = {view}};
  EXPECT_EQ(report::omitted(view), 3U);
  const std::string note = "Not drawn, because not finite or not positive on a logarithmic axis: 3";
  EXPECT_THAT(report::chart_svg(chart), HasSubstr(note));
  EXPECT_THAT(report::chart_table(chart).back().note, HasSubstr(note));
}

// A name that tries to leave its place, in any alphabet and of any length.
TEST(AnyChart, KeepsHostileNamesInTheirPlace) {
  std::string endless;
  for (int i = 0; i < 5000; ++i) endless += "嘿";
  for (const std::string& name :
       {std::string("</script><script>alert(1)</script>"), std::string("\"quotes\" & 'more' <b>"),
        std::string("שלום مرحبا 鞍點 Седло"), std::string("saddle \u202E\u2066elddas \u061C\u200F"),
        std::string("\xFF\xC3(\x01"), std::string("%{x} var:blue"), endless, std::string(10'000, 'a')}) {
    Census census = example_census();
    for (CensusModel& model : census.models) model.description = name;
    for (CensusNetwork& network : census.networks) {
      network.model = name;
      network.command = "saddlescope census --model '" + name + "'";
    }
    census.problem.data = name;
    Surface surface = toy_surface(5);
    surface.problem.description = name;
    for (Direction& direction : surface.section.directions) direction.label = name;
    for (Mark& mark : surface.section.marks) mark.label = name;
    Finding finding = found_in_a_box();
    finding.problem.variables = {name, name};
    Comparison comparison = compared_histories();
    for (ComparedMethod& method : comparison.methods) method.name = name;
    std::vector<Chart> charts = report::charts(census);
    for (const auto& more : {report::charts(surface), report::charts(finding), report::charts(comparison)}) {
      charts.insert(charts.end(), more.begin(), more.end());
    }
    for (const Chart& chart : charts) {
      expect_sound(chart);
      EXPECT_THAT(report::chart_svg(chart), Not(HasSubstr("<script")));
      for (const char* turned : {"\u202E", "\u2066", "\u061C", "\u200F"}) {
        EXPECT_THAT(report::chart_svg(chart), Not(HasSubstr(turned)));
        EXPECT_THAT(report::chart_plotly(chart).dump(), Not(HasSubstr(turned)));
      }
      const std::string figure = report::chart_plotly(chart).dump();
      EXPECT_THAT(figure, Not(HasSubstr("<script")));
      EXPECT_THAT(figure, Not(HasSubstr("<b>")));
      const Json plotly = report::chart_plotly(chart);
      for (const Json& view : plotly.at("views")) {
        for (const Json& trace : view.at("data")) {
          EXPECT_THAT(trace.value("hovertemplate", std::string()), Not(HasSubstr("%{x} var")));
        }
      }
    }
  }
}

TEST(AnyChart, OfTenThousandEigenvaluesIsLight) {
  std::vector<double> eigenvalues;
  for (int i = 0; i < 10'000; ++i) eigenvalues.push_back(std::sinh((i - 5000) / 500.0) * 1e-3);
  const Chart chart = report::charts(spectrum_of(eigenvalues, 1e-9))[0];
  EXPECT_LT(report::chart_svg(chart).size(), 60'000U);
  EXPECT_LT(report::chart_plotly(chart).dump().size(), 800'000U);
}

// A spike of a single step stays in the figure of a history of a million.
TEST(AnyChart, ThinnedLineKeepsItsExtremes) {
  Series line{.name = "s", .line = true, .marks = false};
  for (int i = 0; i < 100'000; ++i) {
    line.x.push_back(i);
    line.y.push_back(i == 54'321 ? 9 : i == 77'777 ? -5 : 1);
  }
  View view;
  view.series.push_back(line);
  const Json y = report::chart_plotly({.id = "a", .views = {view}}).at("views").at(0).at("data").at(0).at("y");
  EXPECT_LT(y.size(), 6000U);
  EXPECT_NE(std::ranges::find(y, Json(9.0)), y.end());
  EXPECT_NE(std::ranges::find(y, Json(-5.0)), y.end());
  EXPECT_LT(report::chart_svg({.id = "a", .views = {view}}).size(), 60'000U);
}

TEST(Letters, AreBrokenAndCutAtWholeCharacters) {
  EXPECT_EQ(report::elided("鞍點鞍點", 2), "鞍點…");
  EXPECT_EQ(report::elided("ab", 2), "ab");
  EXPECT_THAT(report::broken("one two three", 7), ::testing::ElementsAre("one two", "three"));
  EXPECT_THAT(report::broken("abcdefgh\ni", 3), ::testing::ElementsAre("abc", "def", "gh", "i"));
  EXPECT_THAT(report::broken("反向 0.5（至少），正向 2", 10),
              ::testing::ElementsAre("反向 0.5", "（至少），", "正向 2"));
  EXPECT_LE(report::width_of(report::fitted(std::string(1000, 'x'), 3, 50), 3), 50.5);
}

// A word of 500 letters has no blank to be broken at; Chinese has none at all.
TEST(Letters, BrokenWithinARoomStayInItAndAreAllThere) {
  for (const std::string& words : {std::string("backwards 0.0006131 (seen from 1.173e-05 on), forwards 0.0006131"),
                                   std::string("模型誤差在以內：反向，正向自起可辨"), std::string(500, 'W')}) {
    std::string said;
    for (const std::string& line : report::broken_within(words, 3, 50)) {
      EXPECT_LE(report::width_of(line, 3), 50) << line;
      said += (said.empty() || words.find(' ') == std::string::npos ? "" : " ") + line;
    }
    EXPECT_EQ(said, words);
  }
}

// What is printed has no other place where a cut name could be read: all its words stand in the picture, none on
// another's, none beyond its lower edge.
TEST(AnyChart, ANameLongerThanALegendsRowGoesOnInTheNext) {
  const std::string radius = "0.0006131 (seen from 1.173e-05 on)";
  View view{.bands = {{.name = "model within 10 %: backwards " + radius + ", forwards " + radius,
                       .of_x = true,
                       .low = 0,
                       .high = 1}}};
  view.series = {{.name = "below it", .x = {0, 1}, .y = {0, 1}}};
  const std::string svg = report::chart_svg({.id = "a", .title = "t", .description = "d", .views = {view}});
  const auto height_of = [&](const std::string& words) {
    const std::size_t end = svg.find(words);
    EXPECT_NE(end, std::string::npos) << words;
    const std::size_t y = svg.rfind(" y=\"", end);
    return std::stod(svg.substr(y + 4));
  };
  const double first = height_of("model within 10 %: backwards 0.0006131"), second = height_of("1.173e-05 on)</text>"),
               below = height_of(">below it</text>"), bottom = std::stod(svg.substr(svg.find("height=\"") + 8));
  EXPECT_GE(second, first + 2.8);  // the height of the letters
  EXPECT_GE(below, second + 2.8);
  EXPECT_LT(below, bottom);
  EXPECT_THAT(svg, Not(HasSubstr("…")));
}

}  // namespace
}  // namespace saddlescope
