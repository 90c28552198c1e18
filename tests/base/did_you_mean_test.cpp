#include "saddlescope/base/did_you_mean.h"

#include <gtest/gtest.h>

#include <array>

namespace saddlescope {
namespace {

TEST(DidYouMean, CountsInsertionsDeletionsReplacementsAndSwaps) {
  EXPECT_EQ(edit_distance("adam", "adam"), 0u);
  EXPECT_EQ(edit_distance("adm", "adam"), 1u);
  EXPECT_EQ(edit_distance("adaam", "adam"), 1u);
  EXPECT_EQ(edit_distance("adem", "adam"), 1u);
  EXPECT_EQ(edit_distance("adma", "adam"), 1u);
  EXPECT_EQ(edit_distance("Adam", "adam"), 0u);
  EXPECT_EQ(edit_distance("", "adam"), 4u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(DidYouMean, NamesTheOneThatIsNearestAndNearEnough) {
  constexpr std::array<std::string_view, 4> kKnown{"digits", "iris", "wine", "breast-cancer"};
  EXPECT_EQ(did_you_mean("digist", kKnown), "Did you mean digits? ");
  EXPECT_EQ(did_you_mean("breast_cancer", kKnown), "Did you mean breast-cancer? ");
  EXPECT_EQ(did_you_mean("wina", kKnown), "Did you mean wine? ");
  EXPECT_EQ(did_you_mean("mnist", kKnown), "");
  EXPECT_EQ(did_you_mean("", kKnown), "");
  EXPECT_EQ(did_you_mean(std::string(100000, 'd'), kKnown), "");
}

TEST(DidYouMean, DashesMakeNoFlagsAlike) {
  constexpr std::array<std::string_view, 3> kKnown{"--seed", "--standardize", "-o"};
  EXPECT_EQ(did_you_mean("--step", kKnown), "");
  EXPECT_EQ(did_you_mean("--sed", kKnown), "Did you mean --seed? ");
  EXPECT_EQ(did_you_mean("--standardise", kKnown), "Did you mean --standardize? ");
}

TEST(DidYouMean, KnowsInitials) {
  constexpr std::array<std::string_view, 4> kKnown{"--learning-rate", "--steps", "--standardize", "--large-rate"};
  EXPECT_EQ(did_you_mean("--lr", kKnown), "");  // of two
  EXPECT_EQ(did_you_mean("--LR", std::span(kKnown).first(3)), "Did you mean --learning-rate? ");
  EXPECT_EQ(did_you_mean("--s", std::span(kKnown).first(3)), "");
}

TEST(DidYouMean, IsSilentWhereTwoAreEquallyNear) {
  constexpr std::array<std::string_view, 2> kKnown{"he-normal", "he-formal"};
  EXPECT_EQ(did_you_mean("he-dormal", kKnown), "");
}

TEST(DidYouMean, IsSilentWhereAWholeNameWouldHaveToBeReplaced) {
  constexpr std::array<std::string_view, 1> kKnown{"x"};
  EXPECT_EQ(did_you_mean("y", kKnown), "");
}

}  // namespace
}  // namespace saddlescope
