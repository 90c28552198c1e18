// The lines that draw a curve: one for each of its pieces.
#include "saddlescope/results/finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saddlescope {
namespace {

using Points = std::vector<std::vector<double>>;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CurveLines, AClosedPieceEndsAtItsFirstPointAndAnotherDoesNot) {
  FoundPoint curve;
  curve.sample = {{0, 0}, {1, 0}, {0, 1}, {5, 5}, {6, 5}};
  curve.pieces = {{3, true}, {2, false}};
  EXPECT_THAT(curve_lines(curve), ElementsAre(Points{{0, 0}, {1, 0}, {0, 1}, {0, 0}}, Points{{5, 5}, {6, 5}}));
}

TEST(CurveLines, OfUnknownPiecesNothingIsDrawn) {
  FoundPoint curve;
  curve.sample = {{0, 0}, {1, 0}};
  EXPECT_THAT(curve_lines(curve), IsEmpty());
}

}  // namespace
}  // namespace saddlescope
