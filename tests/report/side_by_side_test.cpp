// Pages that set results, points or ways side by side, and name them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/report/charts.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/report/text.h"
#include "tests/report/chart_examples.h"
#include "tests/report/page_reading.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;

// Of two kinds only what both can have is compared; of two of a kind also what one lacks.
TEST(Page, OfUnlikeResultsComparesWhatTheyShare) {
  const std::vector<Json> unlike{to_json(saddle_of_a_formula()), to_json(escaped())};
  const std::string html = page(std::span<const Json>(unlike));
  const std::string table = html.substr(0, html.find("<article"));
  EXPECT_EQ(times(table, "<td>–</td>"), 0U);
  EXPECT_EQ(times(table, "<th scope=\"row\">"), 1U) << "Size alone";
  const std::vector<Json> alike{to_json(saddle_of_a_formula()), to_json(minimum_of_one_variable())};
  const std::string both = page(std::span<const Json>(alike));
  EXPECT_GT(times(both.substr(0, both.find("<article")), "<td>–</td>"), 0U) << "no way out here";
  const std::vector<Json> strangers{to_json(saddle_of_a_formula()), to_json(Failure{3, "a", "b", "c"})};
  EXPECT_THAT(page(std::span<const Json>(strangers)), HasSubstr("no facts in common"));
}

TEST(Page, OfASurfaceOverABoxNamesItsCriticalPoints) {
  Surface surface = toy_surface(9);
  surface.of_box = true;
  surface.problem.at.clear();
  surface.section.marks = {{{0, 0}, 1, "saddle", MarkKind::critical, VerdictKind::saddle}};
  surface.section.curves.erase(surface.section.curves.begin());
  for (Curve& curve : surface.section.curves) curve.label = "curve: degenerate minimum";
  EXPECT_THAT(page_of(to_json(surface)),
              HasSubstr("Critical there: saddle at (0, 0), loss 1; 2 curves: degenerate minimum, loss 0."));
}

// What is left of a loss where the coordinates of its point are rounded: the square of that.
TEST(Page, OfALossThatIsRoundingsSquareSaysZero) {
  Surface surface = toy_surface(9);
  surface.of_box = true;
  surface.problem.at.clear();
  surface.section.curves.clear();
  const auto said = [&](double loss) {
    surface.section.marks = {{{0, 0}, loss, "saddle", MarkKind::critical, VerdictKind::saddle}};
    return page_of(to_json(surface)) + to_text(surface);
  };
  const std::string rounding = said(-7.499e-33), small = said(-7.499e-30);  // the largest loss is 25
  EXPECT_THAT(rounding, HasSubstr("Critical there: saddle at (0, 0), loss 0."));
  EXPECT_THAT(rounding, HasSubstr("saddle, loss 0 at (0, 0)"));
  EXPECT_THAT(small, HasSubstr("saddle, loss -7.499e-30 at (0, 0)"));
}

// Of a point of the grid, which nobody looked for a critical point near, the loss is what was evaluated.
TEST(Page, OfALossThatIsRoundingsSquareSaysZeroAtCriticalPointsAlone) {
  Surface surface = toy_surface(9);
  surface.section.curves.clear();
  surface.section.marks = {{{0, 0}, 7.499e-33, "saddle", MarkKind::critical, VerdictKind::saddle},
                           {{1, 1}, 6.125e-33, "", MarkKind::minimum}};
  EXPECT_THAT(page_of(to_json(surface)), HasSubstr("<td><span class=\"whole\">6.125e-33</span></td>"));
  EXPECT_THAT(to_text(surface), HasSubstr("loss 6.125e-33"));
  std::string hovers;
  const report::Chart chart = report::charts(surface)[0];
  for (const report::Series& series : chart.views[0].series) {
    for (const std::string& hover : series.hover) hovers += hover + "\n";
  }
  EXPECT_THAT(hovers, HasSubstr("Loss: 0\n"));
  EXPECT_THAT(hovers, HasSubstr("Loss: 6.125e-33\n"));
}

TEST(Page, OfCurvesWithoutAVerdictSaysHowManyAsTheTerminalDoes) {
  Surface surface = toy_surface(9);
  surface.of_box = true;
  surface.problem.at.clear();
  surface.section.marks.clear();
  surface.section.curves.erase(surface.section.curves.begin());
  for (Curve& curve : surface.section.curves) {
    curve.label = "critical curve";
    curve.verdict.reset();
  }
  EXPECT_THAT(page_of(to_json(surface)), HasSubstr("Critical there: 2 curves: critical curve, loss 0."));
  EXPECT_THAT(to_text(surface), HasSubstr("2 curves: critical curve, loss 0\n"));
}

TEST(Page, OfWaysOnSetsThemSideBySide) {
  const Ways ways{.problem = {},
                  .title = "Adam alone",
                  .ways = {{"Adam alone", 1, 40, 1, 10}, {"escape, then Adam", 0.25, 99.5, 2, 20}},
                  .why = "It pays."};
  const std::string html = page_of(to_json(ways));
  EXPECT_THAT(html, HasSubstr("Lowest of 2 ways: escape, then Adam, at a loss of 0.25, with 99.5 % of the samples"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">Adam alone</th><td>1.00000</td><td>40.0 %</td><td>10</td>"));
}

}  // namespace
}  // namespace saddlescope
