// Charts of Taylor's model: its terms apart, what is gone, which decides, its formula on the page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "saddlescope/report/chart_plotly.h"
#include "saddlescope/report/chart_svg.h"
#include "saddlescope/report/page/page.h"
#include "saddlescope/results/json.h"
#include "tests/report/chart_examples.h"

namespace saddlescope {
namespace {

using report::Chart;
using report::Colour;
using report::Dash;
using report::Series;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Chart taylor_chart(const TaylorLine& line) {
  TaylorAnswer answer;
  answer.lines = {line};
  return report::charts(answer)[0];
}

// 3 − 0.5t + 2t² along d of length 2, at t = −1, 0, 2.
TaylorLine sloping() {
  TaylorLine line;
  line.direction.label = "w1";
  line.direction.norm = 2;
  line.t = {-1, 0, 2};
  line.coefficients = {3, -0.5, 2};
  line.errors = {1e-15, 1e-15, 1e-14};
  for (const double t : line.t) {
    line.model.push_back(3 - 0.5 * t + 2 * t * t);
    line.loss.push_back(line.model.back() + t * t * t);
  }
  line.forward = line.backward = {0.5, false};
  return line;
}

// The lecture's picture: L + t·gᵀd green, L + ½t²·dᵀHd red, each a line of its own that dashes tell apart as well.
TEST(TaylorChart, ShowsBothTermsAndTheirSumApart) {
  const Chart chart = taylor_chart(sloping());
  const Series &gradient = named(chart, "gradient term"), &hessian = named(chart, "Hessian term"),
               &sum = named(chart, "their sum"), &truth = named(chart, "True loss");
  EXPECT_THAT(gradient.x, ElementsAre(-2, 0, 4));
  EXPECT_THAT(gradient.y, ElementsAre(3.5, 3, 2));
  EXPECT_THAT(hessian.y, ElementsAre(5, 3, 11));
  EXPECT_EQ(sum.y, sloping().model);
  EXPECT_EQ(truth.y, sloping().loss);
  EXPECT_EQ(gradient.colour, Colour::green);
  EXPECT_EQ(hessian.colour, Colour::vermilion);
  const std::vector<Dash> dashes{gradient.dash, hessian.dash, sum.dash, truth.dash};
  for (std::size_t i = 0; i < dashes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(dashes[i], dashes[j]);
  }
  EXPECT_THAT(chart.description, HasSubstr("Beyond a distance of 0.5 the Hessian term is larger"));  // 2·0.5/2
  const std::string svg = report::chart_svg(chart);
  for (const char* css :
       {"curve s-green dotted", "curve s-vermilion dashed", "curve s-ink dash-dotted", "curve s-blue\""}) {
    EXPECT_THAT(svg, HasSubstr(css));
  }
}

TEST(TaylorChart, AtACriticalPointTheGradientTermIsSaidToBeGone) {
  TaylorLine line = toy_taylor();
  line.coefficients = {1, 1e-17, -1};
  line.errors = {0, 2e-17, 1e-16};
  const Chart chart = taylor_chart(line);
  const Series& gradient = named(chart, "the gradient term: gone");
  EXPECT_THAT(gradient.y, ::testing::Each(::testing::DoubleNear(1, 1e-16)));
  named(chart, "the whole model");
  EXPECT_FALSE(has_series(chart, "their sum"));
  EXPECT_THAT(chart.description,
              HasSubstr("The gradient term is gone, as at a critical point: the Hessian term decides."));
  EXPECT_EQ(chart.formula[2].value, "gone: 0 ± 2.0e-17");
  line.coefficients[1] = 3e-17;  // more than its error
  EXPECT_TRUE(has_series(taylor_chart(line), "their sum"));
  EXPECT_THAT(taylor_chart(line).description, Not(HasSubstr("gone")));
}

TEST(TaylorChart, OfHigherOrderKeepsTheSumThoughTheGradientTermIsGone) {
  TaylorLine line = toy_taylor();
  line.order = 4;
  line.coefficients = {1, 0, -1, 0, 1};
  line.errors.assign(5, 0);
  EXPECT_TRUE(has_series(taylor_chart(line), "Taylor model of order 4"));
  EXPECT_FALSE(has_series(taylor_chart(line), "whole model"));
  line.coefficients = {1, 0, -1, 0.25, -3};
  line.errors[3] = 0.5;
  const std::vector<report::FormulaTerm> terms = taylor_chart(line).formula;
  ASSERT_EQ(terms.size(), 6U);  // the loss, the one here, four terms
  EXPECT_EQ(terms[4].name, "term of order 3");
  EXPECT_EQ(terms[4].value, "gone: 0 ± 5.0e-01");
  EXPECT_EQ(terms[5].name, "term of order 4");
  EXPECT_EQ(terms[5].value, "-3·t⁴");
}

TEST(TaylorChart, WithoutCurvatureTheGradientTermDecides) {
  TaylorLine line = sloping();
  line.coefficients[2] = 0;
  EXPECT_THAT(taylor_chart(line).description, HasSubstr("The Hessian term is gone: the gradient term decides."));
  line.coefficients[1] = 0;
  EXPECT_THAT(taylor_chart(line).description, HasSubstr("Both terms are gone"));
  EXPECT_TRUE(has_series(taylor_chart(line), "the Hessian term: gone"));
}

TEST(TaylorChart, OnAKinkNoTermIsCalledGoneOrDecides) {
  TaylorLine line = toy_taylor();
  line.coefficients = {0, 0, 0};
  line.errors = {0, 0, 0};
  line.at_kink = true;
  const Chart chart = taylor_chart(line);
  EXPECT_THAT(chart.description,
              HasSubstr("The point lies on a kink, where derivatives jump: neither term need hold on either side."));
  EXPECT_THAT(chart.description, Not(HasSubstr("gone")));
  EXPECT_THAT(chart.description, Not(HasSubstr("decides")));
  EXPECT_EQ(chart.formula[2].value, "0·t");
  EXPECT_FALSE(has_series(chart, "gone"));
}

// Of a direction of length 2 a distance is 2·t.
TEST(TaylorChart, SaysWhatTCountsWhereTheDirectionIsNotOfLengthOne) {
  TaylorLine line = sloping();
  EXPECT_THAT(taylor_chart(line).description, HasSubstr("multiples of d, whose length is 2: a distance is 2·t."));
  line.direction.norm = 1;
  EXPECT_THAT(taylor_chart(line).description, Not(HasSubstr("multiples")));
}

// The page's formula has each term in its line's colour and dash, with its name and its size.
TEST(TaylorChart, FormulaOnThePageHasTheColoursOfTheLines) {
  TaylorAnswer answer;
  answer.loss = 3;
  answer.lines = {sloping()};
  answer.problem.parameters = 1;
  const Json document = to_json(answer);
  const std::string html = page(std::span(&document, 1), {});
  EXPECT_THAT(html, HasSubstr("<span class=\"term t-green dotted\"><b>+ t·gᵀd</b> <small>gradient term</small> "
                              "<small>-0.5·t</small></span>"));
  EXPECT_THAT(html, HasSubstr("<span class=\"term t-vermilion dashed\"><b>+ ½t²·dᵀHd</b> <small>Hessian term</small> "
                              "<small>2·t²</small></span>"));
  for (const char* rule : {".t-green b", ".t-vermilion b", ".dotted b", ".dashed b"})
    EXPECT_THAT(html, HasSubstr(rule));
}

// A phone has room for so many letters; the words of a band end in a number.
TEST(TaylorChart, OfALongNameInTheLegendMakesTwoLines) {
  report::Chart chart{.id = "n", .title = "t", .description = "d"};
  report::View view{.bands = {{.name = "model within 10 %: backwards 0.000623 (at least), forwards 0.005897",
                               .of_x = true,
                               .low = 0,
                               .high = 1}}};
  view.series = {{.x = {0, 1}, .y = {0, 1}}};
  chart.views.push_back(view);
  EXPECT_EQ(report::chart_plotly(chart).at("views").at(0).at("data").at(1).at("name"),
            "model within 10 %: backwards 0.000623 (at least),<br>forwards 0.005897");
}

// Chinese takes twice the room of Latin letters, and has no blanks to be broken at.
TEST(TaylorChart, OfALongNameInChineseMakesTwoLinesToo) {
  TaylorLine line = sloping();
  line.forward = line.backward = {0.5, true};
  TaylorAnswer answer;
  answer.lines = {line};
  const Json figure = report::chart_plotly(report::charts(answer, Language::traditional_chinese)[0]);
  std::string name;
  for (const Json& trace : figure.at("views").at(0).at("data")) {
    if (trace.at("name").get<std::string>().starts_with("模型")) name = trace.at("name").get<std::string>();
  }
  EXPECT_EQ(name, "模型誤差在 10 % 以內：反向 0.5（至少），正向 0.5<br>（至少）");
}

}  // namespace
}  // namespace saddlescope
