// The lecture's experiment (docs/minimum-ratio.md): what its networks' critical points are, and what the naive minimum
// ratio would have made of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saddlescope/commands/census.h"
#include "saddlescope/report/text.h"

namespace saddlescope {
namespace {

using ::testing::HasSubstr;

constexpr double kVariance = 0.08715664637291315;  // of sin(5πx)/(5πx) at x = (i + ½)/128, by NumPy

Census lecture(const std::string& finder, std::size_t runs, double tolerance) {
  ProblemDescription d;
  d.data = "sin(5*pi*x)/(5*pi*x)";
  d.x_range = "0:1";
  Context context;
  context.threads = 2;
  CensusCommandOptions options;
  options.census.runs = runs;
  options.census.finders = {finder};
  options.census.tolerance = tolerance;
  options.census.start = 0;  // from PyTorch's initialization
  return census(census_entries(d, {{"mlp:1-10-10-1:tanh"}}, context), options, context);
}

TEST(CensusOfTheLecture, LevenbergMarquardtEndsAtMinimaThatTheNaiveRatioCallsSaddles) {
  const Census result = lecture("levenberg-marquardt", 30, 1e-9);
  ASSERT_EQ(result.networks.size(), 30U);
  for (const CensusNetwork& n : result.networks) {
    SCOPED_TRACE(n.seed);
    EXPECT_TRUE(n.verdict.kind == VerdictKind::degenerate_minimum || n.verdict.kind == VerdictKind::undetermined);
    EXPECT_GE(n.minimum_ratio, 0.5);
    EXPECT_LE(n.minimum_ratio, 0.65);
    EXPECT_GE(n.inertia.negative, 20U);
    EXPECT_LE(n.inertia.negative, 50U);
    ASSERT_TRUE(n.nearby);
    EXPECT_EQ(n.nearby->inertia.negative, 0U);
    EXPECT_LE(n.worth, n.loss);  // the floor is 0
  }
  const std::string text = to_text(result);
  EXPECT_THAT(text, HasSubstr("alone would have called 0 of 30 minima (ratio 1) and 30 saddles"));
  EXPECT_THAT(text, HasSubstr("30 where none of"));
  EXPECT_THAT(text, HasSubstr("It says nothing of the critical point"));
}

TEST(CensusOfTheLecture, FromInitializationFindersReachSaddlesWithConstantOutput) {
  const Census result = lecture("trust-region", 20, 1e-9);
  std::size_t there = 0, saddles = 0;
  for (const CensusNetwork& n : result.networks) {
    if (std::abs(n.loss - kVariance) > 1e-9) continue;
    ++there;
    saddles += n.verdict.kind == VerdictKind::saddle && n.verdict.certified;
    EXPECT_GT(n.worth, 0);
  }
  EXPECT_NEAR(result.models[0].best_constant_loss, kVariance, 1e-14);
  EXPECT_GE(there, 5U);
  EXPECT_EQ(saddles, there);
}

// Of ten networks two stall with gradient-norm, four with newton-mr: the verdict, which knows nothing of the finder's
// end, calls none of these critical, and all of those critical that a finder does.
TEST(CensusOfTheLecture, FindersThatStallAtFlatGradientsDoNotCallThemCritical) {
  for (const char* finder : {"newton-mr", "gradient-norm"}) {
    std::size_t flat = 0, critical = 0;
    for (const CensusNetwork& n : lecture(finder, 10, 1e-9).networks) {
      const bool none = n.verdict.kind == VerdictKind::not_critical || n.verdict.kind == VerdictKind::gradient_flat;
      if (n.end == FinderEnd::critical_point) {
        ++critical;
        EXPECT_LE(n.gradient_norm, 1e-9);
        EXPECT_FALSE(none) << n.verdict.why;
      }
      if (n.end == FinderEnd::gradient_flat) {
        ++flat;
        EXPECT_TRUE(none) << n.verdict.why;
        if (n.verdict.kind == VerdictKind::gradient_flat) continue;  // the verdict's own reason, not the finder's
        EXPECT_GT(n.gradient_norm, 1e-6);
        ASSERT_TRUE(n.gradient_flatness.has_value());
        EXPECT_LE(*n.gradient_flatness, 1e-3);
      }
    }
    EXPECT_GE(flat, 1U) << finder;
    EXPECT_GE(critical, 1U) << finder;
  }
}

}  // namespace
}  // namespace saddlescope
