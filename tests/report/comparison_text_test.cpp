// The text of `compare`: made from fixed results, kept beside the test. A change of wording is seen, read and accepted
// (SADDLESCOPE_ACCEPT=1), never by accident.
#include <gtest/gtest.h>

#include <string>

#include "tests/report/examples.h"
#include "tests/results/golden.h"

namespace saddlescope {
namespace {

TEST(ComparisonText, IsTheKeptText) {
  expect_golden("comparison.txt", to_text(compared()));
  Comparison interrupted;
  interrupted.interrupted = true;
  interrupted.summary = "Interrupted before the first method had begun.";
  expect_golden("comparison_interrupted.txt", to_text(interrupted));
}

}  // namespace
}  // namespace saddlescope
