// Time of a call: the fastest of interleaved repetitions, so that a floor and the work beside it meet the same machine; wall
// time and processor time (all threads together), since on a shared machine only the second can be compared.
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace saddlescope::bench {

struct Seconds {
  double wall = std::numeric_limits<double>::infinity(), processor = std::numeric_limits<double>::infinity();
};

struct Work {
  std::string name;
  std::function<void()> call;
  Seconds fastest = {};
};

inline Seconds seconds(const std::function<void()>& call, int repeats) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t processor = std::clock();
  for (int r = 0; r < repeats; ++r) call();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / repeats,
          static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC / repeats};
}

/// Runs all of them in turn, `rounds` times; calls shorter than two milliseconds are repeated within a round.
inline void measure(std::vector<Work>& works, int rounds = 15) {
  for (Work& work : works) work.call();
  for (int round = 0; round < rounds; ++round)
    for (Work& work : works) {
      const int repeats = static_cast<int>(std::clamp(2e-3 / std::max(seconds(work.call, 1).wall, 1e-7), 1.0, 20000.0));
      const Seconds now = seconds(work.call, repeats);
      work.fastest.wall = std::min(work.fastest.wall, now.wall);
      work.fastest.processor = std::min(work.fastest.processor, now.processor);
    }
}

}  // namespace saddlescope::bench
