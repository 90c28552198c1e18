// Grids that are too fine to draw whole: which rows and columns stay, what is said of the rest, and how large a page gets.
#include "saddlescope/report/field_thinning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/chart_table.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/report/words.h"
#include "saddlescope/results/json.h"
#include "tests/report/chart_examples.h"
#include "tests/report/page_reading.h"

namespace saddlescope {
namespace {

using report::Chart;
using report::Field;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// A grid of nx × ny with its lowest and its highest value at places that no stride of 5 or 7 meets.
Surface fine(std::size_t nx, std::size_t ny, const std::function<double(std::size_t, std::size_t)>& loss) {
  Surface s = toy_surface(3);
  CrossSection& plane = s.section;
  for (std::size_t k = 0; k < 2; ++k) {
    const std::size_t n = k == 0 ? nx : ny;
    plane.axes[k].clear();
    for (std::size_t i = 0; i < n; ++i)
      plane.axes[k].push_back(-2 + 4 * static_cast<double>(i) / static_cast<double>(n - 1));
  }
  plane.loss.clear();
  for (std::size_t i = 0; i < nx; ++i) {
    for (std::size_t j = 0; j < ny; ++j) plane.loss.push_back(loss(i, j));
  }
  plane.evaluated = plane.loss.size();
  return s;
}

double smooth(std::size_t i, std::size_t j) {
  if (i == 333 && j == 207) return -1;
  if (i == 12 && j == 598) return 99;
  return 2 + std::sin(0.02 * static_cast<double>(i)) * std::cos(0.03 * static_cast<double>(j));
}

std::size_t place(const std::vector<double>& in, double x) {
  return static_cast<std::size_t>(std::ranges::find(in, x) - in.begin());
}

TEST(FineGrid, IsDrawnInPartAndWhatIsDrawnIsTheSurfaces) {
  const Surface surface = fine(601, 611, smooth);
  const Chart chart = report::charts(surface)[0];
  const CrossSection& all = surface.section;
  for (const report::View& view : chart.views) {
    const Field& field = *view.field;
    EXPECT_LE(field.x.size(), report::kDrawnPoints + 4);
    EXPECT_LE(field.y.size(), report::kDrawnPoints + 4);
    EXPECT_EQ(field.x.front(), -2);
    EXPECT_EQ(field.x.back(), 2);
    EXPECT_EQ(field.y.front(), -2);
    EXPECT_EQ(field.y.back(), 2);
    ASSERT_EQ(field.values.size(), field.x.size() * field.y.size());
    for (std::size_t i = 0; i < field.x.size(); ++i) {
      for (std::size_t j = 0; j < field.y.size(); ++j) {
        const std::size_t at = place(all.axes[0], field.x[i]) * 611 + place(all.axes[1], field.y[j]);
        ASSERT_LT(at, all.loss.size());
        ASSERT_EQ(field.values[i * field.y.size() + j], all.loss[at]);
      }
    }
    EXPECT_EQ(std::ranges::min(field.values), -1);
    EXPECT_EQ(std::ranges::max(field.values), 99);
    EXPECT_EQ(report::colour_range(field), std::pair(-1.0, 99.0));
    EXPECT_EQ(field.whole->every_x, 5U);
    EXPECT_EQ(field.whole->every_y, 6U);
  }
  EXPECT_THAT(report::chart_table(chart).back().note, HasSubstr(" of 601 × 611 points of the grid are listed."));
  EXPECT_THAT(report::chart_svg(chart), HasSubstr(" of 601 × 611 values."));
}

// The point, 0 between two of the grid's values, and the lowest value have their row and column in map and table.
TEST(FineGrid, KeepsThePointItselfAndTheLowest) {
  Surface surface = fine(602, 602, smooth);
  surface.section.marks = {{.at = {0.5, -0.25}, .loss = 3, .label = "here", .kind = MarkKind::here}};
  const auto next_to = [](const std::vector<double>& grid, double at) {
    return *std::ranges::min_element(grid, {}, [&](double value) { return std::abs(value - at); });
  };
  const double x = next_to(surface.section.axes[0], 0.5), y = next_to(surface.section.axes[1], -0.25);
  const auto lowest =
      static_cast<std::size_t>(std::ranges::min_element(surface.section.loss) - surface.section.loss.begin());
  const double low_x = surface.section.axes[0][lowest / 602], low_y = surface.section.axes[1][lowest % 602];
  const Chart chart = report::charts(surface)[0];
  EXPECT_THAT(chart.views[0].field->x, ::testing::AllOf(Contains(x), Contains(low_x)));
  EXPECT_THAT(chart.views[0].field->y, ::testing::AllOf(Contains(y), Contains(low_y)));
  const report::ChartTable table = report::chart_table(chart).back();
  EXPECT_THAT(table.columns, ::testing::AllOf(Contains(report::number(x)), Contains(report::number(low_x))));
  std::vector<std::string> rows;
  for (const auto& row : table.rows) rows.push_back(row[0]);
  EXPECT_THAT(rows, ::testing::AllOf(Contains(report::number(y)), Contains(report::number(low_y))));
}

TEST(FineGrid, ItsPageIsBelowThreeMegabytesAndSaysWhatItLeavesOut) {
  const Json document = to_json(fine(601, 601, smooth));
  const std::string html = page(std::span(&document, 1), {});
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_THAT(
      html, HasSubstr("of 601 × 601 values. One in 5 along x, one in 5 along y, the ends of both axes, the lowest, the "
                      "highest and what is next to the point itself; the JSON holds all."));
}

// Every level crosses every cell.
TEST(FineGrid, OfNoiseIsBelowThreeMegabytesToo) {
  const Json document = to_json(fine(241, 241, [](std::size_t i, std::size_t j) {
    return static_cast<double>((i * 7919 + j * 104729 + i * j * 31) % 1000) + 1 / 3.0;
  }));
  const std::string html = page(std::span(&document, 1), {});
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_THAT(html, HasSubstr("class=\"contour\""));
}

TEST(FineGrid, SeveralOnAPageShareWhatItMayHold) {
  const std::vector<Json> documents(5, to_json(fine(241, 241, smooth)));
  const std::string html = page(documents, {});
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_THAT(html, HasSubstr("of 241 × 241 values. One in "));
}

// However many share a page: eleven points along an axis and what must stay.
TEST(FineGrid, IsThinnedWhereThousandsShareAPageToo) {
  Chart chart;
  chart.views.resize(20000);
  for (report::View& view : chart.views) {
    report::Field field;
    for (int i = 0; i < 30; ++i) field.x.push_back(i);
    field.y = field.x;
    for (int i = 0; i < 900; ++i) field.values.push_back(i);
    view.field = std::move(field);
  }
  report::thin_fields({&chart});
  EXPECT_LE(chart.views.front().field->x.size(), 13U);
  EXPECT_LE(chart.views.back().field->y.size(), 13U);
}

// A part may be thinned again: strides stay multiples, so that the same rows stay.
TEST(FineGrid, ThinnedTwiceIsThinnedOnce) {
  const Surface surface = fine(601, 601, smooth);
  Field field{.x = surface.section.axes[0], .y = surface.section.axes[1], .values = surface.section.loss};
  const Field once = report::thinned(field, 61), twice = report::thinned(report::thinned(field, 121), 61);
  EXPECT_EQ(twice.x, once.x);
  EXPECT_EQ(twice.y, once.y);
  EXPECT_EQ(twice.values, once.values);
  EXPECT_EQ(twice.whole->every_x, 10U);
}

// 0 is the lowest, and has no place by logarithm: the least above it isn't drawn, but ends the colours still.
TEST(FineGrid, ColoursByLogarithmKeepTheirEnds) {
  Surface surface = fine(601, 601, smooth);
  surface.section.loss[0] = 0;
  surface.section.loss[601 * 333 + 207] = 1e-6;
  const Field field{.x = surface.section.axes[0],
                    .y = surface.section.axes[1],
                    .values = surface.section.loss,
                    .scale = report::Scale::logarithmic};
  EXPECT_EQ(report::colour_range(report::thinned(field)), std::pair(1e-6, 99.0));
}

// A valley that a step of 1/20 resolves up to 0.04 is resolved by one of 1/10 up to four times that: colours of the part begin
// there. A single low point is no valley.
TEST(FineGrid, ColoursOfAPartBeginWhereItResolvesAValley) {
  const Field whole = *report::charts(toy_surface(81))[0].views[0].field;
  const double fine = report::colour_range(whole).first,
               coarse = report::colour_range(report::thinned(whole, 41)).first;
  EXPECT_NEAR(coarse / fine, 4, 0.5);
  Field pit = whole;
  std::ranges::fill(pit.values, 10.0);
  pit.values[81 * 40 + 40] = 0.1;
  pit.range = {0.1, 10.0};
  report::cut_below_resolution(pit);
  EXPECT_EQ(report::colour_range(pit).first, 0.1);
}

TEST(FineGrid, OfUpToSoManyPointsIsWhole) {
  const Chart chart = report::charts(fine(report::kDrawnPoints, report::kDrawnPoints, smooth))[0];
  EXPECT_FALSE(chart.views[0].field->whole);
  EXPECT_EQ(report::thinned_note(chart), "");
  EXPECT_THAT(report::chart_svg(chart), Not(HasSubstr("Drawn:")));
}

TEST(FineGrid, HolesThatAreNotDrawnAreCounted) {
  const Chart chart = report::charts(fine(601, 601, [](std::size_t i, std::size_t j) {
    return i == 3 ? std::numeric_limits<double>::quiet_NaN() : smooth(i, j);
  }))[0];
  EXPECT_EQ(report::omitted(chart.views[0]), 601U);
}

}  // namespace
}  // namespace saddlescope
