// On a kink derivatives prove nothing: an answer says so, and claims no more of a way out than was measured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "saddlescope/commands/diagnose.h"
#include "saddlescope/commands/escape.h"
#include "saddlescope/commands/spectrum.h"
#include "tests/commands/toy.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Diagnosis diagnosed_with_its_land(Toy& toy, SpectrumMethod method = SpectrumMethod::automatic) {
  DiagnoseOptions options;
  options.landscape = true;
  options.spectrum = method;
  return diagnose(*toy.problem.objective, toy.problem.theta, options, toy.context);
}

struct Minimum {
  const char *formula, *at;
};
// Strict minima, since |x| > x² for 0 < |x| < 1; what the derivatives call H has the eigenvalue −2.
constexpr Minimum kMinima[] = {
    {"abs(x)-x^2", "0"}, {"abs(x)+abs(y)-x^2", "0,0"}, {"abs(x)-x^2+y^2", "0,0"}, {"abs(x-1)-(x-1)^2+2*y^2", "1,0"}};

TEST(OnAKink, NoCurvatureOfAStrictMinimumIsSaidToLeadDown) {
  for (const Minimum& minimum : kMinima) {
    for (const SpectrumMethod method : {SpectrumMethod::exact, SpectrumMethod::inertia, SpectrumMethod::matrix_free}) {
      SCOPED_TRACE(std::string(minimum.formula) + ", way " + std::to_string(static_cast<int>(method)));
      Toy toy(minimum.formula, minimum.at);
      const Diagnosis d = diagnosed_with_its_land(toy, method);
      EXPECT_EQ(d.verdict.kind, VerdictKind::undetermined) << d.verdict.why;
      EXPECT_TRUE(d.on_kink());
      EXPECT_FALSE(d.escape);
      EXPECT_FALSE(d.nearby);
    }
  }
}

TEST(OnAKink, NoLookIsCountedAndNoModelDrawn) {
  for (const Minimum& minimum : kMinima) {
    SCOPED_TRACE(minimum.formula);
    Toy toy(minimum.formula, minimum.at);
    const Diagnosis d = diagnosed_with_its_land(toy);
    ASSERT_TRUE(d.landscape);
    EXPECT_FALSE(d.landscape->appearance);
    EXPECT_FALSE(d.landscape->line);
    EXPECT_THAT(d.landscape->why, HasSubstr("On a kink no second derivative says whether the loss curves up"));
    if (!d.landscape->plane) continue;  // of one parameter
    EXPECT_TRUE(d.landscape->plane->model.empty());
    for (const Direction& direction : d.landscape->plane->directions) {
      EXPECT_FALSE(direction.slope);
      EXPECT_FALSE(direction.curvature);
    }
  }
}

TEST(OnAKink, AWalkOutOfAStrictMinimumStaysAndSaysWhy) {
  for (const Minimum& minimum : kMinima) {
    for (const bool dense : {true, false}) {
      SCOPED_TRACE(std::string(minimum.formula) + (dense ? "" : ", by products"));
      Toy toy(minimum.formula, minimum.at);
      EscapeCommandOptions options;
      options.escape.dense = dense;
      const Escape e = run_escape(*toy.problem.objective, toy.problem.theta, options, toy.context);
      EXPECT_EQ(e.theta, toy.problem.theta);
      EXPECT_EQ(e.stopped, "kink");
      EXPECT_THAT(e.why, HasSubstr("the point lies on a kink (abs(x"));
      EXPECT_THAT(e.why, Not(HasSubstr("certain")));
    }
  }
}

// H is 0 there, and the gradient sgn 0 = 0, yet the loss falls along x with slope −1.
TEST(OnAKink, ARidgeIsNotSaidToBeStationary) {
  Toy toy("-abs(x)", "0");
  const Escape e = run_escape(*toy.problem.objective, toy.problem.theta, {}, toy.context);
  EXPECT_EQ(e.stopped, "kink");
  EXPECT_THAT(e.why, Not(HasSubstr("no way down")));
}

// Along x: −x² + x⁴, −1/4 at ±√½; |y| has its kink all along y = 0.
TEST(OnAKink, AWayOutIsWhatWasMeasured) {
  Toy toy("x^4-x^2+abs(y)", "0,0");
  const Diagnosis d = diagnosed_with_its_land(toy);
  EXPECT_EQ(d.verdict.kind, VerdictKind::degenerate_saddle) << d.verdict.why;
  ASSERT_TRUE(d.escape);
  EXPECT_NEAR(d.escape->measured_decrease, 0.25, 1e-9);
  EXPECT_FALSE(d.escape->bound || d.escape->predicted_decrease || d.escape->predicted_step);
  for (const LineSearchPoint& point : d.landscape->line_search) EXPECT_FALSE(point.model);
  const Escape e = run_escape(*toy.problem.objective, toy.problem.theta, {}, toy.context);
  EXPECT_NEAR(e.loss, -0.25, 1e-9);
  EXPECT_EQ(e.stopped, "kink") << e.why;
  ASSERT_FALSE(e.rounds.empty());
  for (const EscapeRound& round : e.rounds) {
    EXPECT_FALSE(round.eigenvalue || round.predicted_decrease);
    EXPECT_EQ(round.predicted_by, "kink");
    EXPECT_GT(round.measured_decrease, 0);
  }
}

TEST(OnAKink, ASpectrumSaysWhatItIsWorth) {
  Toy kink("abs(x)-x^2+y^2", "0,0"), beside("abs(x)-x^2+y^2", "1,0");
  const std::string said =
      "The point lies on a kink (abs(x) in the formula), where derivatives jump: they prove nothing here.";
  EXPECT_THAT(spectrum(*kink.problem.objective, kink.problem.theta, {}, kink.context).why, HasSubstr(said));
  EXPECT_THAT(spectrum(*beside.problem.objective, beside.problem.theta, {}, beside.context).why, Not(HasSubstr(said)));
}

}  // namespace
}  // namespace saddlescope
