// What a call needs to know of its surroundings: threads, memory, seed, how to stop it, whom to tell of progress.
// No global state: whoever calls owns the Context; one Context serves one call at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

#include "saddlescope/base/random.h"

namespace saddlescope {

/// One observation of long work: what is going on, how far it is, how far it goes (0: unknown).
struct Progress {
  std::string_view what;
  double done = 0, total = 0;
};

struct Context {
  int threads = 1;                              ///< workers of a parallel loop; results don't depend on it
  std::size_t memory = std::size_t{2} << 30;    ///< bytes the call may take
  std::uint64_t seed = 0;                       ///< root of every random stream
  std::uint64_t entropy = 0;                    ///< of the machine, mixed into random_start(); 0: none
  std::stop_token stop;                         ///< long work ends early and keeps what it has
  std::function<void(const Progress&)> progress;  ///< called from the calling thread only; empty: nobody listens

  RandomStream random(std::string_view purpose, std::uint64_t index = 0) const { return {seed, purpose, index}; }
  /// For starts on which a probability rests: with entropy no input can be built against them.
  RandomStream random_start(std::string_view purpose, std::uint64_t index = 0) const {
    return {seed ^ (entropy * 0x9e3779b97f4a7c15ULL), purpose, index};
  }
  bool stop_requested() const { return stop.stop_requested(); }
  void report(std::string_view what, double done, double total) const {
    if (progress) progress({what, done, total});
  }
  /// Throws Error(interrupted) if a stop was requested: for work that has nothing to keep.
  void throw_if_stopped() const;
  /// Throws Error(memory) if `bytes` more than the budget allows, naming what for and the flag that would fit.
  void require_memory(double bytes, std::string_view what, std::string_view remedy) const;
};

/// Threads from affinity and cgroup quota; memory: half of what the cgroup (or the machine) allows.
Context default_context();

}  // namespace saddlescope
