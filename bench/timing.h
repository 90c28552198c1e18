// Time of a call: the fastest of interleaved repetitions, so that a floor and the work beside it meet the same machine;
// wall time and processor time (all threads together), since on a shared machine only the second can be compared.
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
  std::function<void()> prepare = {};  ///< before each call, untimed; such a call isn't repeated within a round
  Seconds fastest = {};
  double spent = 0;
};

inline Seconds seconds(const std::function<void()>& call, int repeats) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t processor = std::clock();
  for (int r = 0; r < repeats; ++r) call();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / repeats,
          static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC / repeats};
}

/// Runs all of them in turn, `rounds` times. The first, cold call wakes threads and touches memory: it doesn't count
/// towards the budget, so that it is never the only one. From then on a work runs until it has taken `budget` seconds,
/// each time for at least 20 ms, so that it finds in cache what its predecessors threw out.
/// bench/peers/common.py has the same rule.
inline void measure(std::vector<Work>& works, int rounds = 15,
                    double budget = std::numeric_limits<double>::infinity()) {
  for (int round = 0; round < rounds; ++round) {
    for (Work& work : works) {
      if (work.spent > budget) continue;
      if (work.prepare) work.prepare();
      const bool once = round == 0 || work.prepare;
      const double last = std::max(work.fastest.wall, 1e-7);
      const int repeats = once ? 1 : static_cast<int>(std::clamp(20e-3 / last, 1.0, 200000.0));
      const Seconds now = seconds(work.call, repeats);
      if (round > 0) work.spent += now.wall * repeats;
      work.fastest.wall = std::min(work.fastest.wall, now.wall);
      work.fastest.processor = std::min(work.fastest.processor, now.processor);
    }
  }
}

}  // namespace saddlescope::bench
