#include "saddlescope/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace saddlescope {
namespace {

TEST(ParallelFor, CallsEveryIndexOnce) {
  for (const int threads : {-1, 0, 1, 2, 3, 16}) {
    for (const std::size_t count : {0, 1, 2, 15, 1000}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(threads, count, [&](std::size_t i) { ++calls.at(i); });
      for (const std::atomic<int>& n : calls) EXPECT_EQ(n, 1) << threads << " threads, " << count;
    }
  }
}

// Else every test that compares numbers of threads compares one thread with itself.
TEST(ParallelFor, TwoBodiesRunAtTheSameTime) {
  std::atomic<int> inside = 0;
  std::atomic<bool> met = false;
  parallel_for(2, 2, [&](std::size_t) {
    ++inside;
    for (int wait = 0; wait < 10000 && !met; ++wait) {
      if (inside == 2) met = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  EXPECT_TRUE(met);
}

TEST(ParallelFor, UsesNoMoreThreadsThanAllowed) {
  std::atomic<int> inside = 0, most = 0;
  parallel_for(3, 60, [&](std::size_t) {
    int now = ++inside, before = most;
    while (now > before && !most.compare_exchange_weak(before, now)) {
    }
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    --inside;
  });
  EXPECT_LE(most, 3);
}

struct Tired {
  std::size_t index;
};

// An exception of any type arrives unchanged; of several the one of the lowest index, whoever threw first.
TEST(ParallelFor, ThrowsTheExceptionOfTheLowestIndex) {
  for (const int threads : {1, 2, 5, 16}) {
    for (int round = 0; round < 20; ++round) {
      std::size_t caught = 0;
      try {
        parallel_for(threads, 100, [](std::size_t i) {
          if (i % 10 != 3) return;
          if (i == 3) std::this_thread::sleep_for(std::chrono::microseconds(300));
          throw Tired{i};
        });
        ADD_FAILURE() << "nothing thrown";
      } catch (const Tired& tired) {
        caught = tired.index;
      }
      EXPECT_EQ(caught, 3u) << threads << " threads";
    }
  }
}

TEST(ParallelFor, WorksInsideItself) {
  std::atomic<int> calls = 0;
  parallel_for(2, 4, [&](std::size_t) { parallel_for(2, 5, [&](std::size_t) { ++calls; }); });
  EXPECT_EQ(calls, 20);
}

}  // namespace
}  // namespace saddlescope
