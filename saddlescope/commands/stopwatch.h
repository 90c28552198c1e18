// Seconds of the stages of a command.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace saddlescope {

class Stopwatch {
 public:
  /// Ends the running stage under this name.
  void lap(std::string stage) {
    const Clock::time_point now = Clock::now();
    laps_.emplace_back(std::move(stage), std::chrono::duration<double>(now - last_).count());
    last_ = now;
  }
  const std::vector<std::pair<std::string, double>>& laps() const { return laps_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
  std::vector<std::pair<std::string, double>> laps_;
};

}  // namespace saddlescope
