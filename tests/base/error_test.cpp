#include "saddlescope/base/error.h"

#include <gtest/gtest.h>

namespace saddlescope {
namespace {

TEST(Error, SaysWhereWhatAndWhatNowAndLeavesOutWhatIsAbsent) {
  const ErrorKind kind = ErrorKind::bad_input;
  EXPECT_STREQ(Error(kind, "\"n/a\" is not a number.", "train.csv, row 48", "Fill or drop the row.").what(),
               "train.csv, row 48: \"n/a\" is not a number. Fill or drop the row.");
  EXPECT_STREQ(Error(kind, "\"n/a\" is not a number.", "train.csv").what(), "train.csv: \"n/a\" is not a number.");
  EXPECT_STREQ(Error(kind, "nothing to do.", {}, "Name a file.").what(), "nothing to do. Name a file.");
  EXPECT_STREQ(Error(kind, "nothing to do.").what(), "nothing to do.");
}

TEST(Error, KeepsItsParts) {
  const Error error(ErrorKind::memory, "too much.", "here", "Take less.");
  EXPECT_EQ(error.kind(), ErrorKind::memory);
  EXPECT_EQ(error.message(), "too much.");
  EXPECT_EQ(error.where(), "here");
  EXPECT_EQ(error.remedy(), "Take less.");
}

// The exit codes that the command line promises.
TEST(Error, KindsAreTheExitCodes) {
  EXPECT_EQ(static_cast<int>(ErrorKind::internal), 1);
  EXPECT_EQ(static_cast<int>(ErrorKind::usage), 2);
  EXPECT_EQ(static_cast<int>(ErrorKind::bad_input), 3);
  EXPECT_EQ(static_cast<int>(ErrorKind::numerical), 4);
  EXPECT_EQ(static_cast<int>(ErrorKind::memory), 5);
  EXPECT_EQ(static_cast<int>(ErrorKind::interrupted), 130);
}

TEST(Error, ABrokenInvariantAsksToBeReported) {
  try {
    throw_internal("a square matrix has as many rows as columns");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_STREQ(error.what(),
                 "this should always hold, and doesn't: a square matrix has as many rows as columns. Please report it "
                 "with the command you ran.");
  }
}

}  // namespace
}  // namespace saddlescope
