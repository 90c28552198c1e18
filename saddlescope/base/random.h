// Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011), keyed by seed and purpose.
// The same (seed, purpose, index) gives the same bits on every machine and however the work is split; normal() goes
// through the C library's log, sin and cos, which may differ between machines in the last digit.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace saddlescope {

/// One block of Philox4x32-10. Known answers: tests/base/random_test.cpp.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// An endless stream of numbers. Streams of different purpose or index are independent.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0);

  std::uint64_t bits();                   ///< 64 random bits
  double uniform();                       ///< in [0, 1), multiples of 2⁻⁵³
  double uniform(double low, double high);
  double normal();                        ///< standard normal, Box–Muller
  std::uint64_t below(std::uint64_t n);   ///< in {0, …, n−1}, without bias; n ≥ 1

 private:
  std::uint32_t next32();

  std::array<std::uint32_t, 2> key_;
  std::uint64_t index_, block_ = 0;
  std::array<std::uint32_t, 4> buffer_{};
  int used_ = 4;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace saddlescope
