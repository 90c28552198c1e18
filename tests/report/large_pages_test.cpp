// Documents of any size have a page that opens: what is left out of it is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "saddlescope/report/mark_thinning.h"
#include "saddlescope/report/page/page.h"
#include "tests/report/chart_examples.h"
#include "tests/report/page_reading.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// No two numbers are alike, so that none is short.
double odd(std::size_t i) { return std::fmod(static_cast<double>(i) * 0.6180339887498949, 1.0); }

TEST(LargePage, OfTenThousandNetworksDrawsAPartAndAllThatIsRare) {
  Census c = example_census();
  c.models.resize(1);
  CensusNetwork one = c.networks[12];
  one.model = c.models[0].description;
  one.failed.clear();
  one.verdict.kind = VerdictKind::saddle;
  c.networks.assign(10'000, one);
  for (std::size_t i = 0; i < c.networks.size(); ++i) {
    c.networks[i].seed = i;
    c.networks[i].loss = 1e-3 + odd(i);
    c.networks[i].minimum_ratio = odd(7 * i);
  }
  c.networks[9'999].verdict.kind = VerdictKind::local_minimum;
  const std::string html = page_of(to_json(c));
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_THAT(html, HasSubstr("of 10000 points, evenly chosen; the JSON holds all."));
  EXPECT_THAT(html, HasSubstr("seed 9999"));
}

TEST(LargePage, OfTwentyThousandCriticalPointsDrawsAPart) {
  Finding f = found_in_a_box();
  const FoundPoint saddle = f.points[0];
  f.points.clear();
  for (std::size_t i = 0; i < 20'000; ++i) {
    f.points.push_back(saddle);
    f.points.back().at = {4 * odd(i) - 2, 4 * odd(3 * i + 1) - 2};
  }
  const std::string html = page_of(to_json(f));
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_THAT(html, HasSubstr("Drawn: 10000 of 20000 points, evenly chosen; the JSON holds all."));
}

TEST(LargePage, OfManyCurvesDrawsTheFirst) {
  Finding f = found_in_a_box();
  const FoundPoint curve = f.points[1];
  f.points.assign(2'000, curve);
  const std::string html = page_of(to_json(f));
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_THAT(html, HasSubstr("Of 2000 curves the first 230 are drawn."));  // of 26 points each
}

TEST(LargePage, OfManyTaylorLinesDrawsTheFirst) {
  TaylorAnswer a;
  TaylorLine line = toy_taylor();
  line.t.clear();
  line.loss.clear();
  line.model.clear();
  for (int i = -50; i <= 50; ++i) {
    const double t = i / 49.7;
    line.t.push_back(t);
    line.loss.push_back(1 - t * t + t * t * t * t);
    line.model.push_back(1 - t * t);
  }
  line.errors = {0, 0, 0};
  a.lines.assign(100, line);
  const std::string html = page_of(to_json(a));
  EXPECT_LT(html.size(), kLargestPage);
  EXPECT_THAT(html, HasSubstr("Of 100 lines the first 32 are drawn here; the JSON holds all."));
  a.lines.resize(32);
  EXPECT_THAT(page_of(to_json(a)), Not(HasSubstr("are drawn here")));
}

// What leads somewhere stays, and so does a series of a few; pictures draw all.
TEST(LargePage, ThinsWhatIsPlentifulAlone) {
  report::Chart chart{.id = "a", .views = {{}}};
  report::Series many{.name = "many"}, few{.name = "few"};
  for (std::size_t i = 0; i < 2 * report::kPageMarks; ++i) {
    many.x.push_back(static_cast<double>(i));
    many.y.push_back(0);
    many.link.emplace_back(i < 1000 ? "#network-1" : "");
  }
  few.x = few.y = {1, 2, 3};
  chart.views[0].series = {many, few};
  report::thin_marks({&chart});
  const std::vector<double>& left = chart.views[0].series[0].x;
  EXPECT_EQ(left.size(), 1000 + (2 * report::kPageMarks - 1000) / 2);
  EXPECT_EQ(left[999], 999);
  EXPECT_EQ(left[1000], 1000);
  EXPECT_EQ(left[1001], 1002);
  EXPECT_EQ(chart.views[0].series[1].x.size(), 3U);
  chart.views[0].series = {few};
  chart.description.clear();
  report::thin_marks({&chart});
  EXPECT_EQ(chart.description, "");
}

}  // namespace
}  // namespace saddlescope
