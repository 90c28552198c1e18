// The text of `diagnose`: made from fixed results, kept beside the test. A change of wording is seen, read and accepted
// (SADDLESCOPE_ACCEPT=1), never by accident.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/report/examples.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

// f32 certifies no sign, so its way out isn't beyond doubt.
TEST(DiagnosisText, CallsNothingBeyondDoubtInF32) {
  Diagnosis d = saddle_of_a_formula();
  d.problem.precision = "f32";
  const std::string text = to_text(d);
  EXPECT_NE(text.find("curves down here as far as f32 can tell: vᵀHv = -2"), std::string::npos) << text;
  EXPECT_EQ(text.find("beyond doubt"), std::string::npos) << text;
}

// cos x at 0: the quartic −t²/2 + t⁴/24 is lowest at √6, 1.5 below; the loss at π, 2 below.
TEST(DiagnosisText, SaysOfWhichStepTheModelSpeaks) {
  Diagnosis d = saddle_of_a_formula();
  EXPECT_FALSE(d.escape->predicted_elsewhere());
  d.escape->step = std::acos(-1.0);
  d.escape->measured_decrease = 2;
  d.escape->predicted_step = std::sqrt(6.0);
  d.escape->predicted_decrease = 1.5;
  EXPECT_TRUE(d.escape->predicted_elsewhere());
  EXPECT_NE(to_text(d).find("which is lowest at"), std::string::npos) << to_text(d);
  d.escape->predicted_step.reset();  // an older document doesn't say
  EXPECT_FALSE(d.escape->predicted_elsewhere());
}

// x⁴ − x² + |y|: along x the loss falls by 1/4 at √½, measured.
TEST(DiagnosisText, OnAKinkClaimsNoMoreThanWasMeasured) {
  Diagnosis d = minimum_on_a_kink();
  EXPECT_EQ(to_text(d).find("holds up to there"), std::string::npos);
  EXPECT_NE(to_text(d).find("None was found; derivatives can't say whether there is one."), std::string::npos);
  d.escape = EscapeRoute{-2, 4.4e-15, {1, 0}, std::sqrt(0.5), 0, 1, "quadratic", 1, 0, 0};
  EXPECT_EQ(to_text(d).find("beyond doubt"), std::string::npos)
      << "of an older document, which has a way worth nothing";
  d.escape->measured_decrease = 0.25;
  d.verdict.kind = VerdictKind::degenerate_saddle;
  const std::string text = to_text(d);
  EXPECT_NE(text.find("Degenerate saddle on a kink: a probe of the loss itself finds"), std::string::npos) << text;
  EXPECT_NE(text.find("at a distance of 0.7071 the loss is 0.25 lower."), std::string::npos) << text;
  EXPECT_EQ(text.find("beyond doubt"), std::string::npos) << text;
  EXPECT_EQ(text.find("predicted"), std::string::npos) << text;
  EXPECT_EQ(text.find("higher order"), std::string::npos) << text;
}

TEST(DiagnosisText, IsTheKeptText) {
  expect_golden("minimum_on_a_kink.txt", to_text(minimum_on_a_kink()));
  expect_golden("large_network.txt", to_text(large_network()));
  expect_golden("saddle.txt", to_text(saddle_of_a_formula()));
  expect_golden("stalled_network.txt", to_text(stalled_network()));
  expect_golden("minimum.txt", to_text(minimum_of_one_variable()));
  expect_golden("dead_units.txt", to_text(dead_units()));
  expect_golden("saddle_of_third_order.txt", to_text(saddle_of_third_order()));
}

}  // namespace
}  // namespace saddlescope
