// Floors of formulas by interval arithmetic: proven, and as sharp as the text says.
#include <gmock/gmock.h>

#include <cmath>
#include <string>

#include "saddlescope/function/function_objective.h"
#include "tests/function/random_formula.h"

namespace saddlescope {
namespace {

Floor floor_of(std::string_view text) { return FunctionObjective(Expression::parse(text)).floor(); }

struct Known {
  const char* text;
  double floor;
  bool attained;
};

TEST(Floor, IsKnownForSquaresExponentialsAndTheirSumsAndProducts) {
  const std::vector<Known> all{
      {"(1 - w1*w2)^2", 0, true},
      {"(1 - w1*w2)*(1 - w1*w2)", 0, true},
      {"x*x + y^4", 0, true},
      {"x^2*y^2", 0, true},
      {"100*(y - x^2)^2 + (1 - x)^2", 0, true},
      {"1e6 + x^2", 1e6, true},
      {"0.1 + x^2", 0.1, true},
      {"exp(-x)", 0, false},
      {"exp(-x) + y^2", 0, false},
      {"exp(-x)*y^2", 0, true},
      {"softplus(x) + softplus(-x)", 0, false},
      {"abs(x) - 3", -3, true},
      {"1/(1 + x^2)", 0, false},
      {"(1/x)^2", 0, false},
      {"x^-2", 0, false},
      {"exp(x^2)", 1, true},
      {"tanh(x)", -1, false},
      {"sigmoid(x) - 0.5", -0.5, false},
      {"sin(x) + 2", 1, true},
      {"cos(x)*sin(y)", -1, true},
      {"sqrt(x) + 1", 1, true},
      {"log(1 + x^2)", 0, true},
      {"sigmoid(x) + sigmoid(-x) + 1e-6*y^2", 0, false},
      {"(x^2)^y", 0, true},
      {"x^4 - x^4", 0, true},
      {"5 - tanh(x)^2", 4, false},
  };
  for (const Known& known : all) {
    const Floor floor = floor_of(known.text);
    ASSERT_TRUE(floor.value.has_value()) << known.text;
    EXPECT_EQ(*floor.value, known.floor) << known.text;
    EXPECT_EQ(floor.attained, known.attained) << known.text;
    EXPECT_FALSE(floor.why.empty());
  }
  EXPECT_EQ(floor_of("1e6 + x^2").why, "by interval arithmetic the formula is never below 1000000 at every x");
}

TEST(Floor, IsUnknownWhereTheIntervalHasNoLowerEnd) {
  for (const char* text : {"x", "x^2 - x", "x^3", "x^2 - y^2", "1/x", "x*exp(y)", "log(x)", "tan(x)", "x*y"}) {
    EXPECT_FALSE(floor_of(text).value.has_value()) << text;
  }
}

TEST(Floor, IsRoundedDownwardsWhereArithmeticIsNotExact) {
  const double third = *floor_of("(1 + x^2)/3").value;
  EXPECT_LE(third, 1.0 / 3);
  EXPECT_GE(third, 1.0 / 3 - 4 * kEps);
  EXPECT_LE(*floor_of("0.1 + (0.2 + x^2)").value, 0.1 + 0.2);
}

// 1e6 is a multiple of 1.2e-10: in L itself a height of 1e-14 is lost.
TEST(Floor, ConstantsDoNotHideTheHeightAboveIt) {
  Context context;
  for (const char* text :
       {"1e6 + x^2", "-(3 - x^2) + 1e9", "(x^2*2 + 1e6)/2", "2*(0.5*x^2 + 1e6) - 7", "x^2", "x^2 + (x - x)"}) {
    const FunctionObjective objective(Expression::parse(text));
    const Estimate<double> above = objective.linearize(Vector{1e-7}, context)->above_floor(context);
    EXPECT_NEAR(above.value, 1e-14, 1e-14 * 8 * kEps) << text;
    EXPECT_LE(above.error, 1e-14 * 32 * kEps) << text;
    EXPECT_GT(above.error, 0) << text;
  }
  const FunctionObjective none(Expression::parse("x + y^2"));
  EXPECT_TRUE(std::isinf(none.linearize(Vector{0, 0}, context)->above_floor(context).value));
}

TEST(Floor, NoSampledValueOfARandomFormulaLiesBelow) {
  RandomStream random(13, "floors");
  int known = 0, points = 0;
  for (int trial = 0; trial < 6000; ++trial) {
    const std::size_t P = 1 + random.below(2);
    const RandomFormula truth = random_formula(random, P, 1 + static_cast<int>(random.below(4)), false);
    const Expression expression = Expression::parse(truth.text);
    const Interval range = expression.nodes().back().range;
    if (std::isfinite(range.low)) ++known;
    for (int point = 0; point < 40; ++point) {
      const double reach = std::pow(10.0, random.uniform(-3, 2));
      Vector theta(P);
      for (double& x : theta) x = point == 0 ? 0 : std::round(8 * reach * random.normal()) / 8;
      const long double L = truth.value(theta);
      if (!std::isfinite(L)) continue;
      ++points;
      // The evaluator is of long double: what it is off by is far below the spacing of doubles, but for cancellation.
      const long double slack = 1e-15L * (1 + std::fabs(L));
      EXPECT_GE(L, range.low - slack) << truth.text << " at " << testing::PrintToString(theta);
      EXPECT_LE(L, range.high + slack) << truth.text << " at " << testing::PrintToString(theta);
    }
  }
  EXPECT_GT(known, 500);
  EXPECT_GT(points, 50000);
}

}  // namespace
}  // namespace saddlescope
