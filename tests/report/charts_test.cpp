// Which charts a result has, and that picture, figure and table show its numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "saddlescope/report/axis.h"
#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/chart_plotly.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/chart_table.h"
#include "saddlescope/report/pictures.h"
#include "tests/report/chart_examples.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

using report::Chart;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> ids(const std::vector<Chart>& charts) {
  std::vector<std::string> list;
  list.reserve(charts.size());
  for (const Chart& chart : charts) list.push_back(chart.id);
  return list;
}

TEST(Charts, OfEachResultAreNamed) {
  EXPECT_THAT(ids(report::charts(example_census())),
              ElementsAre("census-1", "marginals-1", "census-2", "marginals-2", "heights-1", "heights-2"));
  EXPECT_THAT(ids(report::charts(saddle_of_a_formula())), ElementsAre("spectrum"));
  EXPECT_THAT(ids(report::charts(with_landscape())),
              ElementsAre("spectrum", "appearance", "line", "plane", "line-search", "taylor-1"));
  EXPECT_THAT(ids(report::charts(density_answer())), ElementsAre("density"));
  EXPECT_THAT(ids(report::charts(toy_surface(3))), ElementsAre("surface"));
  EXPECT_THAT(ids(report::charts(found_in_a_box())), ElementsAre("box"));
}

TEST(Charts, OfNothingAreNone) {
  EXPECT_TRUE(report::charts(Diagnosis{}).empty());
  EXPECT_TRUE(report::charts(SpectrumAnswer{}).empty());
  EXPECT_TRUE(report::charts(Training{}).empty());
  EXPECT_TRUE(report::charts(Escape{}).empty());
  EXPECT_TRUE(report::charts(Comparison{}).empty());
  EXPECT_TRUE(report::charts(Finding{}).empty());
  EXPECT_TRUE(report::charts(Surface{}).empty());
  EXPECT_TRUE(report::charts(TaylorAnswer{}).empty());
  EXPECT_TRUE(report::charts(Census{}).empty());
}

// The axis reads "Loss − 100": a floor of 100 lies at its 0.
TEST(Charts, TheFloorIsShiftedAsTheLossesAre) {
  Surface line;
  line.section.centre_loss = 100;
  line.section.directions = {{.label = "w1"}};
  line.section.origin = {0};
  line.section.axes = {{-1, 0, 1}};
  line.section.loss = {100.01, 100, 100.02};
  line.section.evaluated = 3;
  line.floor = 100;
  const std::vector<Chart> charts = report::charts(line);
  ASSERT_EQ(charts.size(), 1U);
  const report::View& view = charts[0].views[0];
  EXPECT_THAT(view.y.label, HasSubstr("100"));
  ASSERT_EQ(view.references.size(), 1U);
  EXPECT_EQ(view.references[0].value, 0);
}

TEST(Charts, AreTheKeptPictures) {
  expect_golden("surface.svg", report::chart_svg(report::charts(toy_surface(15))[0]));
  expect_golden("spectrum.svg",
                report::chart_svg(report::charts(spectrum_of({-2, -1e-9, 0, 1e-16, 1e-3, 2}, 1e-14))[0]));
  expect_golden("history.svg", report::chart_svg(report::charts(training_history())[0]));
  expect_golden(
      "density_zh-TW.svg",
      report::chart_svg(report::charts(density_answer(), Language::traditional_chinese)[0], {.in_page = true}));
  TaylorAnswer taylor;
  taylor.lines = {toy_taylor()};
  expect_golden("taylor.plotly.json", to_text(report::chart_plotly(report::charts(taylor)[0])));
}

// The eigenvalues in the figure, taken back from the symmetric axis, are the result's: x = t·s up to 1, ±t·10^(|s|−1)
// beyond.
TEST(Charts, FigureAndTableHoldTheResultsNumbers) {
  const std::vector<double> eigenvalues{-2, -1e-9, -3e-16, 0, 1e-16, 1e-3, 0.5, 2};
  const Chart chart = report::charts(spectrum_of(eigenvalues, 1e-14))[0];
  const report::ChartAxis& y = chart.views[0].y;
  ASSERT_EQ(y.scale, report::Scale::symmetric);
  const Json figure = report::chart_plotly(chart);
  std::vector<double> read(eigenvalues.size());
  for (const Json& trace : figure.at("views").at(0).at("data")) {
    if (trace.at("x").at(0).is_null()) continue;  // a band's place in the legend
    for (std::size_t i = 0; i < trace.at("x").size(); ++i) {
      const auto number = trace.at("x").at(i).get<std::size_t>();
      read.at(number - 1) = report::unscaled(y.scale, y.threshold, trace.at("y").at(i).get<double>());
    }
  }
  for (std::size_t i = 0; i < read.size(); ++i) EXPECT_NEAR(read[i], eigenvalues[i], 1e-13 * std::abs(eigenvalues[i]));
  const auto tables = report::chart_table(chart);
  ASSERT_FALSE(tables.empty());
  EXPECT_EQ(tables[0].rows.size(), eigenvalues.size());
  EXPECT_THAT(tables[0].rows[0], ::testing::Contains("-2"));
}

TEST(Charts, SurfaceOfTheFigureIsTheResultsTransposed) {
  const Surface surface = toy_surface(5);
  Chart chart = report::charts(surface)[0];
  for (report::View& view : chart.views) {
    view.field->scale = report::Scale::linear;
    view.field->range.reset();
  }
  const Json figure = report::chart_plotly(chart);
  for (const Json& view : figure.at("views")) {
    const Json& z = view.at("data").at(0).at("z");  // rows along y
    for (std::size_t i = 0; i < 5; ++i) {
      for (std::size_t j = 0; j < 5; ++j) EXPECT_EQ(z.at(j).at(i).get<double>(), surface.section.loss[i * 5 + j]);
    }
  }
  EXPECT_EQ(figure.at("views").at(0).at("data").at(0).at("type"), "contour");
  EXPECT_EQ(figure.at("views").at(1).at("data").at(0).at("type"), "surface");
}

// (1 − w₁w₂)² over ±2 is a polynomial of degree 4: in space its saddle is seen as one. exp(8(x + y)) is none.
TEST(Charts, HeightsInSpaceAreLinearForAPolynomialAndByLogarithmForAPeak) {
  Surface surface = toy_surface(41);
  const auto z_of = [](const Surface& s) { return report::charts(s)[0].views[1].z; };
  ASSERT_EQ(report::charts(surface)[0].views[0].field->scale, report::Scale::logarithmic);
  EXPECT_EQ(z_of(surface).scale, report::Scale::linear);
  const Json trace = report::chart_plotly(report::charts(surface)[0]).at("views").at(1).at("data").at(0);
  EXPECT_EQ(trace.at("z").at(0).at(0).get<double>(), surface.section.loss[0]);
  EXPECT_NEAR(trace.at("surfacecolor").at(0).at(0).get<double>(), std::log10(surface.section.loss[0]), 1e-15);
  const auto& [x, y] = std::tie(surface.section.axes[0], surface.section.axes[1]);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) surface.section.loss[i * y.size() + j] = std::exp(8 * (x[i] + y[j]));
  }
  EXPECT_EQ(z_of(surface).scale, report::Scale::logarithmic);
}

TEST(Charts, MapsHaveTheShapeOfTheirBoxUnlessThatIsAStrip) {
  report::View view = report::charts(toy_surface(5))[0].views[0];
  EXPECT_EQ(report::shape_of_map(view), 1.0);
  view.y.range = {-1, 1};
  EXPECT_EQ(report::shape_of_map(view), 0.5);
  view.y.range = {-0.1, 0.1};
  EXPECT_EQ(report::shape_of_map(view), std::nullopt);
}

TEST(Charts, OfOnePictureStandTogether) {
  std::vector<std::string> names;
  for (const report::Picture& picture : report::pictures(report::charts(example_census()))) names.push_back(picture.id);
  EXPECT_THAT(names, ElementsAre("census", "heights-1", "heights-2"));
}

TEST(Charts, TracesAreOfTheBundlesTypes) {
  const std::vector<std::string> known{"scatter", "scatter3d", "surface", "contour", "bar", "histogram"};
  for (const Chart& chart : all_charts()) {
    const Json plotly = report::chart_plotly(chart);
    for (const Json& view : plotly.at("views")) {
      for (const Json& trace : view.at("data")) {
        EXPECT_NE(std::ranges::find(known, trace.at("type").get<std::string>()), known.end()) << chart.id;
      }
    }
  }
}

TEST(Charts, LossesThatDifferByLittleAreShownLessWhatTheyHaveInCommon) {
  Surface s = toy_surface(3);
  s.section.centre_loss = 1.0860386;
  for (double& loss : s.section.loss) loss = 1.0860386 + 1e-9 * loss;
  const Chart chart = report::charts(s)[0];
  EXPECT_EQ(chart.views[0].field->name, "Loss − 1.0860386");
  EXPECT_NEAR(chart.views[0].field->values[0], 9e-9, 1e-15);
}

TEST(Charts, OfManyMethodsNameTheBest) {
  Comparison c = compared_histories();
  c.methods.resize(1);
  c.methods.insert(c.methods.end(), 20, c.methods[0]);
  for (std::size_t m = 0; m < c.methods.size(); ++m) c.methods[m].name = "method " + std::to_string(m);
  const Chart chart = report::charts(c)[0];
  EXPECT_EQ(std::ranges::count_if(chart.views[0].series, &report::Series::listed), 7);
  EXPECT_EQ(chart.views[0].series.size(), 21U);
  EXPECT_THAT(report::chart_svg(chart), HasSubstr("method 6"));
}

TEST(Charts, LinksLeadSomewhereInAPageAlone) {
  const Chart chart = report::charts(example_census())[0];
  EXPECT_EQ(report::chart_svg(chart).find("#network-"), std::string::npos);
  EXPECT_THAT(report::chart_svg(chart, {.in_page = true}), HasSubstr("href=\"#network-0\""));
  EXPECT_THAT(report::chart_plotly(chart).dump(), HasSubstr("\"customdata\":[\"#network-"));
}

TEST(Charts, APointWithoutACommandHasNoLineForIt) {
  Chart chart = report::charts(example_census())[0];
  const auto svg = [&] { return report::chart_svg(chart, {.in_page = true}); };
  ASSERT_THAT(svg(), HasSubstr("\nsaddlescope census"));
  for (report::View& view : chart.views) {
    for (report::Series& series : view.series) std::ranges::fill(series.command, "");
  }
  EXPECT_EQ(svg().find("\n</title>"), std::string::npos);
}

// Of a curve what is said to go on to its begin is drawn closed, and nothing that isn't said: of a document of an earlier
// version, which doesn't know the pieces, the points alone.
TEST(Charts, ACurveOfCriticalPointsIsDrawnInThePiecesItHas) {
  Finding f;
  f.box.emplace();
  f.box->sides = {{-1.5, -1.5}, {1.5, 1.5}};
  FoundPoint ring;
  ring.at = {1, 0};
  ring.manifold_dimension = 1;
  ring.verdict.kind = VerdictKind::degenerate_minimum;
  for (int i = 0; i < 60; ++i) ring.sample.push_back({std::cos(0.1 * i), std::sin(0.1 * i)});
  ring.pieces = {{60, true}};
  f.points = {ring};
  const auto series = [&] { return report::charts(f, Language::english)[0].views[0].series; };
  EXPECT_EQ(series()[0].x.size(), 61U);
  EXPECT_EQ(series()[0].x.front(), series()[0].x.back());
  f.points[0].pieces = {{40, false}, {20, false}};
  ASSERT_EQ(series().size(), 2U);
  EXPECT_EQ(series()[0].x.size(), 40U);
  EXPECT_EQ(series()[1].x.size(), 20U);
  EXPECT_TRUE(series()[1].line);
  f.points[0].pieces.clear();
  ASSERT_EQ(series().size(), 1U);
  EXPECT_FALSE(series()[0].line);
  EXPECT_TRUE(series()[0].marks);
  EXPECT_EQ(series()[0].x.size(), 60U);
}

// Of two variables all of which are free it is no curve.
TEST(BoxChart, CallsARegionARegion) {
  Finding f = found_in_a_box();
  f.points[1].manifold_dimension = 2;
  f.points[1].pieces.clear();
  EXPECT_EQ(named(report::charts(f)[0], "degenerate minimum").name, "degenerate minimum: region");
  EXPECT_EQ(named(report::charts(f, Language::traditional_chinese)[0], "區域").name, "退化極小值：區域");
}

}  // namespace
}  // namespace saddlescope
