#include "saddlescope/base/shape.h"

#include <gtest/gtest.h>

#include <limits>

#include "saddlescope/base/error.h"

namespace saddlescope {
namespace {

constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();

TEST(Shape, CountsItsElements) {
  EXPECT_EQ(element_count({}), 1u);
  EXPECT_EQ(element_count({7}), 7u);
  EXPECT_EQ(element_count({1797, 64}), 115008u);
  EXPECT_EQ(element_count({3, 0, 5}), 0u);
  EXPECT_EQ(element_count({kMost}), kMost);
}

TEST(Shape, RefusesAProductThatOverflows) {
  for (const Shape& shape : {Shape{kMost, 2}, Shape{std::size_t{1} << 32, std::size_t{1} << 32}, Shape{3, kMost / 2},
                             Shape{std::size_t{1} << 22, std::size_t{1} << 22, std::size_t{1} << 22}}) {
    EXPECT_FALSE(checked_element_count(shape)) << to_string(shape);
  }
  // 2⁶⁴ − 1 = 3 · 5 · 17 · 257 · 641 · 65537 · 6700417: the largest product that fits.
  EXPECT_EQ(checked_element_count({3, 5, 17, 257, 641, 65537, 6700417}), kMost);
}

// An empty array is empty however large its other extents are, in whichever order they come.
TEST(Shape, IsEmptyWithAnyExtentZero) {
  EXPECT_EQ(checked_element_count({kMost, kMost, 0}), 0u);
  EXPECT_EQ(checked_element_count({0, kMost, kMost}), 0u);
}

TEST(Shape, OverflowOfASoundShapeIsAFaultOfOurs) {
  try {
    element_count({kMost, 2});
    ADD_FAILURE() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_STREQ(error.what(),
                 "this should always hold, and doesn't: the number of elements of shape (18446744073709551615, 2) fits "
                 "an integer. Please report it with the command you ran.");
  }
}

TEST(Shape, IsPrintedAsNumPyPrintsIt) {
  EXPECT_EQ(to_string(Shape{}), "()");
  EXPECT_EQ(to_string(Shape{3}), "(3,)");
  EXPECT_EQ(to_string(Shape{1797, 64}), "(1797, 64)");
  EXPECT_EQ(to_string(Shape{2, 3, 4}), "(2, 3, 4)");
}

}  // namespace
}  // namespace saddlescope
