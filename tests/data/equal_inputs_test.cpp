#include "saddlescope/data/equal_inputs.h"

#include <gmock/gmock.h>

#include "saddlescope/base/random.h"

namespace saddlescope {
namespace {

using testing::ElementsAre;

TEST(EqualInputs, GroupsAreNumberedByFirstAppearance) {
  const EqualInputs inputs = equal_inputs({{5, 2}, {3, 1, 0, 0, 3, 1, -0.0, 0, 3, 2}});
  EXPECT_THAT(inputs.group, ElementsAre(0, 1, 0, 1, 2));
  EXPECT_EQ(inputs.groups, 3U);
}

// Against comparing every pair, on inputs of few values so that many rows are equal.
TEST(EqualInputs, AgreeWithComparingAllPairs) {
  RandomStream random(11, "equal inputs");
  constexpr std::size_t kRows = 200, kColumns = 3;
  Tensor x{{kRows, kColumns}, {}};
  for (std::size_t i = 0; i < kRows * kColumns; ++i) x.values.push_back(static_cast<double>(random.below(3)) - 1);
  const EqualInputs inputs = equal_inputs(x);
  for (std::size_t a = 0; a < kRows; ++a) {
    for (std::size_t b = 0; b < kRows; ++b) {
      bool same = true;
      for (std::size_t j = 0; j < kColumns; ++j)
        same = same && x.values[a * kColumns + j] == x.values[b * kColumns + j];
      EXPECT_EQ(inputs.group[a] == inputs.group[b], same);
    }
  }
}

}  // namespace
}  // namespace saddlescope
