// What this machine does in this process: the rates that floors are made of (docs/methods.md §9), measured between the
// works that stand beside them, on the same threads.
//   GEMM   512 × 512 × 512, one single-threaded product a thread, side by side
//   copy   32 MB, split among the threads; bytes read and written
//   tanh   8,192 elements in cache, on one thread
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include "bench/timing.h"
#include "saddlescope/base/parallel.h"
#include "saddlescope/base/random.h"
#include "saddlescope/engine/kernels/elementwise.h"
#include "saddlescope/linalg/blas.h"

namespace saddlescope::bench {

/// Processor time is that of all threads together; others on the machine disturb it least.
enum class Clock { wall, processor };

inline double of(const Seconds& seconds, Clock clock) {
  return clock == Clock::wall ? seconds.wall : seconds.processor;
}

struct Rates {
  double gemm = 0;  ///< flops a second
  double copy = 0;  ///< bytes a second
  double tanh = 0;  ///< elements a second
};

class RateWorks {
 public:
  explicit RateWorks(int threads) : threads_(threads), A_(random()), C_(static_cast<std::size_t>(threads), A_) {}

  /// Puts its three works before `works`; must outlive them.
  std::vector<Work> with(std::vector<Work> works) {
    std::vector<Work> all = {{"products of 512 × 512 matrices",
                              [this] {
                                parallel_for(threads_, C_.size(), [this](std::size_t t) {
                                  const BlasThreads one(1);
                                  gemm(Transpose::no, Transpose::no, kSize, kSize, kSize, 1, A_.data(), kSize,
                                       A_.data(), kSize, 0, C_[t].data(), kSize);
                                });
                              }},
                             {"copy of 32 MB",
                              [this] {
                                parallel_for(threads_, C_.size(), [this](std::size_t t) {
                                  const std::size_t part = kCopied / C_.size(), first = t * part;
                                  std::copy_n(from_.begin() + static_cast<std::ptrdiff_t>(first), part,
                                              to_.begin() + static_cast<std::ptrdiff_t>(first));
                                });
                              }},
                             {"tanh of 8,192 elements", [this] {
                                engine::elementwise<double>(engine::Tanh{}, kTile, A_.data(), nullptr, to_.data());
                              }}};
    std::move(works.begin(), works.end(), std::back_inserter(all));
    return all;
  }

  /// From works made by with(), once measured: what all threads together do in a second of the clock.
  Rates rates(const std::vector<Work>& works, Clock clock) const {
    const double threads = threads_, n = static_cast<double>(kSize);
    return {2 * n * n * n * threads / of(works[0].fastest, clock),
            16 * static_cast<double>(kCopied) / of(works[1].fastest, clock),
            static_cast<double>(kTile) / of(works[2].fastest, clock) * (clock == Clock::wall ? threads : 1)};
  }

 private:
  static constexpr std::size_t kSize = 512, kTile = 8192, kCopied = std::size_t{1} << 22U;

  static Vector random() {
    RandomStream stream(2026, "bench rates");
    Vector A(kSize * kSize);
    for (double& a : A) a = stream.normal();
    return A;
  }

  int threads_;
  Vector A_;
  std::vector<Vector> C_;
  Vector from_ = Vector(kCopied, 1.0), to_ = Vector(kCopied);
};

}  // namespace saddlescope::bench
