#include "saddlescope/base/zeroed_doubles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace saddlescope {
namespace {

// Both sides of what gets pages of its own.
constexpr std::size_t kSizes[] = {0, 1, 7, 1000, 524287, 524288, 700001};

TEST(ZeroedDoubles, BeginAsZerosOnACacheLine) {
  for (int again = 0; again < 2; ++again) {  // the second time in memory that was used
    for (const std::size_t size : kSizes) {
      ZeroedDoubles x(size);
      EXPECT_EQ(x.size(), size);
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(x.data()) % 64, 0U);
      EXPECT_TRUE(std::all_of(x.data(), x.data() + size, [](double value) { return value == 0; }));
      std::fill_n(x.data(), size, 7.0);
    }
  }
}

TEST(ZeroedDoubles, CopyAndMoveLikeValues) {
  for (const std::size_t size : kSizes) {
    ZeroedDoubles x(size);
    for (std::size_t i = 0; i < size; ++i) x[i] = static_cast<double>(i);
    const double* place = x.data();
    const ZeroedDoubles copy = x;
    ZeroedDoubles moved = std::move(x);
    EXPECT_EQ(moved.data(), place);
    EXPECT_TRUE(std::equal(copy.data(), copy.data() + size, moved.data(), moved.data() + size));
    if (size > 0) {
      moved[0] = -1;
      EXPECT_EQ(copy[0], 0);
    }
    moved = ZeroedDoubles(3);
    EXPECT_EQ(moved.size(), 3U);
    EXPECT_EQ(moved[2], 0);
  }
}

}  // namespace
}  // namespace saddlescope
