#include "saddlescope/base/memory_size.h"

#include <gtest/gtest.h>

namespace saddlescope {
namespace {

TEST(MemoryThatFits, IsWholeMebibytesAndNoneTooMany) {
  EXPECT_EQ(memory_that_fits(1), "1MiB");
  EXPECT_EQ(memory_that_fits(0x1p20), "1MiB");
  EXPECT_EQ(memory_that_fits(0x1p20 + 1), "2MiB");
  EXPECT_EQ(memory_that_fits(0x1p60), "1099511627776MiB");
}

}  // namespace
}  // namespace saddlescope
