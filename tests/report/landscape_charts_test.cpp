// Charts of the land around a point: what a map shows, in how many lines and planes it curves up, the ways that were
// walked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "saddlescope/report/chart_extent.h"
#include "saddlescope/report/chart_plotly.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/chart_table.h"
#include "saddlescope/report/contour.h"
#include "saddlescope/results/json.h"
#include "tests/report/chart_examples.h"

namespace saddlescope {
namespace {

using report::Chart;
using report::Field;
using report::Series;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// A saddle at the origin, at a loss of log 2 + 1, in a land whose lowest level of colours is 5.
double deep_land(double x, double y) {
  return (x * x - 1) * (x * x - 1) * (1 + y * y) + std::pow(y, 4) - 0.3 * x * y + std::log(2);
}

TEST(SurfaceChart, DrawsTheLevelOfThePointItselfThroughASaddleBelowAllOthers) {
  const double here = deep_land(0, 0);
  Surface s = toy_surface(41);
  for (double& x : s.section.axes[0]) x *= 0.75;
  s.section.centre_loss = here;
  s.section.marks = {{{0, 0}, here, "", MarkKind::here}};
  s.section.curves.clear();
  for (std::size_t i = 0; i < s.section.loss.size(); ++i) {
    s.section.loss[i] = deep_land(s.section.axes[0][i / 41], s.section.axes[1][i % 41]);
  }
  const Chart chart = report::charts(s)[0];
  EXPECT_EQ(report::levels(*chart.views[0].field).values.front(), 5);
  double nearest = kInfinity;
  std::size_t points = 0;
  for (const Series& series : chart.views[0].series) {
    if (series.name != "As high as here") continue;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      EXPECT_NEAR(deep_land(series.x[i], series.y[i]), here, 0.02) << series.x[i] << ", " << series.y[i];
      nearest = std::min(nearest, std::hypot(series.x[i], series.y[i]));
      ++points;
    }
  }
  EXPECT_GT(points, 40U);
  EXPECT_LT(nearest, 0.1);  // a step of the grid
  for (const report::ChartTable& table : report::chart_table(chart)) {
    for (const std::vector<std::string>& row : table.rows) EXPECT_NE(row[0], "As high as here");
  }
}

// Around a summit the level of its own height is a point, with rounding or without.
TEST(SurfaceChart, DrawsNoLevelOfNoExtent) {
  for (const double rounding : {0.0, 1e-15}) {
    Surface s = toy_surface(41);
    s.section.curves.clear();
    for (std::size_t i = 0; i < s.section.loss.size(); ++i) {
      const double x = s.section.axes[0][i / 41], y = s.section.axes[1][i % 41];
      s.section.loss[i] = 1 - x * x - y * y;
    }
    s.section.centre_loss = 1 - rounding;
    EXPECT_FALSE(has_series(report::charts(s)[0], "As high as here")) << rounding;
  }
}

// The page's colours for the dark are bright: white around them would be all that is seen.
TEST(SurfaceChart, LinesOnAMapHaveTheirPapersColourAround) {
  const Chart chart = report::charts(toy_surface(21))[0];
  const Json figure = report::chart_plotly(chart);
  const auto around = std::ranges::count_if(figure.at("views").at(0).at("data"), [](const Json& trace) {
    return trace.at("type") == "scatter" && trace.at("mode") == "lines" && trace.at("line").at("color") == "var:paper";
  });
  EXPECT_EQ(around, std::ranges::count_if(chart.views[0].series, &Series::line));
  EXPECT_GT(around, 2);
}

TEST(SurfaceChart, DrawsNoLevelThatIsNoise) {
  Surface s = toy_surface(41);
  for (std::size_t i = 0; i < s.section.loss.size(); ++i)
    s.section.loss[i] = std::sin(1e3 * static_cast<double>(i * i)) < 0 ? 0.5 : 1.5;
  EXPECT_FALSE(has_series(report::charts(s)[0], "As high as here"));
}

// 60° between directions of lengths 1 and 2 are drawn at right angles, in squares.
TEST(SurfaceChart, SaysWhatARectangleDoesNotShow) {
  Surface surface = toy_surface(9);
  EXPECT_THAT(report::charts(surface)[0].description, Not(::testing::AnyOf(HasSubstr("angle"), HasSubstr("unit"))));
  surface.section.angle = 60;
  surface.section.directions[1].norm = 2;
  EXPECT_THAT(report::charts(surface)[0].description,
              HasSubstr("The directions make an angle of 60°; the picture draws it as a right one. One unit is 1 long "
                        "across and 2 upwards."));
  EXPECT_THAT(report::charts(surface, Language::traditional_chinese)[0].description, HasSubstr("夾角為 60°"));
}

// The farthest of two checkpoints lies 0.25 off; what rounding leaves of a plane of length 4 is none of it.
TEST(SurfaceChart, SaysThatMarksOffThePlaneAreProjected) {
  Surface surface = toy_surface(9);
  surface.section.marks.push_back({{1, 0}, 0.9, "checkpoint", MarkKind::checkpoint, {}, 1e-15});
  EXPECT_THAT(report::charts(surface)[0].description, Not(HasSubstr("projected")));
  surface.section.marks.push_back({{0, 1}, 0.8, "checkpoint", MarkKind::checkpoint, {}, 0.125});
  surface.section.marks.push_back({{2, 1}, 0.7, "checkpoint", MarkKind::checkpoint, {}, 0.25});
  EXPECT_THAT(report::charts(surface)[0].description,
              HasSubstr("Marks off the plane stand where they are projected onto it; the farthest is 0.25 off."));
  EXPECT_THAT(report::charts(surface, Language::traditional_chinese)[0].description, HasSubstr("最遠的離平面 0.25"));
}

// (1 − w₁w₂)² is 1 at the origin, on a grid from 0 to 25: there the pin of "Here" has its foot, its head a tenth of 25 above.
TEST(SurfaceChart, InSpaceHereIsAPinThatStandsOnTheSurface) {
  const Json figure = report::chart_plotly(report::charts(toy_surface(9))[0]);
  const Json& data = figure.at("views").at(1).at("data");
  const auto here = std::ranges::find_if(data, [](const Json& trace) { return trace.at("name") == "Here"; });
  ASSERT_NE(here, data.end());
  const double head = here->at("z").at(0).get<double>(),
               down = here->at("error_z").at("arrayminus").at(0).get<double>();
  EXPECT_NEAR(head, 3.5, 1e-12);
  EXPECT_NEAR(head - down, 1, 1e-12);
}

// A wall of height 1 along an edge of x or of y, a mark at its foot: the eye isn't beyond it (the foot is at 0.375).
TEST(SurfaceChart, InSpaceTheEyeSeesWhatIsMarked) {
  for (const bool of_x : {true, false}) {
    for (const bool lower : {true, false}) {
      Surface surface = toy_surface(41);
      CrossSection& plane = surface.section;
      plane.curves.clear();
      plane.marks.resize(1);
      const double side = lower ? -1 : 1;
      plane.marks[0].at = of_x ? std::vector<double>{1.5 * side, 0} : std::vector<double>{0, 1.5 * side};
      plane.marks[0].loss = plane.centre_loss = 0;
      for (std::size_t i = 0; i < plane.loss.size(); ++i) {
        const double at = plane.axes[of_x ? 0 : 1][of_x ? i / 41 : i % 41];
        plane.loss[i] = side * at > 1.5 ? 1 : 0;
      }
      const Json eye = report::chart_plotly(report::charts(surface)[0])
                           .at("views")
                           .at(1)
                           .at("layout")
                           .at("scene")
                           .at("camera")
                           .at("eye");
      EXPECT_LT(side * eye.at(of_x ? "x" : "y").get<double>(), 0.375) << of_x << lower;
    }
  }
}

// A valley along y between steep walls, the way out along its bottom: no eye looks along it, which would make it a point.
// More than half of it is seen: of the direction to the eye less than √¾ is along y.
TEST(SurfaceChart, InSpaceTheWayOutIsSeenFromItsSide) {
  Surface surface = toy_surface(41);
  CrossSection& plane = surface.section;
  for (std::size_t i = 0; i < plane.loss.size(); ++i) plane.loss[i] = 1 + std::pow(plane.axes[0][i / 41], 2);
  plane.marks.resize(1);
  plane.marks[0].at = {0, 0};
  plane.marks[0].loss = plane.centre_loss = 1;
  plane.curves = {{.points = {{0, 0}, {0, 1}}, .label = "way out", .kind = MarkKind::way_out}};
  const Json figure = report::chart_plotly(report::charts(surface)[0]).at("views").at(1);
  const Json eye = figure.at("layout").at("scene").at("camera").at("eye");
  const double x = eye.at("x"), y = eye.at("y"), z = eye.at("z");
  EXPECT_LT(std::abs(y) / std::hypot(x, y, z), std::sqrt(0.75));
}

// In the valley w₁w₂ = 1 the loss is 0, but on the grid's points it is anything up to (w₁h/2)²: lower levels would be
// islands. Each level of the map is a line on either side of each of the two valleys, or lies on one side of both.
TEST(Map, OfAValleyHasNoIslands) {
  for (const std::size_t n : {21U, 41U, 81U, 121U, 301U}) {
    const Field field = *report::charts(toy_surface(n))[0].views[0].field;
    ASSERT_EQ(field.scale, report::Scale::logarithmic);
    std::vector<double> values;
    values.reserve(field.values.size());
    const auto [low, high] = report::colour_range(field);
    for (const double value : field.values) values.push_back(std::log10(std::clamp(value, low, high)));
    for (const double level : report::levels(field).values) {
      const auto lines = report::contour(values, field.x.size(), field.y.size(), std::log10(level)).lines;
      EXPECT_LE(lines.size(), 4U) << "level " << level << " of " << n;
    }
    EXPECT_GE(report::levels(field).values.size(), 3U) << n;
  }
}

// The same land turned by 45°, as along its eigenvectors: (1 − (a² − b²)/2)², whose level c lies where |1 − (a² − b²)/2| = √c.
// The figure's own heights, interpolated, have it there to a tenth of a step of the grid.
TEST(Map, LevelsLieWhereTheLossHasThem) {
  for (const std::size_t n : {21U, 41U, 81U}) {
    Surface s = toy_surface(n);
    s.section.curves.clear();
    for (std::size_t i = 0; i < s.section.loss.size(); ++i) {
      const double a = s.section.axes[0][i / n], b = s.section.axes[1][i % n];
      s.section.loss[i] = std::pow(1 - (a * a - b * b) / 2, 2);
    }
    const Chart chart = report::charts(s)[0];
    const Field& field = *chart.views[0].field;
    ASSERT_EQ(field.scale, report::Scale::logarithmic);
    std::vector<double> values(field.values.size());
    const Json rows = report::chart_plotly(chart).at("views").at(0).at("data").at(0).at("z");
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = rows.at(i % n).at(i / n);
    std::vector<double> levels = report::levels(field).values;
    EXPECT_GE(levels.size(), 3U) << n;
    levels.push_back(1.05 * report::colour_range(field).first);
    for (const double level : levels) {
      double farthest = 0;
      for (const auto& line : report::contour(values, n, n, std::log10(level)).lines) {
        for (const report::GridPoint& point : line) {
          const double a = report::coordinate_at(field.x, point.i), b = report::coordinate_at(field.y, point.j);
          const double off = std::abs(1 - (a * a - b * b) / 2) - std::sqrt(level);
          farthest = std::max(farthest, std::abs(off) / std::hypot(a, b));
        }
      }
      EXPECT_LT(farthest, 0.1 * 4 / static_cast<double>(n - 1)) << "level " << level << " of " << n;
    }
  }
}

// x² + y² + 1e-4 over ±2: a tenth of the grid lies below 0.5, hardly less than 8; a trajectory to its bottom goes down by decades.
TEST(Map, OfATrajectoryGoesByLogarithmWhereItsCheckpointsSpanDecades) {
  Surface s = toy_surface(41);
  s.section.curves.clear();
  s.section.marks.clear();
  for (std::size_t i = 0; i < s.section.loss.size(); ++i) {
    s.section.loss[i] = 1e-4 + std::pow(s.section.axes[0][i / 41], 2) + std::pow(s.section.axes[1][i % 41], 2);
  }
  const auto field = [&] { return *report::charts(s)[0].views[0].field; };
  EXPECT_EQ(field().scale, report::Scale::linear);
  for (double x = 1.5; x > 0.01; x /= 1.5) s.section.marks.push_back({{x, 0}, x * x, "", MarkKind::checkpoint});
  EXPECT_EQ(field().scale, report::Scale::logarithmic);
  EXPECT_LT(report::colour_range(field()).first, 0.01);
  for (Mark& mark : s.section.marks) mark.at = {1.5, 0};
  EXPECT_EQ(field().scale, report::Scale::linear);
}

TEST(Map, WhoseColoursGoByLogarithmSaysSo) {
  const Chart chart = report::charts(toy_surface(41))[0];
  ASSERT_EQ(chart.views[0].field->scale, report::Scale::logarithmic);
  EXPECT_THAT(chart.description, HasSubstr("Colours go by the logarithm of the loss."));
  EXPECT_THAT(report::chart_svg(chart), HasSubstr(">Loss (log)</text>"));
  const Json plotly = report::chart_plotly(chart);
  for (const Json& view : plotly.at("views")) {
    EXPECT_EQ(view.at("data").at(0).at("colorbar").at("title").at("text"), "Loss (log)");
  }
  EXPECT_EQ(chart.views[1].z.label, "Loss");  // heights are linear
  Surface linear = toy_surface(41);
  for (double& loss : linear.section.loss) loss = loss - 30;
  EXPECT_THAT(report::charts(linear)[0].description, Not(HasSubstr("logarithm")));
  EXPECT_THAT(report::chart_svg(report::charts(linear)[0]), Not(HasSubstr("(log)")));
}

// In 1, 40 and 3 of the 2, 50 and 64 looked at the loss curves up: in this order, in per cent.
TEST(AppearanceChart, HasTheSharesOfLinesAndPlanes) {
  Diagnosis d = with_landscape();
  d.landscape->appearance = Appearance{{1, 2}, {40, 50}, {3, 64}, 7, false, 275, 1e-15};
  const auto chart_of = [&] {
    const std::vector<Chart> charts = report::charts(d);
    return *std::ranges::find(charts, "appearance", &Chart::id);
  };
  const Chart chart = chart_of();
  EXPECT_THAT(chart.views[0].x.names, ElementsAre("single parameters", "random lines", "random planes"));
  std::vector<double> heights, at;
  std::vector<std::string> hovers;
  for (const report::Bars& bars : chart.views[0].bars) {
    heights.push_back(bars.heights.at(0));
    at.push_back(bars.edges.at(0) / 2 + bars.edges.at(1) / 2);
    hovers.push_back(bars.hover.at(0));
    EXPECT_LT(bars.edges.at(1) - bars.edges.at(0), 1);
  }
  EXPECT_THAT(heights, ElementsAre(50, 80, 4.6875));
  EXPECT_THAT(at, ElementsAre(0, 1, 2));
  EXPECT_THAT(hovers, ElementsAre("1 of 2", "40 of 50", "3 of 64"));
  EXPECT_EQ(chart.views[0].y.range, std::pair(0.0, 100.0));
  EXPECT_EQ(
      chart.description,
      "In all dimensions 7 of 275 eigenvalues go down. Of 64 random planes the loss curves up in every direction of "
      "3.");
  d.landscape->appearance->at_least = true;
  EXPECT_THAT(chart_of().description, HasSubstr("In all dimensions at least 7 of 275 eigenvalues go down."));
  d.landscape->appearance->negative = 0;
  EXPECT_THAT(chart_of().description, HasSubstr("none of 275 eigenvalues is known to go down."));
  d.landscape->appearance->at_least = false;
  d.landscape->appearance->random_planes = {};
  EXPECT_EQ(chart_of().description, "In all dimensions none of 275 eigenvalues goes down.");
}

TEST(AppearanceChart, ItsNamesStandInLinesThatAPhoneHasRoomFor) {
  const std::vector<Chart> charts = report::charts(with_landscape());
  const Json figure = report::chart_plotly(*std::ranges::find(charts, "appearance", &Chart::id));
  EXPECT_EQ(figure.at("views").at(0).at("layout").at("xaxis").at("ticktext"),
            Json({"single<br>parameters", "random<br>lines", "random<br>planes"}));
}

// x² + y⁴ at 0: no plane curves up to second order, though it is a minimum.
TEST(AppearanceChart, OfAFlatMinimumSaysThatFlatDirectionsAreNoneUp) {
  Diagnosis d = with_landscape();
  const auto description = [&] {
    const std::vector<Chart> charts = report::charts(d);
    return std::ranges::find(charts, "appearance", &Chart::id)->description;
  };
  d.landscape->appearance = Appearance{{1, 2}, {50, 50}, {0, 50}, 0, false, 2, 1e-15};
  EXPECT_THAT(description(), HasSubstr("of 0. Directions flat to second order count as not curving up, whether one "
                                       "leads down or not."));
  d.landscape->appearance->random_planes.minima = 50;
  EXPECT_THAT(description(), Not(HasSubstr("flat")));
}

// Losses 2.25, 1, 2.25: along this line it looks like a minimum; whether it is one the verdict says, whether the map shows a
// way down its marks.
TEST(LineChart, SaysWhatItHidesOfASaddle) {
  Diagnosis d = with_landscape();
  const auto description = [&](Language language = Language::english) {
    const std::vector<Chart> charts = report::charts(d, language);
    return std::ranges::find(charts, "line", &Chart::id)->description;
  };
  const std::string looks = "Along it the point looks like a minimum, though it is a saddle.",
                    shown = " The map of the error surface shows the way down that this line misses.";
  EXPECT_THAT(description(), HasSubstr(looks + shown));
  EXPECT_THAT(description(Language::traditional_chinese), HasSubstr("沿這條線看，此點像極小值，其實是鞍點。誤差曲面"));
  std::erase_if(d.landscape->plane->marks, [](const Mark& mark) { return mark.kind == MarkKind::way_out; });
  EXPECT_THAT(description(), HasSubstr(looks));
  EXPECT_THAT(description(), Not(HasSubstr(shown)));
  d.landscape->line->loss = {2.25, 1, 1};
  EXPECT_THAT(description(), Not(HasSubstr("looks like")));
  d.landscape->line->loss = {2.25, 1, 2.25};
  d.verdict.kind = VerdictKind::local_minimum;
  EXPECT_THAT(description(), Not(HasSubstr("looks like")));
}

// The points are a grid's, not the steps that the search tried.
TEST(LineSearchChart, SaysWhereTheLossWasMeasured) {
  const std::vector<Chart> charts = report::charts(with_landscape());
  EXPECT_THAT(std::ranges::find(charts, "line-search", &Chart::id)->description,
              HasSubstr("measured at 3 evenly spaced steps from 0.5 to 1.414."));
}

// Where a round ends is where it began less what it won, measured or predicted.
TEST(EscapeChart, ShowsTheLossAfterEachRound) {
  Escape escape;
  escape.loss_before = 8;
  escape.loss = 4.5;
  escape.rounds = {{-1, 0.5, 8, 2.5, 3, "quartic"}, {-0.1, 1, 5, {}, 0.5, "higher order"}};
  const Chart chart = report::charts(escape)[0];
  const Series &measured = named(chart, "Measured"), &predicted = named(chart, "Predicted");
  EXPECT_THAT(measured.x, ElementsAre(0, 1, 2));
  EXPECT_THAT(measured.y, ElementsAre(8, 5, 4.5));
  EXPECT_THAT(predicted.x, ElementsAre(1));
  EXPECT_THAT(predicted.y, ElementsAre(5.5));
  EXPECT_TRUE(measured.line);
  EXPECT_TRUE(predicted.marks && !predicted.line);
  EXPECT_TRUE(chart.views[0].x.whole);
}

// On the colours of a map a line stands on a lighter, wider one, and a mark at the border isn't cut.
TEST(SurfaceChart, OfAMapSetsLinesAndMarksOffFromItsColours) {
  report::Chart chart{.id = "m", .title = "t", .description = "d"};
  report::View view;
  view.field = report::Field{.name = "loss", .x = {0, 1}, .y = {0, 1}, .values = {1, 2, 3, 4}};
  view.series = {{.name = "line", .line = true, .marks = false, .x = {0, 1}, .y = {0, 1}},
                 {.name = "mark", .x = {1}, .y = {1}}};
  chart.views.push_back(view);
  const Json data = report::chart_plotly(chart).at("views").at(0).at("data");
  ASSERT_EQ(data.size(), 4U);  // the field, the casing, the line, the mark
  EXPECT_EQ(data[1].at("x"), data[2].at("x"));
  EXPECT_EQ(data[1].at("showlegend"), false);
  EXPECT_GT(data[1].at("line").at("width"), data[2].at("line").at("width"));
  EXPECT_EQ(data[3].at("cliponaxis"), false);
  const std::string svg = report::chart_svg(chart);
  EXPECT_GT(svg.rfind("mark f-blue"), svg.rfind("class=\"frame\""));
}

}  // namespace
}  // namespace saddlescope
