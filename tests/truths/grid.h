// Names of problems whose answer is known: every family over its parameters.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "saddlescope/truths/ground_truth.h"

namespace saddlescope {

inline std::vector<std::string> known_problems() {
  std::vector<std::string> names{"lecture", "lecture:valley=1", "lecture:valley=-2", "lecture:valley=0.01"};
  for (const TruthFamily& family : truth_families()) names.emplace_back(family.example);
  for (std::size_t length = 2; length <= 8; ++length) {
    for (std::size_t zeros = 0; zeros <= length; ++zeros) {
      if (zeros != 1) names.push_back(fmt::format("chain:{}:zeros={}", length, zeros));
    }
  }
  for (const char* powers :
       {"2,4", "2,-4", "-4,-4", "-2,4", "-2,-4", "2,2,2", "-2,-2", "2,-2,0", "2,0",   "-4,0",       "3",
        "2,3", "-2,3", "2,4,4", "5",    "2,5",   "2,-6",  "2,6",   "-2,6",   "-2,-6", "4,-4,2,-2,0"}) {
    names.push_back(fmt::format("powers:{}", powers));
  }
  for (const char* sizes : {"2-1-1", "1-3-1", "3-4-2", "2-5-3", "4-1-4", "3-4-3-2", "2-2-2-2-1"}) {
    names.push_back(fmt::format("tanh-zero:{}", sizes));
    names.push_back(fmt::format("dead-relu:{}", sizes));
  }
  for (const char* sizes : {"3x2x3", "4x3x3", "3x4x5", "5x2x3", "3x1x4", "1x1x1"}) {
    for (const char* J : {"", ":J=1", ":J=1,2", ":J=2", ":J=3", ":J=2,3", ":J=1,2,3"}) {
      for (const char* how : {"", ":bias", ":residual", ":mixed", ":bias:raw:residual", ":bias:raw:mixed"}) {
        const std::string name = fmt::format("two-layer-linear:{}{}{}", sizes, J, how);
        const std::string numbers = J;
        const auto learned = static_cast<std::size_t>(std::ranges::count(numbers, ',')) + (numbers.empty() ? 0 : 1);
        const auto hidden = static_cast<std::size_t>(sizes[2] - '0');
        if (learned > hidden || (std::string(sizes) == "1x1x1" && numbers.find_first_of("23") != std::string::npos)) {
          continue;
        }
        names.push_back(name);
      }
    }
  }
  return names;
}

}  // namespace saddlescope
