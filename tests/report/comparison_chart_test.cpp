// The chart of ways out: which part of the budget it shows, and the words beside its lines.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "saddlescope/report/end_words.h"
#include "tests/report/chart_examples.h"

namespace saddlescope {
namespace {

using report::Chart;
using report::Series;
using ::testing::HasSubstr;

TEST(CompareChart, HasEachMethodsHistoryAndRate) {
  const Comparison comparison = compared_histories();
  const Chart chart = report::charts(comparison)[0];
  ASSERT_EQ(chart.views[0].series.size(), comparison.methods.size());
  for (const ComparedMethod& method : comparison.methods) {
    const Series& series = named(chart, method.name);
    ASSERT_EQ(series.x.size(), method.history.size());
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      EXPECT_EQ(series.x[i], method.history[i].spent);
      EXPECT_EQ(series.y[i], method.history[i].loss);
    }
    EXPECT_TRUE(series.line && !series.marks);
  }
  EXPECT_THAT(named(chart, "perturbed").name, HasSubstr(" (0.001)"));
  const report::Reference& start = chart.views[0].references.at(0);
  EXPECT_EQ(start.name, "Start");
  EXPECT_EQ(start.value, comparison.loss);
  EXPECT_FALSE(start.of_x);
}

// All is over after 20 of 2000: the axis ends there, linear, and each line's words say its method and its end.
TEST(CompareChart, EndsWhereTheLastCameToRest) {
  Comparison c = compared_histories();
  c.methods[0].history = {{0, 1.0860385}, {10, 0.7}, {20, 0.508}, {2000, 0.508}};
  c.methods[0].half_way = 10;
  c.methods[1].history = {{0, 1.0860385}, {2000, 1.0860385}};
  c.methods[2].history = {{0, 1.0860385}, {15, 1.2}, {2000, 1.2001}};  // a step within 1 % of the fall
  const Chart chart = report::charts(c)[0];
  EXPECT_EQ(chart.views[0].x.scale, report::Scale::linear);
  ASSERT_TRUE(chart.views[0].x.range);
  EXPECT_EQ(chart.views[0].x.range->first, 0);
  EXPECT_NEAR(chart.views[0].x.range->second, 1.05 * 20, 1e-12);
  EXPECT_THAT(chart.description, HasSubstr("soon after 20,"));
  EXPECT_EQ(named(chart, "adam").end, "1.086  adam (0.01)");
  c.methods[1].history = {{0, 1.0860385}, {1900, 0.9}, {2000, 0.8}};  // slow beside one that is quick
  const Chart slow = report::charts(c)[0];
  EXPECT_FALSE(slow.views[0].x.range);
  EXPECT_EQ(slow.views[0].x.scale, report::Scale::symmetric);
  EXPECT_EQ(slow.views[0].x.threshold, 10);
}

// The verdict says which control is best: that one is named wherever it ranks, and told from the others.
TEST(CompareChart, NamesTheBestOfTheControlsWhereverItRanks) {
  Comparison c = compared_histories();
  ComparedMethod like = c.methods[0];
  c.methods.clear();
  const auto add = [&](const std::string& name, const char* before, std::size_t copies) {
    for (std::size_t i = 0; i < copies; ++i) {
      like.name = name + std::to_string(i);
      like.before = before;
      like.optimizer = "adam";
      c.methods.push_back(like);
    }
  };
  add("after an escape ", "escape", 9);
  add("by itself ", "", 2);
  add("control ", "noise 0.001", 3);
  const Chart chart = report::charts(c)[0];
  EXPECT_EQ(std::ranges::count_if(chart.views[0].series, &Series::listed), 7);
  for (const char* name : {"after an escape 0", "after an escape 4", "by itself 0", "control 0"}) {
    const Series& series = named(chart, name);
    EXPECT_TRUE(series.listed) << name;
    EXPECT_THAT(series.end, HasSubstr(name));
    EXPECT_NE(series.colour, report::Colour::faint) << name;
  }
  for (const char* name : {"after an escape 5", "by itself 1", "control 1"}) {
    EXPECT_FALSE(named(chart, name).listed) << name;
  }
  EXPECT_THAT(chart.description, HasSubstr("7 are named: the best of each kind, and of the others the best."));
}

// Lines whose ends lie on one another have words that don't, in the order of the ends, within the plot.
TEST(CompareChart, WordsBesideItsLinesDontTouch) {
  report::View view{.x = {}, .y = {}};
  for (const double end : {1.0, 0.0, 0.001, 0.002, 0.5}) {
    view.series.push_back({.line = true, .marks = false, .x = {0, 1}, .y = {0.5, end}, .end = fmt::format("{}", end)});
  }
  view.series.push_back({.x = {0}, .y = {kNaN}, .end = "nothing is shown of it"});
  const auto words = report::end_words(view, {0, 1}, 0.1);
  ASSERT_EQ(words.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(words[i].text, fmt::format("{}", words[i].line));
    EXPECT_LE(0, words[i].words);
    EXPECT_LE(words[i].words, 1);
    EXPECT_GE(words[i].words, i == 0 ? 0 : words[i - 1].words + 0.1 - 1e-12);
  }
  EXPECT_EQ(words[3].words, 0.5);
  EXPECT_EQ(words[4].words, 1);
}

// 0 is reached: the others still lie by their decades, down to a millionth of the largest. Negative ones leave it linear.
TEST(CompareChart, KeepsDecadesWhereALossIsZero) {
  Comparison comparison = compared_histories();
  comparison.floor = 0;
  comparison.methods[0].history = {{0, 1}, {100, 1e-3}, {200, 1e-40}, {300, 0}};
  const auto y = [&] { return report::charts(comparison)[0].views[0].y; };
  EXPECT_EQ(y().scale, report::Scale::symmetric);
  EXPECT_GE(y().threshold, 1e-7);
  EXPECT_LE(y().threshold, 1e-5);
  EXPECT_EQ(report::charts(comparison)[0].views[0].references.size(), 2U);  // the floor has a place
  comparison.methods[0].history[3].loss = -1;
  EXPECT_EQ(y().scale, report::Scale::linear);
}

// A floor of 0 has no place on a logarithmic axis; one above it has, and one that isn't proved is none.
TEST(CompareChart, DrawsTheFloorWhereItHasAPlace) {
  Comparison comparison = compared_histories();
  const auto lines = [&] { return report::charts(comparison)[0].views[0].references.size(); };
  comparison.methods[0].history = {{0, 1}, {100, 1e-4}};
  ASSERT_EQ(report::charts(comparison)[0].views[0].y.scale, report::Scale::logarithmic);
  comparison.floor = 0;
  EXPECT_EQ(lines(), 1U);
  comparison.floor = 1e-5;
  EXPECT_EQ(lines(), 2U);
  EXPECT_EQ(report::charts(comparison)[0].views[0].references[1].value, 1e-5);
  comparison.floor.reset();
  EXPECT_EQ(lines(), 1U);
  comparison = compared_histories();  // on an axis that reads "Loss − 1.0860385" it would stand at another loss
  comparison.floor = 0.5;
  for (ComparedMethod& method : comparison.methods)
    method.history = {{0, comparison.loss}, {100, comparison.loss - 1e-6}};
  ASSERT_THAT(report::charts(comparison)[0].views[0].y.label, HasSubstr("1.0860385"));
  EXPECT_EQ(lines(), 1U);
}

}  // namespace
}  // namespace saddlescope
